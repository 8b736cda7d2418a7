import { usableArchitectures } from "../../world/images";
import { SYSTEM_USERS } from "../../world/users";
import { STATUS_WORDS, statusWord } from "../../world/node-status";
import { formErrors, serverError } from "../../wire/reply";
import { type Machine, type World } from "../../world/world";
import { type AnyNode, atLeast, choice, excluding, existing, type Filter, isOneOf, named } from "./filter";
import { NETWORK_FILTERS } from "./network-filters";
import { isStorageConstraint, meetsStorageConstraint } from "./storage-constraint";

/** Tags may also come as one text, separated by commas or spaces (parse_legacy_tags). */
function words(values: readonly string[]): string[] {
  return values.flatMap((value) => value.match(/[^\s,]+/g) ?? []);
}

/** What a node shows besides what is emulated. */
function shown(world: World, node: AnyNode, field: string): unknown {
  return node.shown[field] ?? world.defaults[node.kind]?.[field];
}

function defaultNumber(world: World, part: string, field: string): number {
  const value = world.defaults[part]?.[field];
  return typeof value === "number" ? value : 0;
}

const machineOnly = (valueOf: (machine: Machine) => string | null): Filter =>
  isOneOf((node) => (node.kind === "machine" ? valueOf(node) : null));

const hostname = isOneOf((node) => node.hostname);
const systemId = isOneOf((node) => node.systemId);
const domain = isOneOf((node) => node.domain);
const zones = (world: World) => world.zones.map(({ name }) => name);
const pools = (world: World) => world.pools.map(({ name }) => name);
const zone = existing(
  isOneOf((node) => node.zone),
  zones,
  (missing) => `No such zone(s): ${missing.join(", ")}.`,
);
const pool = existing(
  machineOnly((machine) => machine.pool),
  pools,
  (missing) => `No such pool(s): ${missing.join(", ")}.`,
);
const status = choice(
  machineOnly((machine) => statusWord(machine.status)),
  STATUS_WORDS,
);
const powerState = choice(
  isOneOf((node, world) => (node.kind === "machine" ? node.powerState : shown(world, node, "power_state"))),
  ["on", "off", "unknown", "error"],
);
const owner = existing(
  machineOnly((machine) => machine.owner),
  (world) => [...world.users.keys(), ...SYSTEM_USERS.map(({ username }) => username)],
  ([first]) => `No such owner: '${first}'.`,
);
/** What allocated a machine says so. */
const agentName = isOneOf((node) => (node.kind === "machine" ? node.agentName : ""));
const deploymentTarget = choice(
  isOneOf((node, world) => (shown(world, node, "ephemeral_deploy") === true ? "memory" : "disk")),
  ["memory", "disk"],
);

/** Only what images are imported for is known, with its kind or without. */
const architecture: Filter = {
  check: (world, values) => {
    const usable = usableArchitectures(world.images);
    const known = new Set([...usable, ...usable.map((name) => name.split("/")[0])]);
    return values.every((value) => known.has(value)) ? undefined : "Architecture not recognised.";
  },
  matches: (node, values) =>
    values.some((value) => node.architecture === value || node.architecture.startsWith(`${value}/`)),
};

/** A spelling with colons ends in anything, one with dashes is anywhere, one in three parts comes last (MAC_FIELD_RE). */
const MAC =
  /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}|(?:[0-9a-f]{1,2}-){5}[0-9a-f]{1,2}|(?:[0-9a-f]{3,4}.){2}[0-9a-f]{3,4}$/i;

/** Kept in lower case with colons, and compared as text: any other spelling is valid and finds nothing. */
const macAddress: Filter = {
  check: (_world, values) => {
    const wrong = values.find((value) => !MAC.test(value));
    return wrong === undefined ? undefined : `'${wrong}' is not a valid MAC address.`;
  },
  matches: (node, values) => node.nics.some(({ mac }) => values.includes(mac)),
};

const tags: Filter = {
  check: (world, values) => {
    const known = new Set(world.tags.map(({ name }) => name));
    const missing = [...new Set(words(values))].filter((tag) => !known.has(tag));
    return missing.length > 0 ? `No such tag(s): ${missing.map((tag) => `'${tag}'`).join(", ")}.` : undefined;
  },
  matches: (node, values) => words(values).every((tag) => node.tags.includes(tag)),
};

/** A single text: of several the last counts, and an empty one asks for nothing. */
const storageText = (values: readonly string[]): string => values.at(-1)?.trim() ?? "";
const storage: Filter = {
  check: (_world, values) => {
    const text = storageText(values);
    return text === "" || isStorageConstraint(text) ? undefined : `Malformed storage constraint, "${text}".`;
  },
  matches: (node, values, world) => {
    const text = storageText(values);
    return text === "" || (node.kind === "machine" && meetsStorageConstraint(world.storageOf(node), text));
  },
};

/** No machine here is in a pod. What its BMC is called is not shown; its type is the machine's power type. */
const pod = isOneOf(() => null);
const podType = machineOnly((machine) => machine.powerType);

/** A filter that MAAS offers and cannot apply. */
const SIMPLE_STATUSES = [
  ...["allocated", "broken", "commissioning", "deployed", "deploying", "failed", "new", "other", "ready", "releasing"],
  ...["rescue_mode", "testing"],
];
const simpleStatus = choice(
  {
    matches: () => {
      throw serverError("Cannot resolve keyword 'simple_status' into field.");
    },
  },
  SIMPLE_STATUSES,
);

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["hostname", hostname],
  ["not_hostname", excluding(hostname)],
  ["id", systemId],
  ["system_id", systemId],
  ["not_id", excluding(systemId)],
  ["domain", domain],
  ["not_domain", excluding(domain)],
  ["agent_name", agentName],
  ["not_agent_name", excluding(agentName)],
  ["zone", zone],
  ["not_in_zone", named(excluding(zone))],
  ["pool", pool],
  ["not_in_pool", named(excluding(pool))],
  ["status", status],
  ["not_status", excluding(status)],
  ["simple_status", simpleStatus],
  ["not_simple_status", simpleStatus],
  ["power_state", powerState],
  ["not_power_state", excluding(powerState)],
  ["owner", owner],
  ["not_owner", excluding({ matches: owner.matches })],
  ["arch", architecture],
  // Families are not spelled out here, and lists of tags are not taken apart.
  ["not_arch", excluding(isOneOf((node) => node.architecture))],
  ["cpu_count", atLeast((node) => node.cpuCount, "Invalid CPU count: number required.")],
  [
    "cpu_speed",
    atLeast((_node, world) => defaultNumber(world, "machine", "cpu_speed"), "Invalid CPU speed: number required."),
  ],
  ["mem", atLeast((node) => node.memory, "Invalid memory: number of MiB required.")],
  [
    "link_speed",
    atLeast((_node, world) => defaultNumber(world, "interface", "link_speed"), "Invalid link speed: number required."),
  ],
  ["mac_address", macAddress],
  ["tags", tags],
  ["not_tags", { matches: (node, values) => !values.some((tag) => node.tags.includes(tag)) }],
  ["storage", storage],
  ["pod", pod],
  ["not_pod", excluding(pod)],
  ["pod_type", podType],
  ["not_pod_type", excluding(podType)],
  ["deployment_target", deploymentTarget],
  ["not_deployment_target", excluding(deploymentTarget)],
  ...NETWORK_FILTERS,
]);

const IGNORED = ["comment", "bridge_all", "bridge_type", "bridge_stp", "bridge_fd", "dry_run", "verbose", "op"];

/** The nodes that a query selects, in their order; every name that no filter has is an error (ReadNodesForm). */
export function selectNodes<T extends AnyNode>(world: World, nodes: readonly T[], query: URLSearchParams): T[] {
  const problems = new Map<string, readonly string[]>();
  const chosen = [...new Set(query.keys())].filter((name) => !IGNORED.includes(name));
  for (const name of chosen) {
    const problem = problemWith(name, query.getAll(name), world);
    if (problem !== undefined) problems.set(name, [problem]);
  }
  if (problems.size > 0) throw formErrors(Object.fromEntries(problems));
  return chosen.reduce<T[]>(
    (left, name) => {
      const filter = FILTERS.get(name);
      const values = query.getAll(name);
      return left.filter((node) => filter === undefined || filter.matches(node, values, world));
    },
    [...nodes],
  );
}

function problemWith(name: string, values: readonly string[], world: World): string | undefined {
  const filter = FILTERS.get(name);
  return filter === undefined ? "No such constraint." : filter.check?.(world, values);
}
