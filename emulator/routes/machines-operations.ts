import { type Call } from "./call";

import { renderMachine } from "../render/nodes";
import { type Handler } from "./endpoint";
import { commission, RELEASABLE, release } from "../rules/life/actions";
import { mayUse, type Permission } from "../rules/life/permissions";
import { badRequest, jsonReply, permissionDenied, type Reply, wrongState } from "../wire/reply";
import { type Machine, type World } from "../world/world";
import { allocate } from "./allocation";

/** Operations on machines as a whole (api/machines.py: MachinesHandler). */

function listReply(world: World, machines: readonly Machine[]): Reply {
  return jsonReply(machines.map((machine) => renderMachine(world, machine)));
}

/** The machines that the body names, all of them known and permitted. */
function namedMachines({ world, user, body }: Call, permission: Permission, verb: string): Machine[] {
  const ids = [...new Set(body.fields().flatMap(([name, text]) => (name === "machines" ? [text] : [])))];
  const unknown = ids.filter((id) => !world.machines.has(id));
  if (unknown.length > 0) throw badRequest(`Unknown machine(s): ${unknown.join(", ")}.`);
  const found = [...world.machines.values()].filter(({ systemId }) => ids.includes(systemId));
  const denied = found.filter((machine) => !mayUse(user, machine, permission)).map(({ systemId }) => systemId);
  if (denied.length === 0) return found;
  throw permissionDenied(
    `You don't have the required permission to ${verb} the following machine(s): ${denied.join(", ")}.`,
  );
}

/** Those that are commissioned already, or being so, are passed over. */
function acceptMachines({ world, user }: Call, machines: readonly Machine[]): Reply {
  const waiting = machines.filter(({ status }) => status !== "Ready" && status !== "Commissioning");
  for (const { systemId, status } of waiting) {
    if (status === "New") continue;
    throw wrongState(`Cannot accept node enlistment: node ${systemId} is in state ${status}.`);
  }
  for (const machine of waiting) commission(world, machine, user);
  return listReply(world, waiting);
}

/** Whether a machine is locked is not asked. */
const accept: Handler = (call) => acceptMachines(call, namedMachines(call, "admin-read", "accept"));

const acceptAll: Handler = (call) => {
  const all = [...call.world.machines.values()];
  return acceptMachines(
    call,
    all.filter((machine) => machine.status === "New" && mayUse(call.user, machine, "admin-read")),
  );
};

/** All or none; answered with the ids of those that had to be released. */
const releaseMany: Handler = (call) => {
  const machines = namedMachines(call, "edit", "release").filter(({ status }) => status !== "Ready");
  const failed = machines.filter(({ status }) => !RELEASABLE.includes(status));
  if (failed.length > 0) {
    const states = failed.map(({ systemId, status }) => `${systemId} ('${status}')`).join(", ");
    throw wrongState(`Machine(s) cannot be released in their current state: ${states}.`);
  }
  const comment = call.body.posted("comment") ?? "";
  for (const machine of machines) release(call.world, machine, call.user, { comment });
  return jsonReply(machines.map(({ systemId }) => systemId));
};

const listAllocated: Handler = ({ world, user, query }) => {
  const wanted = query.getAll("id");
  const mine = [...world.machines.values()].filter(
    ({ owner, status }) => owner === user.username && status === "Allocated",
  );
  return listReply(
    world,
    mine.filter(({ systemId }) => wanted.length === 0 || wanted.includes(systemId)),
  );
};

export const MACHINES_READS = { list_allocated: listAllocated };
export const MACHINES_OPERATIONS = { accept, accept_all: acceptAll, allocate, release: releaseMany };
