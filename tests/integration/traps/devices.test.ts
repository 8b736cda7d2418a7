import { z } from "zod";

import { Lab } from "../../../kit/handlers/lab";
import { type Managed } from "../../../kit/handlers/managed";
import { expectRefused, Outside } from "./outside";

const numbers = z.record(z.string(), z.number());

describe("a device that something is built on", () => {
  let lab: Lab;
  let machine: string;
  let outside: Outside;
  const resource = (kind: Parameters<Lab["engine"]["resource"]>[0], name: string): Managed =>
    lab.engine.resource(kind, name);
  const mirror = (...devices: string[]) => ({ machine, name: "md0", level: "raid-1", devices });

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    outside = new Outside(lab, machine);
  });
  afterEach(() => lab.close());

  it("is not deleted under a cache set, in use or not, which MAAS would do", async () => {
    const fast = resource("Partition", "fast");
    await fast.apply({ machine, blockDevice: "sdb", size: "10GB" });
    const cache = resource("BcacheCacheSet", "cache");
    await cache.apply({ machine, cacheDevice: fast.id });
    await expectRefused(
      lab,
      "alpha",
      () => fast.destroy(),
      /cannot delete sdb-part1 .* still in use \(Cache device for/,
    );
    await resource("Bcache", "b0").apply({ machine, name: "b0", cacheSet: cache.id, backingDevice: "sdc" });
    await expectRefused(
      lab,
      "alpha",
      () => fast.destroy(),
      /cannot delete sdb-part1 .* still in use \(Cache device for/,
    );
  });

  it("is neither formatted nor unformatted under a cache set, which MAAS would do", async () => {
    const fast = resource("Partition", "fast");
    const args = { machine, blockDevice: "sdb", size: "10GB" };
    await fast.apply({ ...args, filesystem: { type: "ext4" } });
    const formatted = { id: fast.id, inputs: fast.inputs, outputs: fast.outputs };
    await fast.apply(args);
    await resource("BcacheCacheSet", "cache").apply({ machine, cacheDevice: fast.id });
    const run = lab.newEngine().continued("Partition", "fast", formatted);
    await expectRefused(
      lab,
      "alpha",
      () => run.apply({ ...args, filesystem: { type: "xfs" } }),
      /cannot put a filesystem on sdb-part1, which is in use: Cache device for cache0/,
    );
    lab.requests("alpha");
    await Object.assign(run, formatted).apply(args);
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("is not a RAID whose partitions are members elsewhere: MAAS would delete it, and leave a RAID too small", async () => {
    const raid = resource("Raid", "md0");
    await raid.apply(mirror("sdb", "sdc"));
    const part = resource("Partition", "part");
    await part.apply({ machine, blockDevice: raid.id, size: "10GB" });
    await resource("Raid", "md1").apply({ machine, name: "md1", level: "raid-1", devices: [part.id, "sdd"] });
    const inUse = /cannot delete md0 .* md0-part1 is still in use \(Active raid-1 device for md1\)/;
    await expectRefused(lab, "alpha", () => raid.destroy(), inUse);
    await expectRefused(lab, "alpha", () => raid.apply({ ...mirror("sdb", "sdc"), level: "raid-0" }), inUse);
  });

  it("is not a RAID or a bcache under a volume group, of which MAAS would leave ghosts", async () => {
    const raid = resource("Raid", "md0");
    await raid.apply(mirror("sdb", "sdc"));
    const cache = resource("BcacheCacheSet", "cache");
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const bcache = resource("Bcache", "b0");
    await bcache.apply({ machine, name: "b0", cacheSet: cache.id, backingDevice: "sdd" });
    for (const [at, disk] of ["md0", "b0"].entries()) {
      const group = await outside.make("volume-groups", {
        name: `vg${at}`,
        block_devices: [(await outside.disk(disk)).id],
      });
      await outside.operate(`volume-group/${group}`, "create_logical_volume", { name: `lv${at}` });
    }
    // Another run, to which the state alone says what there is.
    const run = lab.newEngine();
    const later = (kind: "Raid" | "Bcache", resource: Managed): Managed => run.continued(kind, "later", resource);
    await expectRefused(lab, "alpha", () => later("Raid", raid).destroy(), /still in use \(LVM volume for vg0\)/);
    await expectRefused(lab, "alpha", () => later("Bcache", bcache).destroy(), /still in use \(LVM volume for vg1\)/);
    expect(lab.emulator.machine("alpha").volume_groups).toHaveLength(2);
  });

  it.each([
    [
      "a filesystem",
      (id: number) => outside.operate(`blockdevices/${id}`, "format", { fstype: "ext4" }),
      /a filesystem \(ext4\)/,
    ],
    [
      "a RAID",
      (id: number) => outside.make("raids", { name: "md9", level: "raid-0", block_devices: [id, id + 1] }),
      /RAID "md9"/,
    ],
    [
      "a volume group",
      (id: number) => outside.make("volume-groups", { name: "vg9", block_devices: [id] }),
      /volume group "vg9"/,
    ],
    ["a cache set", (id: number) => outside.make("bcache-cache-sets", { cache_device: id }), /cache set "cache0"/],
  ])("is not partitioned under %s, which MAAS would do", async (_what, occupy, holder) => {
    await occupy((await outside.disk("sdb")).id);
    const args = { machine, blockDevice: "sdb", size: "10GB" };
    const message = new RegExp(
      `cannot make a partition: sdb of machine ${machine} is in use by ${holder.source}.*choose another device`,
    );
    await expectRefused(lab, "alpha", () => resource("Partition", "p").apply(args), message);
  });

  it.each([
    [
      "devices of a Raid",
      "Raid",
      { name: "md0", level: "raid-1", devices: ["sda", "sdb"] },
      /^devices: sda is the boot disk/,
    ],
    ["devices of a VolumeGroup", "VolumeGroup", { name: "vg0", devices: ["sda"] }, /^devices: sda is the boot disk/],
    [
      "spareDevices of a Raid",
      "Raid",
      { name: "md0", level: "raid-1", devices: ["sdb", "sdc"], spareDevices: ["sda"] },
      /^spareDevices: sda is the boot disk/,
    ],
    ["cacheDevice of a BcacheCacheSet", "BcacheCacheSet", { cacheDevice: "sda" }, /^cacheDevice: sda is the boot disk/],
    [
      "backingDevice of a Bcache",
      "Bcache",
      { name: "b0", cacheSet: "MACHINE/cache-set/1", backingDevice: "sda" },
      /^backingDevice: sda is the boot disk/,
    ],
  ] as const)("is not the whole boot disk, which MAAS would partition: %s", async (_what, kind, args, message) => {
    const given = Object.fromEntries(
      Object.entries({ machine, ...args }).map(([key, value]) => [
        key,
        typeof value === "string" ? value.replace("MACHINE", machine) : value,
      ]),
    );
    await expectRefused(lab, "alpha", () => resource(kind, "it").apply(given), message);
  });

  it("is not the whole boot disk in an update either", async () => {
    const raid = resource("Raid", "md0");
    await raid.apply(mirror("sdb", "sdc"));
    const message = /^devices: sda is the boot disk, and MAAS would partition it by itself/;
    await expectRefused(lab, "alpha", () => raid.apply(mirror("sdb", "sdc", "sda")), message);
  });

  it("is no other device that has the same number", async () => {
    const echo = lab.systemId("echo");
    const there = new Outside(lab, echo);
    const disk = await there.disk("sdc");
    const partitions = `blockdevices/${(await there.disk("sdb")).id}/partitions`;
    let number = 0;
    while (number < disk.id) number = await there.make(partitions, { size: "10000000" });
    const args = { machine: echo, name: "md0", level: "raid-1", devices: [`${echo}/partition/${disk.id}`, "sdc"] };
    const raid = resource("Raid", "md0");
    await raid.apply(args);
    expect(raid.outputs["members"]).toMatchObject([
      { id: disk.id, type: "partition" },
      { id: disk.id, type: "physical" },
    ]);
    await raid.expectNoChanges(args);
    expect(await raid.apply({ ...args, devices: ["sdc", "sdd"] })).toBe("update");
    expect(raid.outputs["members"]).toMatchObject([{ name: "sdc" }, { name: "sdd" }]);
  });

  it("is told from a partition of the same number, which MAAS counts by itself", async () => {
    const before = lab.emulator.snapshot();
    await lab.close();
    const sequences = { ...numbers.parse(before["sequences"]), devices: 9000, partitions: 9000 };
    lab = await Lab.start({ state: { ...before, sequences } });
    const mirrored = resource("Raid", "md0");
    await mirrored.apply(mirror("sdb", "sdc"));
    const part = resource("Partition", "part");
    await part.apply({ machine, blockDevice: "sdd", size: "10GB" });
    expect([mirrored.outputs["virtualDeviceId"], part.outputs["partitionId"]]).toEqual([9001, 9001]);
    const onPart = resource("BcacheCacheSet", "a");
    await onPart.apply({ machine, cacheDevice: part.id });
    const onDisk = resource("BcacheCacheSet", "b");
    await onDisk.apply({ machine, cacheDevice: mirrored.id });
    await expect(resource("Partition", "late").apply({ machine, blockDevice: "md0", size: "10GB" })).rejects.toThrow(
      /in use by cache set "cache1"/,
    );
  });
});
