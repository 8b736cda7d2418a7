import { type Call, formOf } from "./call";
import { renderController } from "../render/nodes";
import { type Endpoint, type Handler } from "./endpoint";
import { readControllerFields } from "../rules/life/machine-fields";
import { selectNodes } from "../rules/filters/node-filters";
import { requireAdmin } from "../rules/life/permissions";
import { badRequest, DELETED, jsonReply, noMatch, permissionDenied, type Reply } from "../wire/reply";
import { type Controller, type World } from "../world/world";
import { REGISTRATION_READS } from "./registration";
import { setZone } from "./zone-assignment";

type Side = "rack" | "region";

const MODELS = { rack: "RackController", region: "RegionController" } as const;

function isOn(side: Side, { isRack, isRegion }: Controller): boolean {
  return side === "rack" ? isRack : isRegion;
}

/** Of all racks, or of those that are named. */
const allRackParameters: Handler = ({ world, user, query }) => {
  requireAdmin(user);
  const wanted = query.getAll("id");
  const racks = [...world.controllers.values()].filter((controller) => isOn("rack", controller));
  const found = racks.filter(({ systemId }) => wanted.length === 0 || wanted.includes(systemId));
  return jsonReply(Object.fromEntries(found.map((rack) => [rack.systemId, rack.powerParameters])));
};

/** Others than administrators see none in lists, and may read each. A combined controller is in both lists. */
function list(side: Side): Endpoint {
  const reads = side === "rack" ? { ...REGISTRATION_READS, power_parameters: allRackParameters } : REGISTRATION_READS;
  return {
    operations: { GET: reads, POST: { set_zone: setZone } },
    methods: {
      GET: ({ world, user, query }) => {
        const all = [...world.controllers.values()].filter((controller) => isOn(side, controller));
        const found = selectNodes(world, all, query);
        const visible = user.admin ? found : [];
        return jsonReply(visible.map((controller) => renderController(world, controller, side)));
      },
    },
  };
}

function find({ world, parameters }: Call, side: Side): Controller {
  const controller = world.controllers.get(parameters.systemId ?? "");
  if (controller === undefined || !isOn(side, controller)) throw noMatch(MODELS[side]);
  return controller;
}

function reply({ world }: Call, controller: Controller, side: Side): Reply {
  return jsonReply(renderController(world, controller, side));
}

function update(side: Side): Handler {
  return (call) => {
    requireAdmin(call.user);
    const controller = find(call, side);
    const form = formOf(call);
    const change = readControllerFields(form, call.world, controller);
    form.validate();
    change(controller);
    return reply(call, controller, side);
  };
}

/** A region that answers is running. A combined controller that is deleted as a rack goes on as a region. */
export function removeController(world: World, controller: Controller, side: Side): void {
  if (side === "region") throw badRequest(`Unable to delete ${controller.hostname} as it's currently running.`);
  if (controller.isRegion) controller.isRack = false;
  else world.controllers.delete(controller.systemId);
}

function remove(side: Side): Handler {
  return (call) => {
    const controller = find(call, side);
    if (!call.user.admin) throw permissionDenied();
    removeController(call.world, controller, side);
    return DELETED;
  };
}

function powerParameters(side: Side): Handler {
  return (call) => {
    const controller = find(call, side);
    if (!call.user.admin) throw permissionDenied();
    return jsonReply(controller.powerParameters);
  };
}

function one(side: Side): Endpoint {
  return {
    methods: { GET: (call) => reply(call, find(call, side), side), PUT: update(side), DELETE: remove(side) },
    operations: { GET: { power_parameters: powerParameters(side) } },
  };
}

export const rackControllers = list("rack");
export const rackController = one("rack");
export const regionControllers = list("region");
export const regionController = one("region");
