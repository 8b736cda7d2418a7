import { renameSync, writeFileSync } from "node:fs";

import { z } from "zod";

import { CACHE_MODES, RAID_LEVELS, TABLE_TYPES } from "./constants";
import { readJsonFile } from "./json-file";
import { STATUS_NAMES } from "./node-status";
import { type Rows } from "./storage/records";
import { type World } from "./world";

const id = z.number();
const tags = z.array(z.string());
const text = z.string().nullable();
const device = { id, name: z.string(), size: z.number(), blockSize: z.number(), tags };

const rowsSchema = z.strictObject({
  devices: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({
        ...device,
        type: z.literal("physical"),
        model: z.string(),
        serial: z.string(),
        idPath: text,
        firmwareVersion: text,
        numaNode: z.number(),
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
  nics: z.array(z.strictObject({ id, linkId: id.nullable(), name: z.string(), mac: z.string() })),
  scriptSets: z.tuple([id, id]),
};

const named = { id, name: z.string(), description: z.string() };

/** Older files have the names alone. */
const tag = z.union([
  z.strictObject({ name: z.string(), comment: z.string(), kernelOpts: z.string() }),
  z.string().transform((name) => ({ name, comment: "", kernelOpts: "" })),
]);

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
  machines: z.array(
    z.strictObject({
      ...node,
      kind: z.literal("machine"),
      status: z.enum(STATUS_NAMES),
      owner: text,
      locked: z.boolean(),
      biosBootMethod: text,
      pool: z.string(),
      tags,
      powerType: z.string(),
      powerState: z.string(),
      powerParameters: z.record(z.string(), z.string()).default({}),
      previousStatus: z.enum(STATUS_NAMES).default("New"),
      shown: z.record(z.string(), z.unknown()).default({}),
      rows: rowsSchema,
    }),
  ),
  transitions: z
    .array(z.strictObject({ systemId: z.string(), to: z.enum(STATUS_NAMES), at: z.number(), relayout: z.boolean() }))
    .default([]),
  controllers: z.array(
    z.strictObject({
      ...node,
      kind: z.literal("controller"),
      isRack: z.boolean(),
      isRegion: z.boolean(),
      version: z.string(),
      powerParameters: z.record(z.string(), z.string()).default({}),
      shown: z.record(z.string(), z.unknown()).default({}),
      services: z.array(z.strictObject({ name: z.string(), status: z.string(), status_info: z.string() })),
    }),
  ),
});

/** Everything that an emulator knows, as plain JSON: users and their keys, nodes, and the storage of every machine. */
export type EmulatorState = z.output<typeof stateSchema>;

type SavedRows = EmulatorState["machines"][number]["rows"];

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
    defaults: world.defaults,
    sequences: Object.fromEntries(world.sequences.all().map(([name, { current }]) => [name, current])),
    machines: [...world.machines.values()].map((machine) => ({ ...machine, rows: saveRows(machine.rows) })),
    transitions: [...world.transitions].map(([systemId, transition]) => ({ systemId, ...transition })),
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
  world.defaults = state.defaults;
  for (const user of state.users) world.users.set(user.username, user);
  for (const [name, sequence] of world.sequences.all()) sequence.skipTo(state.sequences[name] ?? 0);
  for (const machine of state.machines)
    world.machines.set(machine.systemId, { ...machine, rows: loadRows(machine.rows) });
  for (const { systemId, ...transition } of state.transitions) world.transitions.set(systemId, transition);
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
