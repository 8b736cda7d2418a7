import { type Fault } from "../../emulator";
import { type Params } from "../../provider/maas/http/form";
import { objectsOf } from "../layouts/objects";
import { type Lab } from "./lab";
import { type TestEngine } from "./managed";
import { type Kind } from "../layouts/declared";

/** A request that somebody else makes, on the object itself. */
interface Outside {
  readonly method: "POST" | "PUT";
  readonly op?: string;
  readonly form: Params;
}

/** One resource of each kind, with every write that its life can have. */
export interface Life {
  readonly kind: Kind;
  readonly args: object;
  /** What can be changed in place. */
  readonly changed: object;
  readonly writes: readonly Pick<Fault, "method" | "path" | "op">[];
  /** What somebody else changes of it; `disks` has the numbers of the machine's disks. */
  readonly drift: (disks: ReadonlyMap<string, number>) => Outside | Outside[];
  /** The arguments that are refused, all for this property. */
  readonly refused: readonly [property: string, args: object];
}

const renamed = (): Outside => ({ method: "PUT", form: { name: "theirs" } });
const tagged = (): Outside => ({ method: "POST", op: "add_tag", form: { tag: "theirs" } });

const mounted = (type: string, mountPoint: string) => ({ filesystem: { type, mountPoint } });

const FORMAT_AND_MOUNT = [
  { method: "POST", op: "format" },
  { method: "POST", op: "mount" },
];

export const lives: readonly Life[] = [
  {
    kind: "Partition",
    args: { blockDevice: "sdb", size: "1TB", tags: ["old"], ...mounted("xfs", "/srv") },
    changed: { blockDevice: "sdb", size: "1TB", tags: ["new"] },
    writes: [
      { method: "POST", path: /\/partitions\/$/ },
      ...FORMAT_AND_MOUNT,
      { method: "POST", op: "add_tag" },
      { method: "POST", op: "remove_tag" },
      { method: "POST", op: "unmount" },
      { method: "POST", op: "unformat" },
      { method: "DELETE" },
    ],
    drift: tagged,
    refused: ["size", { blockDevice: "sdb", size: "five" }],
  },
  {
    kind: "Raid",
    args: { name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...mounted("xfs", "/srv") },
    changed: { name: "data", level: "raid-1", devices: ["sdd", "sde"], spareDevices: ["sdc"], ...mounted("xfs", "/d") },
    writes: [{ method: "POST", path: /\/raids\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
    drift: renamed,
    refused: ["level", { name: "md0", level: "raid-7", devices: ["sdb", "sdc"] }],
  },
  {
    kind: "BcacheCacheSet",
    args: { cacheDevice: "sdb" },
    changed: { cacheDevice: "sdc" },
    writes: [{ method: "POST" }, { method: "PUT" }, { method: "DELETE" }],
    drift: (disks) => ({ method: "PUT", form: { cache_device: disks.get("sdd") } }),
    refused: ["cacheDevice", { cacheDevice: "/dev/sdb" }],
  },
  {
    kind: "Bcache",
    args: { name: "bcache0", backingDevice: "sdc", ...mounted("xfs", "/srv") },
    changed: { name: "bcache1", backingDevice: "sdd", cacheMode: "writeback", ...mounted("ext4", "/d") },
    writes: [{ method: "POST", path: /\/bcaches\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
    drift: renamed,
    refused: ["cacheMode", { name: "bcache0", backingDevice: "sdc", cacheMode: "writeless" }],
  },
  {
    kind: "VolumeGroup",
    args: { name: "vg0", devices: ["sdb", "sdc"] },
    changed: { name: "data", devices: ["sdc", "sdd"] },
    writes: [{ method: "POST" }, { method: "PUT" }, { method: "DELETE" }],
    drift: renamed,
    refused: ["devices", { name: "vg0", devices: [] }],
  },
  {
    kind: "BlockDevice",
    args: { name: "sdx", create: { idPath: "/dev/x", sizeBytes: "1TB" }, tags: ["old"], ...mounted("xfs", "/srv") },
    changed: { name: "sdy", create: { idPath: "/dev/x", sizeBytes: "2TB" }, tags: ["new"], bootDisk: true },
    writes: [
      { method: "POST", path: /\/blockdevices\/$/ },
      ...FORMAT_AND_MOUNT,
      { method: "PUT" },
      { method: "POST", op: "add_tag" },
      { method: "POST", op: "remove_tag" },
      { method: "POST", op: "unmount" },
      { method: "POST", op: "unformat" },
      { method: "POST", op: "set_boot_disk" },
      { method: "DELETE" },
    ],
    drift: renamed,
    refused: ["create.sizeBytes", { name: "sdx", create: { idPath: "/dev/x", sizeBytes: "five" } }],
  },
  {
    kind: "SpecialFilesystem",
    args: { type: "tmpfs", mountPoint: "/scratch", mountOptions: "size=1G" },
    changed: { type: "tmpfs", mountPoint: "/scratch", mountOptions: "size=2G" },
    writes: [
      { method: "POST", op: "mount_special" },
      { method: "POST", op: "unmount_special" },
    ],
    drift: () => [
      { method: "POST", op: "unmount_special", form: { mount_point: "/scratch" } },
      { method: "POST", op: "mount_special", form: { fstype: "tmpfs", mount_point: "/scratch" } },
    ],
    refused: ["mountPoint", { type: "tmpfs", mountPoint: "scratch" }],
  },
  {
    kind: "LogicalVolume",
    args: { name: "lv0", size: "1TB", tags: ["old"], ...mounted("xfs", "/srv") },
    changed: { name: "lv1", size: "50%", tags: ["new"] },
    writes: [
      { method: "POST", op: "create_logical_volume" },
      ...FORMAT_AND_MOUNT,
      { method: "PUT" },
      { method: "POST", op: "add_tag" },
      { method: "POST", op: "remove_tag" },
      { method: "POST", op: "unmount" },
      { method: "POST", op: "unformat" },
      { method: "DELETE" },
    ],
    drift: tagged,
    refused: ["size", { name: "lv0", size: "five" }],
  },
];

/** How many objects a machine holds, its disks among them: a program can add one. */
export function countOn(lab: Lab, hostname: string): number {
  const machine = lab.emulator.machine(hostname);
  return objectsOf(machine).length + [machine["physicalblockdevice_set"]].flat().length;
}

/** What a resource of some kinds stands on. */
export async function foundation(engine: TestEngine, machine: string, kind: Kind, name = ""): Promise<object> {
  if (kind === "Bcache") {
    const cacheSet = engine.resource("BcacheCacheSet", `cache${name}`);
    await cacheSet.apply({ machine, cacheDevice: "sdb" });
    return { cacheSet: cacheSet.id };
  }
  if (kind === "LogicalVolume") {
    const group = engine.resource("VolumeGroup", `group${name}`);
    await group.apply({ machine, name: "vg0", devices: ["sde"] });
    return { volumeGroup: group.id };
  }
  return {};
}
