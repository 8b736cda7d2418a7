import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { listRaids } from "../../../provider/maas/api/raids";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a RAID", () => {
  let lab: Lab;
  let machine: string;
  let raid: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    raid = lab.engine.resource("Raid", "md0");
  });
  afterEach(() => lab.close());

  const mirror = (...devices: string[]) => ({ machine, name: "md0", level: "raid-1", devices });
  const found = async () => (await listRaids(lab.client, machine))[0];
  const names = (members: readonly object[] | undefined) =>
    members?.map((member) => ("name" in member ? member.name : "")).sort();

  it("is created with one look and one write, and a filesystem with two more", async () => {
    const args = { ...mirror("sdb", "sdc"), filesystem: { type: "xfs", mountPoint: "/srv" } };
    expect(await raid.apply(args)).toBe("create");
    expect(lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"))).toEqual([
      expect.stringMatching(/^GET machines\//),
      "POST nodes/raids/",
      "POST nodes/blockdevices/N/?op=format",
      "POST nodes/blockdevices/N/?op=mount",
    ]);
    expect(await found()).toMatchObject({ name: "md0", level: "raid-1", uuid: raid.identity });
    await raid.expectNoChanges(args);
  });

  it("takes disks by their id paths, and keeps them when they were given by their names before", async () => {
    const disks = await listBlockDevices(lab.client, machine);
    const paths = ["sdb", "sdc"].map((name) => disks.find((disk) => disk.name === name)?.id_path ?? "");
    await raid.apply(mirror("sdb", "sdc"));
    const before = await found();
    lab.emulator.clearRequests();
    expect(await raid.apply(mirror(...paths))).toBe("update");
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(await found()).toEqual(before);
    await raid.expectNoChanges(mirror(...paths));
  });

  it.each([
    ["raid-0", ["sdb", "sdc"], 8001573797888],
    ["raid-1", ["sdb", "sdc"], 4000786898944],
    ["raid-5", ["sdb", "sdc", "sdd"], 8001573928960],
    ["raid-6", ["sdb", "sdc", "sdd", "sde"], 8001573928960],
    ["raid-10", ["sdb", "sdc", "sdd"], 6001180413952],
  ])("is made at level %s", async (level, devices, sizeBytes) => {
    await raid.apply({ machine, name: "md0", level, devices });
    expect(raid.outputs).toMatchObject({ level, sizeBytes });
    await raid.expectNoChanges({ machine, name: "md0", level, devices });
  });

  it("is renamed, tagged and re-mounted in place", async () => {
    const args = { ...mirror("sdb", "sdc"), filesystem: { type: "xfs", mountPoint: "/srv" } };
    await raid.apply(args);
    const { id } = raid;
    const changed = { ...args, name: "data", tags: ["fast"], filesystem: { type: "xfs", mountPoint: "/data" } };
    expect(await raid.apply(changed)).toBe("update");
    expect(raid.id).toBe(id);
    expect(await found()).toMatchObject({
      name: "data",
      virtual_device: { tags: ["fast"], filesystem: { mount_point: "/data" } },
    });
    await raid.expectNoChanges(changed);
  });

  it("changes its members in place, in an order that keeps a mirror a mirror", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const changed = { ...mirror("sdb", "sdd"), spareDevices: ["sdc", "sde"] };
    expect(await raid.apply(changed)).toBe("update");
    const now = await found();
    expect(names(now?.devices)).toEqual(["sdb", "sdd"]);
    expect(names(now?.spare_devices)).toEqual(["sdc", "sde"]);
    await raid.expectNoChanges(changed);
  });

  it("asks for the state of the machine alone when only its filesystem changes", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const run = lab.newEngine().continued("Raid", "md0", raid);
    lab.emulator.clearRequests();
    await run.apply({ ...mirror("sdb", "sdc"), filesystem: { type: "ext4" } });
    expect(lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"))).toEqual([
      expect.stringMatching(/^GET machines\//),
      "POST nodes/blockdevices/N/?op=format",
    ]);
  });

  it("is replaced when the level changes", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const striped = { ...mirror("sdb", "sdc"), level: "raid-0" };
    expect(await raid.apply(striped)).toBe("replace");
    expect(await listRaids(lab.client, machine)).toMatchObject([{ level: "raid-0" }]);
    await raid.expectNoChanges(striped);
  });

  it("takes partitions, RAIDs and bcaches as members", async () => {
    const a = lab.engine.resource("Partition", "a");
    const b = lab.engine.resource("Partition", "b");
    await a.apply({ machine, blockDevice: "sdb", size: "1TB" });
    await b.apply({ machine, blockDevice: "sdc", size: "1TB" });
    await raid.apply(mirror(a.id, b.id));
    const nested = lab.engine.resource("Raid", "md1");
    const args = { machine, name: "md1", level: "raid-0", devices: [raid.id, "sdd"] };
    await nested.apply(args);
    await nested.expectNoChanges(args);
    await raid.expectNoChanges(mirror(b.id, a.id));
    await expect(raid.destroy()).rejects.toThrow(/cannot delete md0 .* still in use .*md1/);
    await nested.destroy();
    await raid.destroy();
    await a.destroy();
    await b.destroy();
    expect(lab.emulator.machine("alpha").raids).toEqual([]);
  });

  it("sees drift of its members and repairs it", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const other = lab.newEngine().continued("Raid", "md0", raid);
    await other.apply(mirror("sdb", "sdc", "sdd"));
    const run = lab.newEngine().continued("Raid", "md0", raid);
    expect(await run.refresh()).toBe(true);
    expect(run.outputs["devices"]).toEqual(["sdb", "sdc", "sdd"]);
    expect(await run.apply(mirror("sdb", "sdc"))).toBe("update");
    expect(names((await found())?.devices)).toEqual(["sdb", "sdc"]);
  });

  it("is deleted once, and quietly again; a refresh says gone", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const { id, inputs, outputs } = raid;
    await raid.destroy();
    await lab.newEngine().provider("Raid").delete(id, outputs);
    const run = lab.newEngine().continued("Raid", "md0", { id, inputs, outputs });
    expect(await run.refresh()).toBe(false);
  });

  it("does not take over a RAID of that name that somebody else made, and does when its uuid is declared", async () => {
    const theirs = lab.newEngine().resource("Raid", "theirs");
    const uuid = "8444f2dd-bcd3-4878-9533-0f9fa95de578";
    await theirs.apply({ ...mirror("sdb", "sdc"), uuid });
    await expect(raid.apply(mirror("sdd", "sde"))).rejects.toThrow(
      /the name "md0" is taken .* declare its uuid: \{ uuid: "8444f2dd/,
    );
    const args = { ...mirror("sdb", "sdc"), uuid };
    await raid.apply(args);
    expect(raid.id).toBe(theirs.id);
    await raid.expectNoChanges(args);
  });

  it.each([
    ["devices", { level: "raid-5", devices: ["sdb", "sdc"] }, /^devices: raid-5 needs at least 3 devices, and has 2/],
    [
      "spareDevices",
      { level: "raid-0", devices: ["sdb", "sdc"], spareDevices: ["sdd"] },
      /^spareDevices: raid-0 takes no spares/,
    ],
    [
      "spareDevices",
      { level: "raid-1", devices: ["sdb", "sdc"], spareDevices: ["sdb"] },
      /^spareDevices: sdb: a device can be a member only once/,
    ],
    ["devices", { level: "raid-1", devices: ["sda", "sdb"] }, /^devices: sda is the boot disk/],
    ["level", { level: "raid-7", devices: ["sdb", "sdc"] }, /^level: /],
    [
      "devices",
      { level: "raid-1", devices: ["sdb", "zzz999/partition/1"] },
      /^devices: zzz999\/partition\/1 is on machine zzz999/,
    ],
  ])("refuses wrong %s by name, before anything is written", async (_property, args, message) => {
    await expect(raid.apply({ machine, name: "md0", ...args })).rejects.toThrow(message);
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("is not changed on an allocated machine, where MAAS throws changes of filesystems away on release", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    lab.emulator.setMachine("alpha", { status: "Allocated" });
    const run = lab.newEngine().continued("Raid", "md0", raid);
    await expect(run.apply({ ...mirror("sdb", "sdc"), filesystem: { type: "ext4" } })).rejects.toThrow(
      /machine alpha .* is Allocated.*release it/,
    );
  });

  it("waits for a device that another resource of the run is about to give up", async () => {
    const giver = lab.engine.resource("Raid", "giver");
    await giver.apply({ ...mirror("sdb", "sdc", "sdd"), name: "giver" });
    const run = lab.newEngine();
    const gives = run.continued("Raid", "giver", giver);
    const takes = run.resource("Raid", "taker");
    const taken = takes.apply({ ...mirror("sdd", "sde"), name: "taker" });
    await gives.apply({ ...mirror("sdb", "sdc"), name: "giver" });
    expect(await taken).toBe("create");
  });

  it("explains a device that is held by what the program no longer declares", async () => {
    await raid.apply(mirror("sdb", "sdc"));
    const renamed = lab.newEngine().resource("Raid", "renamed");
    await expect(renamed.apply({ ...mirror("sdb", "sdc"), name: "other" })).rejects.toThrow(
      /in use by RAID "md0".*aliases/s,
    );
    expect(await found()).toMatchObject({ name: "md0" });
  }, 20_000);

  it("has no uuid among its inputs but one that the program declares", async () => {
    const args = mirror("sdb", "sdc");
    await raid.apply(args);
    await raid.refresh();
    expect(raid.outputs["uuid"]).toBe(raid.identity);
    expect(raid.inputs).not.toHaveProperty("uuid");
    const declared = { ...args, uuid: "8444f2dd-bcd3-4878-9533-0f9fa95de578" };
    await raid.apply(declared);
    await raid.refresh();
    expect(raid.inputs).toMatchObject({ uuid: declared.uuid });
  });
});
