import { z } from "zod";

import { badRequest } from "../../../wire/reply";
import { FORMAT_TYPES, RAID_LEVELS, SPECIAL_FORMAT_TYPES } from "../../../world/constants";
import { type BlockDevice, type Holder, type Partition } from "../../../world/storage/records";
import { type Storage } from "../../../world/storage/storage";
import { alignDown } from "../alignment";
import { createBcache } from "../bcache";
import { setBootDisk } from "../boot-disk";
import { createCacheSet } from "../cache-set";
import { createFilesystem } from "../filesystem";
import { addPartition, createTable } from "../partition-table";
import { createRaid } from "../raid";
import { createLogicalVolume, createVolumeGroup } from "../volume-group";

/** The layout that a commissioning script wrote down (storage_custom.py). */

const name = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/);
const size = z.string().regex(/^[1-9]\d*(\.\d+)?[MGT]$|^0\.\d*[1-9]\d*[MGT]$/);
const fs = z.enum(FORMAT_TYPES).optional();
const names = z.array(name);

const entry = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("disk"),
    ptable: z.enum(["gpt", "mbr"]).optional(),
    boot: z.boolean().default(false),
    partitions: z.array(z.strictObject({ name, size, fs, bootable: z.boolean().default(false) })).default([]),
    fs,
  }),
  z.strictObject({
    type: z.literal("raid"),
    level: z.number().refine((level) => RAID_LEVELS.some((known) => known === `raid-${level}`)),
    members: names,
    spares: names.default([]),
    fs,
  }),
  z.strictObject({ type: z.literal("lvm"), members: names, volumes: z.array(z.strictObject({ name, size, fs })) }),
  z.strictObject({
    type: z.literal("bcache"),
    "cache-device": name,
    "backing-device": name,
    "cache-mode": z.enum(["writeback", "writethrough", "writearound"]).default("writethrough"),
    fs,
  }),
  z.strictObject({ type: z.literal("special"), fs: z.enum(SPECIAL_FORMAT_TYPES) }),
]);
type Entry = z.output<typeof entry>;

const layoutSchema = z.strictObject({
  layout: z.record(name, entry),
  mounts: z.record(z.string(), z.strictObject({ device: name, options: z.string().default("") })),
});
type CustomLayout = z.output<typeof layoutSchema>;

function refusal(problem: string): Error {
  return badRequest(`Failed to configure storage layout 'custom': ${problem}`);
}

/** Reads the document; without one there is no such layout. */
export function readCustomLayout(document: unknown): CustomLayout {
  if (document === null || document === undefined) throw refusal("No custom storage layout configuration found");
  const parsed = layoutSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(`Invalid config at ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

const UNITS: Readonly<Record<string, number>> = { M: 1e6, G: 1e9, T: 1e12 };

function bytesOf(text: string): number {
  return Math.round(Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 1));
}

/** What an entry stands on, by name. */
function neededBy(one: Entry): readonly string[] {
  if (one.type === "raid") return [...one.members, ...one.spares];
  if (one.type === "lvm") return one.members;
  return one.type === "bcache" ? [one["cache-device"], one["backing-device"]] : [];
}

/** Makes everything of the document on a machine that has nothing but its disks. */
export function applyCustom(storage: Storage, document: CustomLayout): void {
  const disks = new Map(storage.devices().map((device) => [device.name, device]));
  const wanted = Object.entries(document.layout).filter(([, { type }]) => type === "disk");
  const unknown = wanted.map(([disk]) => disk).filter((disk) => !disks.has(disk));
  if (unknown.length > 0) throw refusal(`Unknown machine disk(s): ${unknown.join(", ")}`);
  new Builder(storage, document, disks).build();
}

class Builder {
  private readonly holders = new Map<string, Holder>();
  private readonly cacheSets = new Map<string, number>();
  private readonly mounts: ReadonlyMap<string, { readonly mountPoint: string; readonly mountOptions: string }>;

  constructor(
    private readonly storage: Storage,
    private readonly document: CustomLayout,
    private readonly disks: ReadonlyMap<string, BlockDevice>,
  ) {
    this.mounts = new Map(
      Object.entries(document.mounts).map(([mountPoint, { device, options }]) => [
        device,
        { mountPoint, mountOptions: options },
      ]),
    );
  }

  /** Entries come in any order: each waits for what it stands on. */
  build(): void {
    let waiting = Object.entries(this.document.layout);
    while (waiting.length > 0) {
      const ready = waiting.filter(([, one]) => neededBy(one).every((needed) => this.holders.has(needed)));
      if (ready.length === 0) throw refusal(`Unknown device(s) in: ${waiting.map(([key]) => key).join(", ")}`);
      for (const [key, one] of ready) this.make(key, one);
      waiting = waiting.filter((pair) => !ready.includes(pair));
    }
  }

  private make(key: string, one: Entry): void {
    if (one.type === "disk") this.disk(key, one);
    else if (one.type === "raid") this.raid(key, one);
    else if (one.type === "lvm") this.lvm(key, one);
    else if (one.type === "bcache") this.bcache(key, one);
    else createFilesystem(this.storage, undefined, { fstype: one.fs, ...this.mounts.get(key) });
  }

  private put(key: string, holder: Holder | undefined, fstype: string | undefined): void {
    if (holder === undefined) return;
    this.holders.set(key, holder);
    if (fstype !== undefined) createFilesystem(this.storage, holder, { fstype, ...this.mounts.get(key) });
  }

  private disk(key: string, { ptable, boot, partitions }: Extract<Entry, { type: "disk" }>): void {
    const device = this.disks.get(key);
    if (device?.type !== "physical") return;
    if (boot) setBootDisk(this.storage, device);
    this.put(key, device, undefined);
    if (partitions.length === 0) return;
    const { storage } = this;
    const made = createTable(storage, device);
    const table = { ...made, tableType: ptable === "mbr" ? ("MBR" as const) : ("GPT" as const) };
    storage.rows.tables.set(table.id, table);
    for (const partition of partitions) {
      const { bootable } = partition;
      const found = addPartition(storage, table, { size: bytesOf(partition.size), bootable });
      this.put(partition.name, found, partition.fs);
    }
  }

  private devicesOf(members: readonly string[]): BlockDevice[] {
    return members.flatMap((member) => {
      const holder = this.holders.get(member);
      return holder === undefined || holder.type === "partition" ? [] : [holder];
    });
  }

  private partitionsOf(members: readonly string[]): Partition[] {
    return members.flatMap((member) => {
      const holder = this.holders.get(member);
      return holder?.type === "partition" ? [holder] : [];
    });
  }

  private raid(key: string, { level, members, spares, fs: fstype }: Extract<Entry, { type: "raid" }>): void {
    const word = RAID_LEVELS.find((known) => known === `raid-${level}`) ?? "raid-1";
    const raid = createRaid(
      this.storage,
      { name: key, level: word, uuid: undefined },
      {
        devices: this.devicesOf(members),
        partitions: this.partitionsOf(members),
        spareDevices: this.devicesOf(spares),
        sparePartitions: this.partitionsOf(spares),
      },
    );
    this.put(key, this.storage.virtualDevice(raid.id), fstype);
  }

  private lvm(key: string, { members, volumes }: Extract<Entry, { type: "lvm" }>): void {
    const group = createVolumeGroup(
      this.storage,
      { name: key },
      { devices: this.devicesOf(members), partitions: this.partitionsOf(members) },
    );
    for (const volume of volumes) {
      const fields = { name: volume.name, size: alignDown(bytesOf(volume.size)) };
      this.put(volume.name, createLogicalVolume(this.storage, group, fields), volume.fs);
    }
  }

  /** Bcaches over one cache device share its cache set. */
  private bcache(key: string, one: Extract<Entry, { type: "bcache" }>): void {
    const cache = this.holders.get(one["cache-device"]);
    const backing = this.holders.get(one["backing-device"]);
    if (cache === undefined || backing === undefined) return;
    const cacheSetId = this.cacheSets.get(one["cache-device"]) ?? createCacheSet(this.storage, cache);
    this.cacheSets.set(one["cache-device"], cacheSetId);
    const bcache = createBcache(this.storage, { name: key, cacheSetId, cacheMode: one["cache-mode"] }, backing);
    this.put(key, this.storage.virtualDevice(bcache.id), one.fs);
  }
}
