import { readFileSync } from "node:fs";

import { z } from "zod";

import { applyLayout } from "./model/layouts";
import { SCRATCH_STATES } from "./rules/statuses";
import { type Controller, type Disk, emptyStorage, type Machine, type Nic, type World } from "./world";

const named = z.object({ name: z.string(), description: z.string().default("") });
const nic = z.object({ name: z.string(), mac: z.string() });

const disk = z.object({
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  block_size: z.number().default(512),
  model: z.string().default(""),
  serial: z.string().default(""),
  id_path: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  firmware_version: z.string().nullable().default(null),
  numa_node: z.number().default(0),
});

const node = {
  hostname: z.string(),
  architecture: z.string().default("amd64/generic"),
  cpu_count: z.number().default(8),
  memory: z.number().default(16_384),
  zone: z.string().default("default"),
  domain: z.string().default("maas"),
  osystem: z.string().default(""),
  distro_series: z.string().default(""),
  nics: z.array(nic).default([]),
};

const machine = z.object({
  ...node,
  status: z.string().default("Ready"),
  locked: z.boolean().default(false),
  owner: z.string().nullable().default(null),
  bios_boot_method: z.string().nullable().default("uefi"),
  pool: z.string().default("default"),
  tags: z.array(z.string()).default([]),
  power_type: z.string().default("manual"),
  power_state: z.string().default("off"),
  boot_disk: z.string().nullable().default(null),
  /** Applied with its default parameters when the disks are there: `blank`, `flat`, `lvm` or `bcache`. */
  layout: z.string().default("blank"),
  disks: z.array(disk).default([]),
});

const service = z.object({ name: z.string(), status: z.string(), status_info: z.string().default("") });
const controller = z.object({ ...node, version: z.string().default(""), services: z.array(service).default([]) });

/** A description of users, machines and controllers; the format is that of the recordings' fleet. */
export const fleetSchema = z.object({
  maas_version: z.string().default("3.7.3"),
  users: z
    .array(z.object({ username: z.string(), email: z.string().default(""), admin: z.boolean(), api_key: z.string() }))
    .default([]),
  zones: z.array(named).default([]),
  pools: z.array(named).default([]),
  domains: z.array(z.object({ name: z.string(), is_default: z.boolean().default(false) })).default([]),
  tags: z.array(z.object({ name: z.string() })).default([]),
  rack_controllers: z.array(controller).default([]),
  region_controllers: z.array(controller).default([]),
  defaults: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  machines: z.array(machine).default([]),
});

/** What a fleet file may leave out. */
export type Fleet = z.input<typeof fleetSchema>;
type FullFleet = z.output<typeof fleetSchema>;
type FleetMachine = FullFleet["machines"][number];

/** Reads a fleet file. */
export const readFleet = (path: string): Fleet => fleetSchema.parse(JSON.parse(readFileSync(path, "utf8")));

/** The default zone has id 1; the default pool and domain have id 0. */
const numbered = (list: readonly { name: string; description?: string }[], first: number, fallback: string) => {
  const all = list.some(({ name }) => name === fallback) ? list : [{ name: fallback }, ...list];
  const sorted = [...all].sort((a, b) => Number(b.name === fallback) - Number(a.name === fallback));
  return sorted.map(({ name, description = "" }, at) => ({ id: first + at, name, description }));
};

/** Fills a world with a fleet. */
export function seed(world: World, input: Fleet, defaults: World["defaults"]): void {
  const fleet = fleetSchema.parse(input);
  world.version = fleet.maas_version;
  world.defaults = { ...defaults, ...fleet.defaults };
  for (const { username, email, admin, api_key: apiKey } of fleet.users) {
    world.users.set(username, { username, email, admin, apiKey });
  }
  world.zones = numbered(fleet.zones, 1, "default");
  world.pools = numbered(fleet.pools, 0, "default");
  world.domains = numbered(fleet.domains, 0, "maas").map((domain) => ({ ...domain, isDefault: domain.id === 0 }));
  world.tags = fleet.tags.map(({ name }) => name);
  for (const one of fleet.machines) addMachine(world, one);
  seedControllers(world, fleet);
}

function nodeOf(world: World, one: FullFleet["rack_controllers"][number] | FleetMachine) {
  const nics: Nic[] = one.nics.map(({ name, mac }, at) => ({
    id: world.nextId("nic"),
    linkId: at === 0 ? world.nextId("link") : null,
    name,
    mac,
  }));
  const scriptSets: [number, number] = [world.nextId("scriptSet"), world.nextId("scriptSet")];
  return {
    systemId: world.newSystemId(),
    hostname: one.hostname,
    architecture: one.architecture,
    cpuCount: one.cpu_count,
    memory: one.memory,
    zone: one.zone,
    domain: one.domain,
    osystem: one.osystem,
    distroSeries: one.distro_series,
    nics,
    scriptSets,
  };
}

export function newDisks(world: World, disks: FleetMachine["disks"]): Disk[] {
  return disks.map((one) => ({
    kind: "disk",
    id: world.nextId("disk"),
    type: "physical",
    name: one.name,
    uuid: null,
    model: one.model,
    serial: one.serial,
    idPath: one.id_path,
    size: one.size,
    blockSize: one.block_size,
    tags: [...one.tags],
    firmwareVersion: one.firmware_version,
    numaNode: one.numa_node,
    tables: [],
    filesystem: null,
  }));
}

/** The layout comes after the disks, and before owner and state. */
function addMachine(world: World, one: FleetMachine): void {
  const made: Machine = {
    ...nodeOf(world, one),
    kind: "machine",
    status: "Ready",
    locked: one.locked,
    owner: one.owner,
    biosBootMethod: one.bios_boot_method,
    pool: one.pool,
    tags: one.tags,
    powerType: one.power_type,
    powerState: one.power_state,
    storage: { ...emptyStorage(), disks: newDisks(world, one.disks) },
    original: undefined,
  };
  world.machines.set(made.systemId, made);
  made.storage.bootDiskId = made.storage.disks.find(({ name }) => name === one.boot_disk)?.id ?? null;
  if (made.storage.disks.length > 0 && one.layout !== "blank") applyLayout(world, made, one.layout);
  setStatus(made, one.status);
}

/** On allocation the layout is copied; on release the copy is thrown away. */
export function setStatus(one: Machine, status: string): void {
  const isScratch = SCRATCH_STATES.has(status);
  if (isScratch && one.original === undefined) one.original = structuredClone(one.storage);
  if (!isScratch && one.original !== undefined) {
    one.storage = one.original;
    one.original = undefined;
  }
  one.status = status;
}

/** A controller that is in both lists is a combined one. */
function seedControllers(world: World, fleet: FullFleet): void {
  const regions = new Set(fleet.region_controllers.map(({ hostname }) => hostname));
  const racks = new Set(fleet.rack_controllers.map(({ hostname }) => hostname));
  const all = [...fleet.region_controllers.filter(({ hostname }) => !racks.has(hostname)), ...fleet.rack_controllers];
  for (const one of all) {
    const made: Controller = {
      ...nodeOf(world, one),
      kind: "controller",
      isRack: racks.has(one.hostname),
      isRegion: regions.has(one.hostname),
      version: one.version,
      services: one.services,
    };
    world.controllers.set(made.systemId, made);
  }
}
