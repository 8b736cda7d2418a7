import { renameSync, writeFileSync } from "node:fs";

import { z } from "zod";

import { CACHE_MODES, RAID_LEVELS, TABLE_TYPES } from "./constants";
import { USUAL_HARDWARE } from "./hardware";
import { defaultImages } from "./images";
import { readJsonFile } from "./json-file";
import { STATUS_NAMES } from "./node-status";
import { NO_SCRIPTS, SCRIPTS } from "./scripts";
import { type Rows } from "./storage/records";
import { type World } from "./world";

const id = z.number();
const tags = z.array(z.string());
const text = z.string().nullable();
const device = { id, name: z.string(), size: z.number(), blockSize: z.number(), tags };

const hardware = {
  model: z.string(),
  serial: z.string(),
  idPath: text,
  firmwareVersion: text,
  numaNode: z.number(),
};

const rowsSchema = z.strictObject({
  devices: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({
        ...device,
        type: z.literal("physical"),
        ...hardware,
      }),
      z.strictObject({ ...device, type: z.literal("virtual"), uuid: z.string(), groupId: id }),
    ]),
  ),
  tables: z.array(z.strictObject({ id, deviceId: id, tableType: z.enum(TABLE_TYPES) })),
  partitions: z.array(
    z.strictObject({
      type: z.literal("partition"),
      id,
      tableId: id,
      index: z.number(),
      uuid: z.string(),
      size: z.number(),
      bootable: z.boolean(),
      tags,
    }),
  ),
  groups: z.array(
    z.strictObject({
      id,
      type: z.enum([...RAID_LEVELS, "lvm-vg", "bcache"]),
      name: z.string(),
      uuid: z.string(),
      cacheMode: z.enum(CACHE_MODES).nullable(),
      cacheSetId: id.nullable(),
    }),
  ),
  filesystems: z.array(
    z.strictObject({
      id,
      fstype: z.string(),
      uuid: z.string(),
      label: text,
      mountPoint: text,
      mountOptions: text,
      deviceId: id.nullable(),
      partitionId: id.nullable(),
      groupId: id.nullable(),
      cacheSetId: id.nullable(),
      acquired: z.boolean(),
    }),
  ),
  bootDiskId: id.nullable(),
});

const node = {
  systemId: z.string(),
  hostname: z.string(),
  architecture: z.string(),
  cpuCount: z.number(),
  memory: z.number(),
  zone: z.string(),
  domain: z.string(),
  osystem: z.string(),
  distroSeries: z.string(),
  nics: z.array(
    z.strictObject({
      ...{ id, linkId: id.nullable(), name: z.string(), mac: z.string() },
      isFound: z.boolean().default(true),
    }),
  ),
  tags: tags.default([]),
};

const scriptSet = z.strictObject({ id: id.nullable(), status: z.number() });
const scripts = z.strictObject({ commissioning: scriptSet, testing: scriptSet, installation: scriptSet });

/** Older files have the ids of two runs that passed. */
const withScripts = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess(upgradeScripts, z.strictObject({ ...shape, scripts }));

function upgradeScripts(value: unknown): unknown {
  const old = z.looseObject({ scriptSets: z.tuple([id, id]) }).safeParse(value);
  if (!old.success) return value;
  const { scriptSets, ...rest } = old.data;
  const passed = (setId: number) => ({ id: setId, status: SCRIPTS.passed });
  const [commissioning, testing] = scriptSets.map(passed);
  return { ...rest, scripts: { commissioning, testing, installation: NO_SCRIPTS } };
}

const named = { id, name: z.string(), description: z.string() };

/** Older files have the names alone. */
const tag = z.union([
  z.strictObject({
    ...{ name: z.string(), comment: z.string(), kernelOpts: z.string() },
    definition: z.string().default(""),
  }),
  z.string().transform((name) => ({ name, comment: "", kernelOpts: "", definition: "" })),
]);

const event = z.strictObject({
  id,
  at: z.number(),
  systemId: z.string(),
  hostname: z.string(),
  level: z.enum(["AUDIT", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
  type: z.string(),
  description: z.string(),
  username: text,
});

const vmHost = z.strictObject({
  id,
  ...{ name: z.string(), type: z.string(), powerAddress: z.string(), project: z.string(), tags },
  ...{ architectures: tags, capabilities: tags, cores: z.number(), memory: z.number(), localStorage: z.number() },
  ...{ zone: z.string(), pool: z.string(), cpuOverCommitRatio: z.number(), memoryOverCommitRatio: z.number() },
  version: z.string(),
  storagePools: z.array(
    z.strictObject({ id: z.string(), name: z.string(), type: z.string(), path: z.string(), total: z.number() }),
  ),
  ...{ defaultStoragePool: z.string(), defaultMacvlanMode: text },
});

const stateSchema = z.strictObject({
  format: z.literal("pulumi-maas emulator 1"),
  version: z.string(),
  users: z.array(z.strictObject({ username: z.string(), email: z.string(), admin: z.boolean(), apiKey: z.string() })),
  zones: z.array(z.strictObject(named)),
  pools: z.array(z.strictObject(named)),
  domains: z.array(z.strictObject({ ...named, isDefault: z.boolean() })),
  tags: z.array(tag),
  defaults: z.record(z.string(), z.record(z.string(), z.unknown())),
  sequences: z.record(z.string(), z.number()),
  images: z
    .array(
      z.strictObject({
        ...{ name: z.string(), architecture: z.string(), kflavor: z.string() },
        subarches: z.array(z.string()),
      }),
    )
    .optional(),
  template: z
    .strictObject({
      ...{ cpuCount: z.number(), memory: z.number(), biosBootMethod: text },
      disks: z.array(z.strictObject({ ...hardware, name: z.string(), size: z.number(), blockSize: z.number(), tags })),
    })
    .optional(),
  vmHosts: z.array(vmHost).default([]),
  events: z.array(event).default([]),
  machines: z.array(
    withScripts({
      ...node,
      kind: z.literal("machine"),
      status: z.enum(STATUS_NAMES),
      owner: text,
      agentName: z.string().default(""),
      locked: z.boolean(),
      addresses: z.array(z.string()).default([]),
      commissioningStorage: z.unknown().default(null),
      biosBootMethod: text,
      pool: z.string(),
      powerType: z.string(),
      powerState: z.string(),
      powerParameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
      previousStatus: z.enum(STATUS_NAMES).default("New"),
      shown: z.record(z.string(), z.unknown()).default({}),
      rows: rowsSchema,
    }),
  ),
  transitions: z
    .array(
      z.strictObject({
        ...{ systemId: z.string(), to: z.enum(STATUS_NAMES), at: z.number(), relayout: z.boolean() },
        news: z.array(z.strictObject({ at: z.number(), type: z.string() })).default([]),
      }),
    )
    .default([]),
  powerChanges: z
    .array(z.strictObject({ systemId: z.string(), to: z.enum(["on", "off", "error"]), at: z.number() }))
    .default([]),
  controllers: z.array(
    withScripts({
      ...node,
      kind: z.literal("controller"),
      isRack: z.boolean(),
      isRegion: z.boolean(),
      version: z.string(),
      powerParameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
      shown: z.record(z.string(), z.unknown()).default({}),
      services: z.array(z.strictObject({ name: z.string(), status: z.string(), status_info: z.string() })),
    }),
  ),
});

/** Everything that an emulator knows, as plain JSON: users and their keys, nodes, and the storage of every machine. */
export interface EmulatorState {
  readonly format: "pulumi-maas emulator 1";
  readonly version: string;
  /** The rest is for the emulator alone. */
  readonly [part: string]: unknown;
}

type SavedRows = z.output<typeof stateSchema>["machines"][number]["rows"];

function saveRows(rows: Rows): SavedRows {
  return {
    devices: [...rows.devices.values()].map((row) => ({ ...row, tags: [...row.tags] })),
    tables: [...rows.tables.values()],
    partitions: [...rows.partitions.values()].map((row) => ({ ...row, tags: [...row.tags] })),
    groups: [...rows.groups.values()],
    filesystems: [...rows.filesystems.values()],
    bootDiskId: rows.bootDiskId,
  };
}

function byId<T extends { readonly id: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function loadRows(saved: SavedRows): Rows {
  return {
    devices: byId(saved.devices),
    tables: byId(saved.tables),
    partitions: byId(saved.partitions),
    groups: byId(saved.groups),
    filesystems: byId(saved.filesystems),
    bootDiskId: saved.bootDiskId,
  };
}

/** The state of a world; later changes to the world do not show in it. */
export function saveState(world: World): EmulatorState {
  return stateSchema.parse({
    format: "pulumi-maas emulator 1",
    version: world.version,
    users: [...world.users.values()],
    zones: world.zones,
    pools: world.pools,
    domains: world.domains,
    tags: world.tags,
    images: world.images,
    template: world.template,
    vmHosts: [...world.vmHosts.values()],
    events: world.events.all,
    defaults: world.defaults,
    sequences: Object.fromEntries(world.sequences.all().map(([name, { current }]) => [name, current])),
    machines: [...world.machines.values()].map((machine) => ({ ...machine, rows: saveRows(machine.rows) })),
    transitions: [...world.transitions].map(([systemId, transition]) => ({ systemId, ...transition })),
    powerChanges: [...world.powerChanges].map(([systemId, change]) => ({ systemId, ...change })),
    controllers: [...world.controllers.values()],
  });
}

/** Fills an empty world with a state. */
export function loadState(world: World, given: EmulatorState): void {
  const state = stateSchema.parse(given);
  world.version = state.version;
  world.zones = state.zones;
  world.pools = state.pools;
  world.domains = state.domains;
  world.tags = state.tags;
  world.images = state.images ?? defaultImages([]);
  world.template = state.template ?? USUAL_HARDWARE;
  for (const host of state.vmHosts) world.vmHosts.set(host.id, host);
  world.events.replace(state.events);
  for (const { id: zoneId } of state.zones) world.sequences.zones.skipTo(zoneId);
  for (const { id: poolId } of state.pools) world.sequences.pools.skipTo(poolId);
  world.defaults = state.defaults;
  for (const user of state.users) world.users.set(user.username, user);
  for (const [name, sequence] of world.sequences.all()) sequence.skipTo(state.sequences[name] ?? 0);
  for (const machine of state.machines)
    world.machines.set(machine.systemId, { ...machine, rows: loadRows(machine.rows) });
  for (const { systemId, ...transition } of state.transitions) world.transitions.set(systemId, transition);
  for (const { systemId, ...change } of state.powerChanges) world.powerChanges.set(systemId, change);
  for (const controller of state.controllers) world.controllers.set(controller.systemId, controller);
}

/** Reads a state file. */
export function readState(path: string): EmulatorState {
  return readJsonFile(path, stateSchema);
}

/** Writes a state file as a whole: one that is read meanwhile is the old or the new one. */
export function writeState(path: string, state: EmulatorState): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, path);
}
