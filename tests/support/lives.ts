import { type Fault } from "../../emulator";
import { objectsOf } from "../../tools/chaos/ledger";
import { type Lab } from "./lab";
import { type Kind, type TestEngine } from "./managed";

/** One resource of each kind, with every write that its life can have. */
export interface Life {
  readonly kind: Kind;
  readonly args: object;
  readonly changed: object;
  readonly writes: readonly Pick<Fault, "method" | "path" | "op">[];
}

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
  },
  {
    kind: "Raid",
    args: { name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...mounted("xfs", "/srv") },
    changed: { name: "data", level: "raid-1", devices: ["sdd", "sde"], spareDevices: ["sdc"], ...mounted("xfs", "/d") },
    writes: [{ method: "POST", path: /\/raids\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
  },
  {
    kind: "BcacheCacheSet",
    args: { cacheDevice: "sdb" },
    changed: { cacheDevice: "sdc" },
    writes: [{ method: "POST" }, { method: "PUT" }, { method: "DELETE" }],
  },
  {
    kind: "Bcache",
    args: { name: "bcache0", backingDevice: "sdc", ...mounted("xfs", "/srv") },
    changed: { name: "bcache1", backingDevice: "sdd", cacheMode: "writeback", ...mounted("ext4", "/d") },
    writes: [{ method: "POST", path: /\/bcaches\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
  },
  {
    kind: "VolumeGroup",
    args: { name: "vg0", devices: ["sdb", "sdc"] },
    changed: { name: "data", devices: ["sdc", "sdd"] },
    writes: [{ method: "POST" }, { method: "PUT" }, { method: "DELETE" }],
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
  },
];

/** What a resource of some kinds stands on. */
async function foundation(engine: TestEngine, machine: string, kind: Kind): Promise<object> {
  if (kind === "Bcache") {
    const cacheSet = engine.resource("BcacheCacheSet", "cache");
    await cacheSet.apply({ machine, cacheDevice: "sdb" });
    return { cacheSet: cacheSet.id };
  }
  if (kind === "LogicalVolume") {
    const group = engine.resource("VolumeGroup", "group");
    await group.apply({ machine, name: "vg0", devices: ["sde"] });
    return { volumeGroup: group.id };
  }
  return {};
}

/**
 * Takes one resource of machine `alpha` through its life. After each step it is there once and exactly as declared, and
 * nothing is left in the end.
 */
export async function live(lab: Lab, engine: TestEngine, { kind, args, changed }: Life): Promise<void> {
  const machine = lab.systemId("alpha");
  const common: Record<string, unknown> = { machine, ...(await foundation(engine, machine, kind)) };
  const count = (): number => objectsOf(lab.emulator.machine("alpha")).length;
  const empty = count();
  const resource = engine.resource(kind, "it");
  await resource.apply({ ...common, ...args });
  expect(count()).toBe(empty + 1);
  await resource.expectNoChanges({ ...common, ...args });
  expect(await resource.apply({ ...common, ...changed })).toBe("update");
  expect(count()).toBe(empty + 1);
  await resource.expectNoChanges({ ...common, ...changed });
  await resource.destroy();
  expect(count()).toBe(empty);
}
