import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { listVolumeGroups } from "../../../provider/maas/api/volume-groups";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a logical volume", () => {
  let lab: Lab;
  let machine: string;
  let group: Managed;
  let volume: Managed;

  /** What a group on one disk of alpha has. */
  const ALL = 4000778813440;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    group = lab.engine.resource("VolumeGroup", "vg0");
    await group.apply({ machine, name: "vg0", devices: ["sdb"] });
    volume = lab.engine.resource("LogicalVolume", "data");
    lab.requests("alpha");
  });
  afterEach(() => lab.close());

  const args = (given: object = {}) => ({ machine, volumeGroup: group.id, name: "data", size: "100GiB", ...given });
  const disks = () => listBlockDevices(lab.client, machine);
  const found = async () => (await disks()).find(({ type }) => type === "virtual");
  const requests = () => lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"));
  const writes = () => requests().filter((line) => !line.startsWith("GET"));
  const nextRun = (resource = volume, kind: "LogicalVolume" | "VolumeGroup" = "LogicalVolume"): Managed =>
    lab.newQuickEngine().continued(kind, "data", resource);
  const sized = async (name: string, size: string | undefined) => {
    const made = lab.engine.resource("LogicalVolume", name);
    await made.apply(args({ name, size }));
    return made;
  };

  it("is created with one write, and a filesystem with two more", async () => {
    const given = args({ filesystem: { type: "xfs", mountPoint: "/srv" } });
    expect(await volume.apply(given)).toBe("create");
    expect(writes()).toEqual([
      "POST nodes/volume-group/N/?op=create_logical_volume",
      "POST nodes/blockdevices/N/?op=format",
      "POST nodes/blockdevices/N/?op=mount",
    ]);
    expect(volume.outputs).toMatchObject({
      name: "data",
      size: 100 * 2 ** 30,
      sizeBytes: 100 * 2 ** 30,
      path: "/dev/disk/by-dname/vg0-data",
      uuid: volume.identity,
    });
    expect(await found()).toMatchObject({ name: "vg0-data", uuid: volume.identity });
    await volume.expectNoChanges(given);
  });

  it("is no backing device, which MAAS refuses: told before anything is written, however it is given", async () => {
    await volume.apply(args());
    const cacheSet = lab.engine.resource("BcacheCacheSet", "cache");
    await cacheSet.apply({ machine, cacheDevice: "sdc" });
    for (const engine of [lab.engine, lab.newEngine()]) {
      for (const backingDevice of [volume.id, `blockdevice:${String(volume.outputs["logicalVolumeId"])}`, "vg0-data"]) {
        requests();
        const bcache = engine.resource("Bcache", "bcache0");
        const given = { machine, name: "bcache0", cacheSet: cacheSet.id, backingDevice };
        await expect(bcache.apply(given)).rejects.toThrow(/^backingDevice: .*no logical volume as a backing device/);
        expect(writes()).toEqual([]);
      }
    }
  });

  it.each([
    ["bytes", 1_000_000_000, 998_244_352],
    ["a decimal text", "100GB", 99_996_401_664],
    ["a binary text", "40GiB", 40 * 2 ** 30],
    ["a share", "25%", 1000194703360],
    ["the rest", undefined, ALL],
    ["all", "100%", ALL],
    ["the smallest size", 4_194_304, 4_194_304],
    ["the whole group in bytes", ALL, ALL],
  ])("takes %s", async (_what, size, bytes) => {
    await volume.apply(args({ size }));
    expect((await found())?.size).toBe(bytes);
    await volume.expectNoChanges(args({ size }));
  });

  it("grows and shrinks in place with one request, and its filesystem stays", async () => {
    const filesystem = { type: "ext4", label: "data", mountPoint: "/srv" };
    await volume.apply(args({ filesystem }));
    const before = await found();
    for (const size of ["200GiB", "50GiB", "25%", undefined]) {
      writes();
      expect(await volume.apply(args({ filesystem, size }))).toBe("update");
      expect(writes()).toEqual(["PUT nodes/blockdevices/N/"]);
      await volume.expectNoChanges(args({ filesystem, size }));
    }
    const now = await found();
    expect(now).toMatchObject({ id: before?.id, size: ALL, filesystem: before?.filesystem });
  });

  it("is renamed, tagged, re-mounted and gets another uuid in place", async () => {
    await volume.apply(args({ filesystem: { type: "xfs", mountPoint: "/srv" } }));
    const { id } = volume;
    const changed = args({
      name: "logs",
      uuid: "7b7e2f0e-4b4e-4c57-9d5a-0f3a3f6c1a02",
      tags: ["fast"],
      filesystem: { type: "xfs", mountPoint: "/var/log" },
    });
    expect(await volume.apply(changed)).toBe("update");
    expect(volume.id).toBe(id);
    expect(await found()).toMatchObject({ name: "vg0-logs", tags: ["fast"], filesystem: { mount_point: "/var/log" } });
    await volume.expectNoChanges(changed);
  });

  it("keeps its own name when its group is renamed", async () => {
    await volume.apply(args());
    await group.apply({ machine, name: "other", devices: ["sdb"] });
    expect((await found())?.name).toBe("other-data");
    await volume.expectNoChanges(args());
    const run = nextRun();
    expect(await run.refresh()).toBe(true);
    expect(run.outputs).toMatchObject({ name: "data", path: "/dev/disk/by-dname/other-data" });
  });

  it("with a share or the rest keeps its size when another volume or the group changes", async () => {
    const first = await sized("first", "25%");
    await volume.apply(args({ size: undefined }));
    await group.apply({ machine, name: "vg0", devices: ["sdb", "sdc"] });
    await first.apply(args({ name: "first", size: "25%", tags: ["x"] }));
    expect(first.outputs["sizeBytes"]).toBe(1000194703360);
    await volume.expectNoChanges(args({ size: undefined }));
  });

  it("is replaced in another group, and the old one is gone", async () => {
    await volume.apply(args());
    const other = lab.engine.resource("VolumeGroup", "vg1");
    await other.apply({ machine, name: "vg1", devices: ["sdc"] });
    expect(await volume.apply(args({ volumeGroup: other.id }))).toBe("replace");
    expect((await disks()).filter(({ type }) => type === "virtual")).toMatchObject([{ name: "vg1-data" }]);
    await volume.expectNoChanges(args({ volumeGroup: other.id }));
  });

  it("is a member of a RAID, a cache device and a physical volume, and is held by them", async () => {
    await volume.apply(args());
    const second = await sized("second", "100GiB");
    const third = await sized("third", "100GiB");
    const raid = lab.engine.resource("Raid", "md0");
    const mirror = { machine, name: "md0", level: "raid-1", devices: [volume.id, "sdc"] };
    await raid.apply(mirror);
    await raid.expectNoChanges(mirror);
    const cache = lab.engine.resource("BcacheCacheSet", "cache");
    await cache.apply({ machine, cacheDevice: second.id });
    await cache.expectNoChanges({ machine, cacheDevice: second.id });
    const nested = lab.engine.resource("VolumeGroup", "nested");
    await nested.apply({ machine, name: "nested", devices: [third.id] });
    await nested.expectNoChanges({ machine, name: "nested", devices: [third.id] });
    for (const held of [volume, second, third]) await expect(held.destroy()).rejects.toThrow(/is still in use/);
    for (const top of [raid, cache, nested]) await top.destroy();
    for (const held of [volume, second, third]) await held.destroy();
    await group.destroy();
  });

  it("sees drift of its size, name and filesystem and repairs it", async () => {
    const given = args({ filesystem: { type: "xfs", mountPoint: "/srv" } });
    await volume.apply(given);
    const theirs = lab.newEngine().continued("LogicalVolume", "data", volume);
    await theirs.apply(args({ size: "1TB", name: "theirs" }));
    const run = nextRun();
    expect(await run.refresh()).toBe(true);
    expect(run.outputs).toMatchObject({ name: "theirs", size: 999997571072 });
    expect(await run.apply(given)).toBe("update");
    await run.expectNoChanges(given);
    expect(await found()).toMatchObject({ size: 100 * 2 ** 30, filesystem: { mount_point: "/srv" } });
  });

  it("is made again after it was deleted outside", async () => {
    await volume.apply(args());
    await lab.newEngine().provider("LogicalVolume").delete(volume.id, volume.outputs);
    const run = nextRun();
    expect(await run.refresh()).toBe(false);
    expect(await run.apply(args())).toBe("create");
    await run.expectNoChanges(args());
  });

  it("is deleted once, and quietly again", async () => {
    await volume.apply(args());
    const { id, outputs } = volume;
    writes();
    await volume.destroy();
    expect(writes()).toEqual(["DELETE nodes/blockdevices/N/"]);
    await lab.newEngine().provider("LogicalVolume").delete(id, outputs);
    expect((await disks()).every(({ type }) => type === "physical")).toBe(true);
  });

  it("is taken over by its uuid as it is, and changed; one in another group is not", async () => {
    const uuid = "8444f2dd-bcd3-4878-9533-0f9fa95de578";
    const theirs = lab.newEngine().resource("LogicalVolume", "theirs");
    await theirs.apply(args({ name: "root", uuid }));
    volume = lab.newQuickEngine().resource("LogicalVolume", "data");
    await volume.apply(args({ name: "root", size: undefined, uuid }));
    expect(volume.id).toBe(theirs.id);
    const smaller = lab.newQuickEngine().resource("LogicalVolume", "smaller");
    await expect(smaller.apply(args({ name: "root", size: "50GiB", uuid }))).rejects.toThrow(
      /it has 107374182400 bytes, not 53687091200: declare it as it is/,
    );
    expect((await found())?.size).toBe(100 * 2 ** 30);
    expect(await volume.apply(args({ name: "root", size: "200GiB", uuid }))).toBe("update");
    const other = lab.engine.resource("VolumeGroup", "vg1");
    await other.apply({ machine, name: "vg1", devices: ["sdc"] });
    const late = lab.newQuickEngine().resource("LogicalVolume", "late");
    await expect(late.apply(args({ volumeGroup: other.id, uuid }))).rejects.toThrow(
      /"vg0-root" .* has the uuid of this resource, but it is in the volume group "vg0", not in "vg1"/,
    );
  });

  it.each([
    ["a disk", "sdc", /the name "sdc" is taken .* by a disk/],
    ["a volume of another group", "taken", /the name "taken" is taken .* by the logical volume/],
    ["a RAID", "md7", /the name "md7" is taken .* by the RAID/],
  ])("shares one space of names with %s", async (_what, name, message) => {
    const other = lab.engine.resource("VolumeGroup", "vg1");
    await other.apply({ machine, name: "vg1", devices: ["sdd"] });
    const taken = lab.engine.resource("LogicalVolume", "taken");
    await taken.apply(args({ volumeGroup: other.id, name: "taken" }));
    const raid = lab.engine.resource("Raid", "md7");
    await raid.apply({ machine, name: "md7", level: "raid-0", devices: ["sde", "sdc"] });
    writes();
    await expect(volume.apply(args({ name }))).rejects.toThrow(message);
    expect(writes()).toEqual([]);
    const clash = lab.engine.resource("Raid", "clash");
    await expect(
      clash.apply({ machine, name: "taken", level: "raid-0", devices: ["nvme0n1", "nvme1n1"] }),
    ).rejects.toThrow(/the name "taken" is taken .* by the logical volume/);
  });

  it("does not fit where the group is full: the error names the volumes and the free space", async () => {
    await sized("most", `${ALL - 4_194_304}`);
    const run = nextRun();
    writes();
    await expect(run.apply(args({ size: 2 * 4_194_304 }))).rejects.toThrow(
      /has 4000778813440 bytes, of which 4194304 are free, and 8388608 are needed.*vg0-most/,
    );
    expect(writes()).toEqual([]);
    await run.apply(args({ size: 4_194_304 }));
    await expect(run.apply(args({ size: 2 * 4_194_304 }))).rejects.toThrow(/of which 0 are free/);
  }, 20_000);

  it("grows into what another volume gives up in the same run, whichever comes first", async () => {
    const half = (name: string, size: string) => ({ ...args({ name }), size });
    const a = await sized("a", "50%");
    const b = await sized("b", "50%");
    const engine = lab.newQuickEngine();
    const [growing, shrinking] = [engine.continued("LogicalVolume", "a", a), engine.continued("LogicalVolume", "b", b)];
    const grown = growing.apply(half("a", "75%"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await shrinking.apply(half("b", "25%"))).toBe("update");
    expect(await grown).toBe("update");
    expect(growing.outputs["sizeBytes"]).toBe(3000584110080);
  });

  it.each([
    ["volumeGroup", { volumeGroup: "vg0" }, /^volumeGroup: give a VolumeGroup, or its id/],
    ["volumeGroup", { volumeGroup: "zzz999/volume-group/1" }, /^volumeGroup: .* is on machine zzz999/],
    ["size", { size: 4_194_303 }, /^size: 4194303 bytes are less than 4 MiB/],
    ["size", { size: "101%" }, /^size: "101%" is not between/],
    ["name", { name: "a/b" }, /^name: LVM takes letters/],
    ["name", { name: "snapshot1" }, /^name: LVM keeps this name for itself/],
    ["filesystem.label", { filesystem: { type: "xfs", label: "thirteen-long" } }, /^filesystem\.label: a label of xfs/],
  ])("refuses wrong %s by name, before anything is written", async (_property, given, message) => {
    await expect(volume.apply(args(given))).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("is not partitioned: the error says why before anything is written", async () => {
    await volume.apply(args());
    writes();
    const part = lab.engine.resource("Partition", "part");
    await expect(part.apply({ machine, blockDevice: volume.id, size: "1GB" })).rejects.toThrow(
      /^blockDevice: MAAS partitions no logical volume: make one for each part/,
    );
    await expect(part.apply({ machine, blockDevice: "vg0-data", size: "1GB" })).rejects.toThrow(
      /^blockDevice: MAAS partitions no logical volume/,
    );
    expect(writes()).toEqual([]);
    expect(await listVolumeGroups(lab.client, machine)).toHaveLength(1);
  });
});
