import { type Call } from "./call";
import { type Endpoint, type Handler } from "./endpoint";
import { API_PREFIX } from "../world/constants";
import { type Json } from "../wire/json";
import { mayUse, requirePermission } from "../rules/life/permissions";
import { badRequest, DELETED, jsonReply, noMatch, permissionDenied } from "../wire/reply";
import { NO_SCRIPTS, SCRIPT_KINDS, type ScriptKind, type ScriptSet, scriptStatusName } from "../world/scripts";
import { type Controller, type Machine } from "../world/world";

/** Runs of scripts on nodes; what each script wrote is no part of what is emulated (api/results.py). */

const TYPES: Readonly<Record<ScriptKind, readonly [number, string]>> = {
  commissioning: [0, "Commissioning"],
  installation: [1, "Installation"],
  testing: [2, "Testing"],
};

type Node = Machine | Controller;

function find({ world, user, parameters }: Call): Node {
  const systemId = parameters.systemId ?? "";
  const machine = world.machines.get(systemId);
  if (machine !== undefined) requirePermission(user, machine, "view");
  const node = machine ?? world.controllers.get(systemId);
  if (node === undefined) throw noMatch("Node");
  return node;
}

function renderSet({ systemId }: Node, kind: ScriptKind, { id, status }: ScriptSet): Json {
  const [type, typeName] = TYPES[kind];
  return {
    ...{ id, system_id: systemId, type, type_name: typeName, status, status_name: scriptStatusName(status) },
    ...{ last_ping: null, started: "", ended: "", runtime: "", results: [] },
    resource_uri: `${API_PREFIX}/nodes/${systemId}/results/${id ?? 0}/`,
  };
}

/** By name or by number. */
function kindsAsked({ query }: Call): readonly ScriptKind[] {
  const asked = query.get("type");
  if (asked === null || asked === "") return SCRIPT_KINDS;
  const found = SCRIPT_KINDS.filter((kind) => kind === asked || String(TYPES[kind][0]) === asked);
  if (found.length > 0 || asked === "release" || asked === "3") return found;
  throw badRequest(/^\d+$/.test(asked) ? "Invalid result type numeric value." : "Invalid result type name");
}

const list: Handler = (call) => {
  const node = find(call);
  const sets = kindsAsked(call)
    .map((kind) => ({ kind, set: node.scripts[kind] }))
    .filter(({ set }) => set.id !== null);
  return jsonReply(sets.map(({ kind, set }) => renderSet(node, kind, set)));
};

/** By its id, or as the current one of its kind. */
function findSet(call: Call): { readonly node: Node; readonly kind: ScriptKind; readonly set: ScriptSet } {
  const node = find(call);
  const key = call.parameters.id ?? "";
  const kind = SCRIPT_KINDS.find((each) => key === `current-${each}` || key === String(node.scripts[each].id));
  const set = kind && node.scripts[kind];
  if (kind === undefined || set === undefined || set.id === null) throw noMatch("ScriptSet");
  return { node, kind, set };
}

const read: Handler = (call) => {
  const { node, kind, set } = findSet(call);
  return jsonReply(renderSet(node, kind, set));
};

const remove: Handler = (call) => {
  const { node, kind } = findSet(call);
  const isAllowed = node.kind === "machine" ? mayUse(call.user, node, "admin") : call.user.admin;
  if (!isAllowed) throw permissionDenied();
  node.scripts = { ...node.scripts, [kind]: NO_SCRIPTS };
  return DELETED;
};

export const results: Endpoint = { methods: { GET: list } };
export const result: Endpoint = { methods: { GET: read, DELETE: remove } };
