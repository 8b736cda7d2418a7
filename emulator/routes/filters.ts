import { type Fields, formError } from "../errors";
import { notAChoice } from "../form";
import { STATUSES } from "../rules/statuses";
import { type Controller, type Machine, type Node, type World } from "../world";

/** One filter: what its values must be, and which nodes it lets through. Different filters combine with AND. */
interface Filter {
  /** The message for values that are refused. */
  readonly check?: (world: World, values: readonly string[]) => string | undefined;
  readonly matches: (node: Machine | Controller, values: readonly string[]) => boolean;
}

const isMachine = (node: Machine | Controller): node is Machine => node.kind === "machine";

const text = (of: (node: Machine | Controller) => string | null): Filter => ({
  matches: (node, values) => values.includes(of(node) ?? "\u0000"),
});

const not = (filter: Filter): Filter => ({ ...filter, matches: (node, values) => !filter.matches(node, values) });

const existing =
  (of: (world: World) => readonly string[], message: (missing: string[]) => string) =>
  (world: World, values: readonly string[]): string | undefined => {
    const missing = values.filter((value) => !of(world).includes(value)).sort();
    return missing.length > 0 ? message(missing) : undefined;
  };

const atLeast = (of: (node: Node) => number, message: string): Filter => ({
  check: (_world, values) => (values.every((value) => /^\d+(\.\d+)?$/.test(value.trim())) ? undefined : message),
  matches: (node, values) => of(node) >= Math.min(...values.map(Number)),
});

const words = (values: readonly string[]): string[] => values.flatMap((value) => value.split(/[\s,]+/)).filter(Boolean);

const tagsOf = (node: Machine | Controller): readonly string[] => (isMachine(node) ? node.tags : []);

const choice =
  (choices: readonly string[]) =>
  (_world: World, values: readonly string[]): string | undefined => {
    const wrong = values.find((value) => !choices.includes(value.replace(/^=/, "")));
    return wrong === undefined ? undefined : notAChoice(wrong);
  };

const status: Filter = {
  check: choice(STATUSES.map(({ filter }) => filter)),
  matches: (node, values) =>
    isMachine(node) &&
    STATUSES.some(
      ({ name, filter }) => name === node.status && values.some((value) => value.replace(/^=/, "") === filter),
    ),
};

const powerState: Filter = {
  check: choice(["on", "off", "unknown", "error"]),
  matches: (node, values) => isMachine(node) && values.includes(node.powerState),
};

const MAC = /^([0-9a-fA-F]{1,2}[:-]){5}[0-9a-fA-F]{1,2}$/;

/** Only images of amd64 are there, so it is the one architecture that is known. */
const isKnownArchitecture = (value: string): boolean => value === "amd64" || value === "amd64/generic";

const architecture: Filter = {
  check: (_world, values) => (values.every(isKnownArchitecture) ? undefined : "Architecture not recognised."),
  matches: (node, values) =>
    values.some((value) => node.architecture === value || node.architecture.startsWith(`${value}/`)),
};

const zone: Filter = {
  check: existing(
    (world) => world.zones.map(({ name }) => name),
    (missing) => `No such zone(s): ${missing.join(", ")}.`,
  ),
  matches: (node, values) => values.includes(node.zone),
};

const pool: Filter = {
  check: existing(
    (world) => world.pools.map(({ name }) => name),
    (missing) => `No such pool(s): ${missing.join(", ")}.`,
  ),
  matches: (node, values) => isMachine(node) && values.includes(node.pool),
};

const owner: Filter = {
  check: existing(
    (world) => [...world.users.keys()],
    (missing) => `No such owner: '${missing[0] ?? ""}'.`,
  ),
  matches: (node, values) => isMachine(node) && node.owner !== null && values.includes(node.owner),
};

const systemId = text((node) => node.systemId);
const hostname = text((node) => node.hostname);
const domain = text((node) => node.domain);
const agentName = text(() => "");

/** `node_constraint_filter_forms.py: ReadNodesForm`, for machines and controllers alike. */
const FILTERS: Readonly<Record<string, Filter>> = {
  hostname,
  not_hostname: not(hostname),
  id: systemId,
  system_id: systemId,
  not_id: not(systemId),
  domain,
  not_domain: not(domain),
  agent_name: agentName,
  not_agent_name: not(agentName),
  zone,
  not_in_zone: not(zone),
  pool,
  not_in_pool: not(pool),
  status,
  not_status: not(status),
  power_state: powerState,
  not_power_state: not(powerState),
  owner,
  not_owner: not(owner),
  arch: architecture,
  not_arch: not(architecture),
  cpu_count: atLeast((node) => node.cpuCount, "Invalid CPU count: number required."),
  cpu_speed: atLeast(() => 2100, "Invalid CPU speed: number required."),
  mem: atLeast((node) => node.memory, "Invalid memory: number of MiB required."),
  link_speed: atLeast(() => 1000, "Invalid link speed: number required."),
  mac_address: {
    check: (_world, values) => {
      const wrong = values.find((value) => !MAC.test(value));
      return wrong === undefined ? undefined : `'${wrong}' is not a valid MAC address.`;
    },
    // Kept in lower case with colons, and compared as text.
    matches: (node, values) => node.nics.some((nic) => values.includes(nic.mac)),
  },
  tags: {
    check: (world, values) => {
      const missing = words(values)
        .filter((tag) => !world.tags.includes(tag))
        .sort();
      return missing.length > 0 ? `No such tag(s): ${missing.map((tag) => `'${tag}'`).join(", ")}.` : undefined;
    },
    matches: (node, values) => words(values).every((tag) => tagsOf(node).includes(tag)),
  },
  not_tags: { matches: (node, values) => !words(values).some((tag) => tagsOf(node).includes(tag)) },
  deployment_target: { check: choice(["memory", "disk"]), matches: (_node, values) => values.includes("disk") },
  not_deployment_target: { check: choice(["memory", "disk"]), matches: (_node, values) => !values.includes("disk") },
};

/** Known to MAAS and not emulated: refused by name, never passed over. */
const NOT_SERVED = [
  ...["fabrics", "not_fabrics", "fabric_classes", "not_fabric_classes", "vlans", "not_vlans", "subnets", "not_subnets"],
  ...[
    "storage",
    "interfaces",
    "devices",
    "pod",
    "not_pod",
    "pod_type",
    "not_pod_type",
    "simple_status",
    "not_simple_status",
  ],
];
const IGNORED = ["comment", "bridge_all", "bridge_type", "bridge_stp", "bridge_fd", "dry_run", "verbose", "op"];

function selected<T extends Machine | Controller>(world: World, nodes: readonly T[], query: URLSearchParams): T[] {
  const problems: Fields = {};
  let left = [...nodes];
  for (const name of new Set(query.keys())) {
    if (IGNORED.includes(name)) continue;
    const values = query.getAll(name);
    const filter = FILTERS[name];
    const problem = filter === undefined ? unknownFilter(name) : filter.check?.(world, values);
    if (problem !== undefined) problems[name] = [problem];
    else left = left.filter((node) => filter?.matches(node, values));
  }
  if (Object.keys(problems).length > 0) throw formError(problems);
  return left;
}

const unknownFilter = (name: string): string =>
  NOT_SERVED.includes(name) ? `The emulator does not serve the filter '${name}'.` : "No such constraint.";

export const filterMachines = (world: World, query: URLSearchParams): Machine[] =>
  selected(world, [...world.machines.values()], query);

export const filterControllers = (world: World, query: URLSearchParams, as: "rack" | "region"): Controller[] =>
  selected(
    world,
    [...world.controllers.values()].filter((one) => (as === "rack" ? one.isRack : one.isRegion)),
    query,
  );
