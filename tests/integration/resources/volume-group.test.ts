import { listVolumeGroups } from "../../../provider/maas/api/volume-groups";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a volume group", () => {
  let lab: Lab;
  let machine: string;
  let group: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    group = lab.engine.resource("VolumeGroup", "vg0");
  });
  afterEach(() => lab.close());

  const over = (...devices: string[]) => ({ machine, name: "vg0", devices });
  const found = async () => (await listVolumeGroups(lab.client, machine))[0];
  const names = (members: readonly object[] | undefined) =>
    members?.map((member) => ("name" in member ? member.name : "")).sort();
  const writes = () => lab.requests("alpha").filter((line) => !line.startsWith("GET"));
  const nextRun = (): Managed => lab.newQuickEngine().continued("VolumeGroup", "vg0", group);
  const volume = async (size: string, name = "data") => {
    const made = lab.engine.resource("LogicalVolume", name);
    await made.apply({ machine, volumeGroup: group.id, name, size });
    return made;
  };

  it("is created with one look and one write", async () => {
    expect(await group.apply(over("sdb", "sdc"))).toBe("create");
    expect(lab.requests("alpha")).toEqual([expect.stringMatching(/^GET machines\//), "POST nodes/volume-groups/"]);
    expect(await found()).toMatchObject({ name: "vg0", uuid: group.identity });
    expect(group.outputs).toMatchObject({ sizeBytes: 8001561821184, members: [{ name: "sdb" }, { name: "sdc" }] });
    await group.expectNoChanges(over("sdc", "sdb"));
  });

  it("changes name, uuid and members in place, in one request", async () => {
    await group.apply(over("sdb", "sdc"));
    const { id } = group;
    const uuid = "7b7e2f0e-4b4e-4c57-9d5a-0f3a3f6c1a02";
    const changed = { ...over("sdc", "sdd"), name: "data", uuid };
    lab.requests("alpha");
    expect(await group.apply(changed)).toBe("update");
    expect(writes()).toEqual([expect.stringMatching(/^PUT nodes\/volume-group\/\d+\/$/)]);
    expect(group.id).toBe(id);
    expect(await found()).toMatchObject({ name: "data", uuid });
    expect(names((await found())?.devices)).toEqual(["sdc", "sdd"]);
    await group.expectNoChanges(changed);
  });

  it("moves to other devices under a volume that fills half of it", async () => {
    await group.apply(over("sdb"));
    const data = await volume("50%");
    expect(await group.apply(over("sdc"))).toBe("update");
    expect(names((await found())?.devices)).toEqual(["sdc"]);
    await group.expectNoChanges(over("sdc"));
    await data.expectNoChanges({ machine, volumeGroup: group.id, name: "data", size: "50%" });
  });

  it("never gets smaller than its volumes need: the error says what is missing, and nothing is written", async () => {
    await group.apply(over("sdb", "sdc"));
    await volume(`${4000778813440 + 4194304}`);
    lab.requests("alpha");
    await expect(group.apply(over("sdb"))).rejects.toThrow(
      /"vg0" .* would have 4000778813440 bytes, .*\(data\) take \d+: 4194304 bytes are missing/,
    );
    expect(writes()).toEqual([]);
    await group.expectNoChanges(over("sdb", "sdc"));
  });

  it("gets as small as its volumes need, to the byte", async () => {
    await group.apply(over("sdb", "sdc"));
    await volume("4000778813440");
    expect(await group.apply(over("sdb"))).toBe("update");
    expect(await found()).toMatchObject({ available_size: 0 });
  });

  it("is replaced on another machine, and the old one is gone", async () => {
    await group.apply(over("sdb"));
    const elsewhere = { ...over("sdb"), machine: lab.systemId("bravo") };
    expect(await group.apply(elsewhere)).toBe("replace");
    expect(lab.emulator.machine("alpha").volume_groups).toEqual([]);
    await group.expectNoChanges(elsewhere);
  });

  it("takes partitions, RAIDs and bcaches, and holds them", async () => {
    const part = lab.engine.resource("Partition", "part");
    await part.apply({ machine, blockDevice: "sda", size: "100GB" });
    const raid = lab.engine.resource("Raid", "md0");
    await raid.apply({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"] });
    const cache = lab.engine.resource("BcacheCacheSet", "cache");
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const bcache = lab.engine.resource("Bcache", "bcache0");
    await bcache.apply({ machine, name: "bcache0", cacheSet: cache.id, backingDevice: "sdd" });
    const args = over(part.id, raid.id, bcache.id);
    await group.apply(args);
    await group.expectNoChanges(args);
    for (const member of [part, raid, bcache]) {
      await expect(member.destroy()).rejects.toThrow(/still in use \(LVM volume for vg0\)/);
    }
    const other = lab.engine.resource("Raid", "md1");
    await expect(other.apply({ machine, name: "md1", level: "raid-0", devices: [part.id, "sde"] })).rejects.toThrow(
      /sda-part1 .* is in use by volume group "vg0", another resource of this program/,
    );
    await group.destroy();
    for (const member of [part, raid, bcache, cache]) await member.destroy();
  });

  it("sees drift of its name and members and repairs it", async () => {
    await group.apply(over("sdb"));
    const other = lab.newEngine().continued("VolumeGroup", "vg0", group);
    await other.apply({ ...over("sdb", "sdd"), name: "theirs" });
    const run = nextRun();
    expect(await run.refresh()).toBe(true);
    expect(run.outputs).toMatchObject({ devices: ["sdb", "sdd"], name: "theirs" });
    expect(await run.apply(over("sdb"))).toBe("update");
    expect(await found()).toMatchObject({ name: "vg0", devices: [{ name: "sdb" }] });
  });

  it("is made again after it was deleted outside", async () => {
    await group.apply(over("sdb"));
    const { outputs } = group;
    await lab.newEngine().provider("VolumeGroup").delete(group.id, outputs);
    const run = nextRun();
    expect(await run.refresh()).toBe(false);
    expect(await run.apply(over("sdb"))).toBe("create");
    await run.expectNoChanges(over("sdb"));
  });

  it("is deleted once, and quietly again", async () => {
    await group.apply(over("sdb"));
    const { id, outputs } = group;
    await group.destroy();
    await lab.newEngine().provider("VolumeGroup").delete(id, outputs);
    expect(await found()).toBeUndefined();
  });

  it("stays as long as it has volumes, which the error names", async () => {
    await group.apply(over("sdb"));
    const data = await volume("10GB");
    await expect(group.destroy()).rejects.toThrow(
      new RegExp(`cannot delete volume group "vg0" .* vg0-data \\(${data.id}\\)\\. Remove those first`),
    );
    await data.destroy();
    await group.destroy();
  });

  it("does not take over a group of that name that somebody else made, and does when its uuid is declared", async () => {
    const theirs = lab.newEngine().resource("VolumeGroup", "theirs");
    const uuid = "8444f2dd-bcd3-4878-9533-0f9fa95de578";
    await theirs.apply({ ...over("sdb"), uuid });
    await expect(group.apply(over("sdd"))).rejects.toThrow(
      /the name "vg0" is taken .* declare its uuid: \{ uuid: "8444f2dd/,
    );
    const args = { ...over("sdb"), uuid };
    await group.apply(args);
    expect(group.id).toBe(theirs.id);
    await group.expectNoChanges(args);
  });

  it("is read by its number or its name", async () => {
    await group.apply(over("sdb"));
    const { id: found } = await lab.newEngine().provider("VolumeGroup").read(`${machine}/volume-group/vg0`, {});
    expect(found).toBe(group.id);
  });

  it.each([
    ["devices", { devices: [] }, /^devices: a volume group needs at least one device/],
    ["devices", { devices: ["sdb", "sdb"] }, /^devices: sdb: a device can be a member only once/],
    ["devices", { devices: ["sda"] }, /^devices: sda is the boot disk, and MAAS would partition it by itself/],
    ["devices", { devices: ["sdz"] }, /^devices: machine \w+ has no device "sdz"; its disks are/],
    ["devices", { devices: ["zzz999/raid/1"] }, /^devices: zzz999\/raid\/1 is on machine zzz999/],
    ["devices", { devices: ["zzz999/volume-group/1"] }, /^devices\.0: a volume group is not a device/],
    ["name", { devices: ["sdb"], name: "-vg" }, /^name: LVM takes letters/],
    ["name", { devices: ["sdb"], name: "v g" }, /^name: LVM takes letters/],
    ["uuid", { devices: ["sdb"], uuid: "x" }, /^uuid: not a version 4 uuid/],
  ])("refuses wrong %s by name, before anything is written", async (_property, args, message) => {
    await expect(group.apply({ machine, name: "vg0", ...args })).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("is refused in the preview on a machine that is deployed", async () => {
    lab.emulator.setMachine("alpha", { status: "Deployed" });
    await expect(group.apply(over("sdb"))).rejects.toThrow(/^machine: machine alpha .* is Deployed/);
  });
});
