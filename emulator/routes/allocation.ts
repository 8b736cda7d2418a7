import { type Call } from "./call";
import { type Json } from "../wire/json";
import { renderMachine } from "../render/nodes";
import { type Handler } from "./endpoint";
import { meetingNics } from "../rules/filters/interface-constraint";
import { acquire } from "../rules/life/actions";
import { selectNodes } from "../rules/filters/node-filters";
import { mayUse } from "../rules/life/permissions";
import { storageMatches } from "../rules/filters/storage-constraint";
import { formErrors, jsonReply, wrongState } from "../wire/reply";
import { type Machine, type World } from "../world/world";
import { checkBridges } from "./parameters";
import { stringBool } from "./string-bool";

/** Machines by what they should be like (api/machines.py: allocate). */

type Constraints = ReadonlyMap<string, readonly string[]>;

/** Fields that are no constraints, and constraints that choose here and not among the filters of lists. */
const IGNORED = [
  ...["comment", "bridge_all", "bridge_type", "bridge_stp", "bridge_fd", "dry_run", "verbose", "op", "agent_name"],
];
const OWN = ["name", "system_id"];

/** Filters of lists alone (ReadNodesForm). */
const FOREIGN = [
  ...["id", "not_id", "hostname", "not_hostname", "mac_address", "domain", "not_domain", "not_agent_name"],
  ...["status", "not_status", "simple_status", "not_simple_status"],
];

function constraintsOf({ body }: Call): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, text] of body.fields()) if (name !== "op") found.set(name, [...(found.get(name) ?? []), text]);
  return found;
}

/** A name may be with its domain; several names would all have to be the machine's. */
function isNamed({ hostname, domain, systemId }: Machine, constraints: Constraints): boolean {
  const ids = constraints.get("system_id");
  const names = constraints.get("name") ?? [];
  return (
    (ids === undefined || ids.includes(systemId)) &&
    names.every((name) => name === hostname || name === `${hostname}.${domain}`)
  );
}

function matching(world: World, machines: readonly Machine[], constraints: Constraints): Machine[] {
  const query = new URLSearchParams();
  for (const [name, texts] of constraints) {
    if (!IGNORED.includes(name) && !OWN.includes(name)) for (const text of texts) query.append(name, text);
  }
  const foreign = [...query.keys()].filter((name) => FOREIGN.includes(name));
  if (foreign.length > 0) throw formErrors(Object.fromEntries(foreign.map((name) => [name, ["No such constraint."]])));
  return selectNodes(
    world,
    machines.filter((machine) => isNamed(machine, constraints)),
    query,
  );
}

/** Small machines go first (AcquireNodeForm.reorder_nodes_by_cost). */
function cheapest(machines: readonly Machine[]): Machine | undefined {
  const cost = ({ cpuCount, memory }: Machine): number => cpuCount + memory / 1024;
  return [...machines].sort((a, b) => cost(a) - cost(b))[0];
}

const NUMBERS = ["cpu_count", "cpu_speed", "mem", "link_speed"];

/** As the form understood it: numbers are fractions, families of processors are spelled out, tags are sorted. */
function resolved([name, texts]: readonly [string, readonly string[]]): string {
  if (NUMBERS.includes(name)) return texts.map((text) => (/^\d+$/.test(text) ? `${text}.0` : text)).join(",");
  if (name === "arch") return texts.map((text) => (text.includes("/") ? text : `${text}/generic`)).join(",");
  if (name === "tags") return [...new Set(texts.flatMap((text) => text.match(/[^\s,]+/g) ?? []))].sort().join(",");
  return ["storage", "interfaces", "devices"].includes(name) ? (texts.at(-1) ?? "") : texts.join(",");
}

/** Why there is none; of ignored fields alone nothing is said. */
function refusal(constraints: Constraints): string {
  const asked = [...constraints].filter(([name]) => !IGNORED.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (asked.length === 0) return "No machine available.";
  const systemId = constraints.get("system_id")?.at(-1);
  if (systemId !== undefined) return `No machine with system ID ${systemId} available.`;
  const given = [...constraints].map(
    ([name, texts]) => `('${name}', [${texts.map((text) => `'${text}'`).join(", ")}])`,
  );
  const understood = asked.map((constraint) => `${constraint[0]}=${resolved(constraint)}`).join(" ");
  return `No available machine matches constraints: [${given.join(", ")}] (resolved to "${understood}")`;
}

/** What meets the constraints that have a label. */
function byType(world: World, machine: Machine, constraints: Constraints, isVerbose: boolean): Json {
  const storage = storageMatches(world.storageOf(machine), constraints.get("storage")?.at(-1)?.trim() ?? "");
  const interfaces = meetingNics(world, machine, constraints.get("interfaces")?.at(-1) ?? "");
  return {
    ...(storage.size === 0 ? {} : { storage: Object.fromEntries(storage) }),
    ...(interfaces.size === 0 ? {} : { interfaces: Object.fromEntries(interfaces) }),
    ...(isVerbose
      ? { verbose_storage: Object.fromEntries(storage), verbose_interfaces: Object.fromEntries(interfaces) }
      : {}),
  };
}

export const allocate: Handler = (call) => {
  const { world, user } = call;
  const constraints = constraintsOf(call);
  checkBridges(call);
  const isDry = stringBool(call, "dry_run");
  const isVerbose = stringBool(call, "verbose");
  const free = [...world.machines.values()].filter(
    (machine) => machine.status === "Ready" && machine.owner === null && mayUse(user, machine, "edit"),
  );
  const machine = cheapest(matching(world, free, constraints));
  if (machine === undefined) throw wrongState(refusal(constraints));
  const constraintsByType = byType(world, machine, constraints, isVerbose);
  const { agent_name: agents = [], comment: comments = [] } = Object.fromEntries(constraints);
  if (!isDry) acquire(world, machine, user, { agentName: agents.at(-1) ?? "", comment: comments.at(-1) ?? "" });
  return jsonReply({ ...renderMachine(world, machine), constraints_by_type: constraintsByType });
};
