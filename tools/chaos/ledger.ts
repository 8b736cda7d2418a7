import { isDeepStrictEqual } from "node:util";

import { type MachineView } from "../../emulator";
import { type Declared, isReference } from "../../kit/layouts/declared";
import { type Row, rowOf, rowsOf } from "../../kit/layouts/objects";
import { FOREIGN_RAID, isForeign } from "./resources";

const GIB = 2 ** 30;
const MIB = 2 ** 20;
/** What MAAS shows as a filesystem of a device that is a member of something. */
const MEMBERSHIP = new Set<unknown>(["raid", "raid-spare", "bcache-backing", "bcache-cache", "lvm-pv"]);

/** What a machine has of one kind, as plainly as a program says it. */
interface Fact {
  readonly kind: string;
  readonly [property: string]: unknown;
}

const filesystemOf = (value: unknown): Fact["filesystem"] => {
  const { fstype, label, mount_point: mountPoint } = rowOf(value);
  if (typeof fstype !== "string" || MEMBERSHIP.has(fstype)) return undefined;
  return [fstype, label === "" ? null : label, mountPoint ?? null];
};

/** The disks that devices are or lie on: partitions have no name of their own, and other numbers after a replacement. */
const disksUnder = (devices: unknown, disks: readonly Row[]): unknown[] =>
  rowsOf(devices)
    .map(({ type, id, name, device_id: parent }) =>
      type === "partition" ? disks.find((disk) => disk["id"] === parent)?.["name"] : (name ?? id),
    )
    .sort();

/** Everything that is on a machine, but for what somebody else made there. */
export function factsOf(machine: MachineView): Fact[] {
  const disks = rowsOf(machine["blockdevice_set"]).filter(({ name }) => !isForeign(name));
  const partitions = disks.flatMap((disk) =>
    rowsOf(disk["partitions"]).map(({ size, bootable, tags, filesystem }): Fact => ({
      kind: "Partition",
      on: disk["name"],
      size,
      bootable,
      tags,
      filesystem: filesystemOf(filesystem),
    })),
  );
  const raids = machine.raids
    .filter(({ name }) => name !== FOREIGN_RAID)
    .map((raid): Fact => ({
      kind: "Raid",
      name: raid["name"],
      level: raid["level"],
      devices: disksUnder(raid["devices"], disks),
      spareDevices: disksUnder(raid["spare_devices"], disks),
      filesystem: filesystemOf(rowOf(raid["virtual_device"])["filesystem"]),
    }));
  const bcaches = machine.bcaches.map((bcache): Fact => ({
    kind: "Bcache",
    name: bcache["name"],
    backingDevice: rowOf(bcache["backing_device"])["name"],
    cacheMode: bcache["cache_mode"],
    filesystem: filesystemOf(rowOf(bcache["virtual_device"])["filesystem"]),
  }));
  const sets = machine.cache_sets.map((set): Fact => ({
    kind: "BcacheCacheSet",
    cacheDevice: rowOf(set["cache_device"])["name"],
  }));
  return [...partitions, ...raids, ...bcaches, ...sets];
}

const declaredFilesystem = (value: unknown): unknown => {
  if (value === undefined) return undefined;
  const { type, label = null, mountPoint = null } = rowOf(value);
  return [type, label, mountPoint];
};

function declaredSize(value: unknown): number | undefined {
  const [, amount = "", unit] = /^(\d+)(GiB|MiB)$/.exec(String(value)) ?? [];
  return unit === undefined ? undefined : Number(amount) * (unit === "GiB" ? GIB : MIB);
}

/** What a resource must come to; a property that is undefined may be anything. */
function expectedOf({ kind, name, args }: Declared, all: readonly Declared[], prefix: string): Fact {
  const nameOf = (device: unknown): unknown => {
    if (!isReference(device)) return device;
    return all.find(({ name }) => name === device.resource)?.args["name"] ?? `${prefix}-${device.resource}`;
  };
  const diskOf = (device: unknown): unknown =>
    isReference(device) ? all.find((other) => other.name === device.resource)?.args["blockDevice"] : device;
  const disksOf = (list: unknown): unknown[] => (Array.isArray(list) ? list.map(diskOf).sort() : []);
  const filesystem = declaredFilesystem(args["filesystem"]);
  if (kind === "Partition") {
    const { blockDevice, size, bootable = false, tags = [] } = args;
    return { kind, on: nameOf(blockDevice), size: declaredSize(size), bootable, tags, filesystem };
  }
  if (kind === "Raid") {
    const { level, devices, spareDevices } = args;
    return {
      kind,
      name: args["name"],
      level,
      devices: disksOf(devices),
      spareDevices: disksOf(spareDevices),
      filesystem,
    };
  }
  if (kind === "BcacheCacheSet") return { kind, cacheDevice: args["cacheDevice"] };
  const backingDevice = nameOf(args["backingDevice"]);
  return { kind, name: `${prefix}-${name}`, backingDevice, cacheMode: args["cacheMode"], filesystem };
}

const OPTIONAL = new Set(["size"]);

const isAsExpected = (fact: Fact, expected: Fact): boolean =>
  Object.entries(expected).every(
    ([key, value]) => (OPTIONAL.has(key) && value === undefined) || isDeepStrictEqual(fact[key], value),
  );

/** What a machine lacks of what is declared, and what it has beyond that; nothing of either is right. */
export function deviations(machine: MachineView, declared: readonly Declared[], prefix: string): string[] {
  const left = factsOf(machine);
  const missing = declared.flatMap((resource) => {
    if (resource.kind === "StorageLayout") return [];
    const expected = expectedOf(resource, declared, prefix);
    const at = left.findIndex((fact) => isAsExpected(fact, expected));
    if (at < 0) return [`${machine.hostname} lacks ${JSON.stringify(expected)}`];
    left.splice(at, 1);
    return [];
  });
  return [...missing, ...left.map((fact) => `${machine.hostname} has besides ${JSON.stringify(fact)}`)];
}

/** What somebody else made on a machine, in full. */
export function foreignOf(machine: MachineView): string {
  const disks = rowsOf(machine["blockdevice_set"]).filter(({ name }) => isForeign(name));
  return JSON.stringify([disks, machine.raids.filter(({ name }) => name === FOREIGN_RAID)]);
}
