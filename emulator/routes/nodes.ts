import { type Call } from "./call";
import { removeMachine } from "../rules/life/status";
import { renderController, renderMachine } from "../render/nodes";
import { type Endpoint, type Handler } from "./endpoint";
import { selectNodes } from "../rules/filters/node-filters";
import { mayUse, type Permission, requirePermission } from "../rules/life/permissions";
import { DELETED, jsonReply, noMatch, permissionDenied } from "../wire/reply";
import { type Controller, type Machine } from "../world/world";
import { removeController } from "./controllers";
import { noDetails } from "./machine-life";
import { REGISTRATION_READS } from "./registration";
import { setZone } from "./zone-assignment";

/** Nodes of every kind under one URL (api/nodes.py). */

/** Each as its own kind shows it: machines, racks, then the other regions. */
const list: Handler = ({ world, user, query }) => {
  const machines = selectNodes(world, [...world.machines.values()], query);
  const controllers = user.admin ? selectNodes(world, [...world.controllers.values()], query) : [];
  const regionsAlone = controllers.filter(({ isRack }) => !isRack);
  return jsonReply([
    ...machines.filter((machine) => mayUse(user, machine, "view")).map((machine) => renderMachine(world, machine)),
    ...controllers.filter(({ isRack }) => isRack).map((rack) => renderController(world, rack, "rack")),
    ...regionsAlone.map((region) => renderController(world, region, "region")),
  ]);
};

/** Everybody may read a controller; what administrators do with it others may not. */
function find({ world, user, parameters }: Call, permission: Permission): Machine | Controller {
  const systemId = parameters.systemId ?? "";
  const machine = world.machines.get(systemId);
  const controller = world.controllers.get(systemId);
  if (machine !== undefined) requirePermission(user, machine, permission);
  const node = machine ?? controller;
  if (node === undefined) throw noMatch("Node");
  if (node === controller && permission !== "view" && !user.admin) throw permissionDenied();
  return node;
}

const read: Handler = (call) => {
  const { world } = call;
  const node = find(call, "view");
  if (node.kind === "machine") return jsonReply(renderMachine(world, node));
  return jsonReply(renderController(world, node, node.isRack ? "rack" : "region"));
};

const remove: Handler = (call) => {
  const node = find(call, "admin");
  if (node.kind === "machine") removeMachine(call.world, node);
  else removeController(call.world, node, node.isRack ? "rack" : "region");
  return DELETED;
};

const details: Handler = (call) => {
  find(call, "view");
  return noDetails();
};

const powerParameters: Handler = (call) => jsonReply(find(call, "admin-read").powerParameters);

export const nodes: Endpoint = {
  methods: { GET: list },
  operations: { GET: REGISTRATION_READS, POST: { set_zone: setZone } },
};
export const node: Endpoint = {
  methods: { GET: read, DELETE: remove },
  operations: { GET: { details, power_parameters: powerParameters } },
};
