import { type Call } from "../call";
import { encode } from "../render/json";
import { renderMachine } from "../render/nodes";
import { type Handler } from "../route";
import { acquire, commission, RELEASABLE, release } from "../rules/life";
import { selectNodes } from "../rules/node-filters";
import { mayUse, type Permission } from "../rules/permissions";
import { badRequest, jsonReply, permissionDenied, type Reply, wrongState } from "../wire/reply";
import { type Machine, type World } from "../world";

/** Operations on machines as a whole (api/machines.py: MachinesHandler). */

function listReply(world: World, machines: readonly Machine[]): Reply {
  return jsonReply(encode(machines.map((machine) => renderMachine(world, machine))));
}

/** The machines that the body names, all of them known and permitted. */
function namedMachines({ world, user, body }: Call, permission: Permission, verb: string): Machine[] {
  const ids = [...new Set(body.fields().flatMap(([name, text]) => (name === "machines" ? [text] : [])))];
  const unknown = ids.filter((id) => !world.machines.has(id));
  if (unknown.length > 0) throw badRequest(`Unknown machine(s): ${unknown.join(", ")}.`);
  const found = ids.flatMap((id) => world.machines.get(id) ?? []);
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
  for (const machine of waiting) commission(world, machine, user, false);
  return listReply(world, waiting);
}

const accept: Handler = (call) => acceptMachines(call, namedMachines(call, "admin", "accept"));

const acceptAll: Handler = (call) => {
  const all = [...call.world.machines.values()];
  return acceptMachines(
    call,
    all.filter((machine) => machine.status === "New" && mayUse(call.user, machine, "admin")),
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
  for (const machine of machines) release(call.world, machine, false);
  return jsonReply(encode(machines.map(({ systemId }) => systemId)));
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

/** Fields of `allocate` that choose no machine. */
const NO_CONSTRAINTS = ["op", "agent_name", "system_id", "name", "install_rackd", "install_kvm", "enable_hw_sync"];

/** Filters of machines by the names that `allocate` has for them; names may be with their domain. */
function matching(
  world: World,
  machines: readonly Machine[],
  fields: readonly (readonly [string, string])[],
): Machine[] {
  const values = (wanted: string) => fields.flatMap(([name, text]) => (name === wanted ? [text] : []));
  const [names, ids] = [values("name"), values("system_id")];
  const named = machines.filter(
    ({ hostname, domain, systemId }) =>
      (names.length === 0 || names.includes(hostname) || names.includes(`${hostname}.${domain}`)) &&
      (ids.length === 0 || ids.includes(systemId)),
  );
  const query = new URLSearchParams();
  for (const [name, text] of fields) if (!NO_CONSTRAINTS.includes(name)) query.append(name, text);
  return selectNodes(world, named, query);
}

/** Small machines go first (AcquireNodeForm.reorder_nodes_by_cost). */
function cheapest(machines: readonly Machine[]): Machine | undefined {
  const cost = ({ cpuCount, memory }: Machine): number => cpuCount + memory / 1024;
  return [...machines].sort((a, b) => cost(a) - cost(b))[0];
}

function describe(fields: readonly (readonly [string, string])[]): string {
  const constraints = new Map<string, string[]>();
  for (const [name, text] of fields) if (name !== "op") constraints.set(name, [...(constraints.get(name) ?? []), text]);
  const all = [...constraints];
  const given = all.map(([name, texts]) => `('${name}', [${texts.map((text) => `'${text}'`).join(", ")}])`).join(", ");
  const resolved = all.map(([name, texts]) => `${name}=${texts.join(",")}`).join(" ");
  return `No available machine matches constraints: [${given}] (resolved to "${resolved}")`;
}

const allocate: Handler = (call) => {
  const { world, user, body } = call;
  const fields = body.fields();
  const free = [...world.machines.values()].filter(
    (machine) => machine.status === "Ready" && machine.owner === null && mayUse(user, machine, "edit"),
  );
  const machine = cheapest(matching(world, free, fields));
  const systemId = body.posted("system_id");
  if (machine === undefined) {
    if (fields.every(([name]) => name === "op")) throw wrongState("No machine available.");
    if (systemId !== undefined) throw wrongState(`No machine with system ID ${systemId} available.`);
    throw wrongState(describe(fields));
  }
  if (!["true", "1"].includes((body.posted("dry_run") ?? "").toLowerCase())) acquire(world, machine, user);
  return jsonReply(encode({ ...renderMachine(world, machine), constraints_by_type: {} }));
};

export const MACHINES_READS = { list_allocated: listAllocated };
export const MACHINES_OPERATIONS = { accept, accept_all: acceptAll, allocate, release: releaseMany };
