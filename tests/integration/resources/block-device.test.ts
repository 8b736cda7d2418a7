import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { readMachine } from "../../../provider/maas/api/machines";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a block device", () => {
  let lab: Lab;
  let machine: string;
  let disk: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    disk = lab.newQuickEngine().resource("BlockDevice", "data");
  });
  afterEach(() => lab.close());

  const args = (given: object = {}) => ({ machine, blockDevice: "sdb", ...given });
  const mounted = (mountPoint = "/srv", type = "xfs") => ({ filesystem: { type, mountPoint } });
  const found = async (name = "sdb") => (await listBlockDevices(lab.client, machine)).find((one) => one.name === name);
  const requests = () => lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"));
  const writes = () => requests().filter((line) => !line.startsWith("GET"));
  /** The next run of the program, in which the resource is what it was. */
  const nextRun = (resource = disk, name = "data"): Managed =>
    lab.newQuickEngine().continued("BlockDevice", name, resource);
  const bootDisk = async () => (await readMachine(lab.client, machine)).boot_disk?.name;

  it("that is there is taken over with one look and no write when there is nothing to change", async () => {
    expect(await disk.apply(args())).toBe("create");
    expect(requests()).toEqual([expect.stringMatching(/^GET machines/)]);
    expect(disk.id).toBe(`${machine}/disk/${(await found())?.id}`);
    expect(disk.outputs).toMatchObject({ name: "sdb", bootDisk: false, tags: [], blockSize: 512 });
    await disk.expectNoChanges(args());
  });

  it("is tagged, formatted and mounted with one write each, and its hardware's tags stay", async () => {
    const before = (await found())?.tags ?? [];
    const given = args({ tags: ["data", before[0]], ...mounted() });
    await disk.apply(given);
    expect(writes()).toEqual([
      "POST nodes/blockdevices/N/?op=add_tag",
      "POST nodes/blockdevices/N/?op=format",
      "POST nodes/blockdevices/N/?op=mount",
    ]);
    expect((await found())?.tags.slice().sort()).toEqual([...before, "data"].sort());
    expect(disk.outputs["ownTags"]).toEqual(["data"]);
    await disk.expectNoChanges(given);
  });

  it("changes name, tags, filesystem and boot disk in place, and gives all of it back when it is deleted", async () => {
    const before = await found();
    await disk.apply(args({ tags: ["data"], ...mounted() }));
    const changed = args({ name: "store", tags: ["fast"], ...mounted("/data") });
    disk = nextRun();
    expect(await disk.apply(changed)).toBe("update");
    expect(await found("store")).toMatchObject({ id: before?.id, filesystem: { mount_point: "/data" } });
    await disk.expectNoChanges(changed);
    disk = nextRun();
    await disk.destroy();
    expect(await found()).toEqual(before);
  });

  it("gets its name back when the program no longer gives it one", async () => {
    await disk.apply(args({ name: "store" }));
    disk = nextRun();
    expect(await disk.apply(args())).toBe("update");
    expect(await found("store")).toBeUndefined();
    await disk.expectNoChanges(args());
  });

  it("is found under the name that an interrupted run gave it", async () => {
    await disk.apply(args({ name: "store" }));
    const after = lab.newQuickEngine().resource("BlockDevice", "data");
    await after.apply(args({ name: "store" }));
    expect(after.id).toBe(disk.id);
  });

  it("becomes the boot disk, and is repaired when somebody chooses another", async () => {
    await disk.apply(args({ bootDisk: true }));
    expect(writes()).toEqual(["POST nodes/blockdevices/N/?op=set_boot_disk"]);
    expect(await bootDisk()).toBe("sdb");
    await disk.expectNoChanges(args({ bootDisk: true }));
    await lab
      .newQuickEngine()
      .resource("BlockDevice", "x")
      .apply(args({ blockDevice: "sda", bootDisk: true }));
    disk = nextRun();
    expect(await disk.refresh()).toBe(true);
    expect(disk.outputs["bootDisk"]).toBe(false);
    expect(await disk.apply(args({ bootDisk: true }))).toBe("update");
    expect(await bootDisk()).toBe("sdb");
  });

  it("is a boot disk once on a machine", async () => {
    const engine = lab.newQuickEngine();
    await engine.resource("BlockDevice", "a").apply(args({ bootDisk: true }));
    const second = engine.resource("BlockDevice", "b");
    await expect(second.apply(args({ blockDevice: "sdc", bootDisk: true }))).rejects.toThrow(
      /^bootDisk: BlockDevice "sdb" is the boot disk: a machine has one/,
    );
    await expect(second.apply(args())).rejects.toThrow(/^blockDevice: BlockDevice "sdb" is about the disk sdb as well/);
    const id = (await found())?.id ?? 0;
    await expect(second.apply(args({ blockDevice: `blockdevice:${id}` }))).rejects.toThrow(
      /BlockDevice "sdb" is about the disk sdb as well/,
    );
  });

  it("warns that MAAS deletes what is on a disk that becomes the boot disk", async () => {
    await disk.apply(args(mounted()));
    const said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const boot = lab.newQuickEngine().resource("BlockDevice", "boot");
    await boot.apply(args({ bootDisk: true }));
    const lines = said.mock.calls.map(([line]) => String(line)).join("");
    said.mockRestore();
    expect(lines).toMatch(/MAAS deletes what is on sdb as a whole \(xfs .* \/srv\) when it becomes the boot disk/);
    expect((await found())?.filesystem).toBeNull();
  });

  it("is replaced by another disk, which leaves the first one as it was", async () => {
    const before = await found();
    await disk.apply(args({ tags: ["data"], ...mounted() }));
    disk = nextRun();
    expect(await disk.apply(args({ blockDevice: "sdc", tags: ["data"], ...mounted() }))).toBe("replace");
    expect(await found()).toEqual(before);
    expect(await found("sdc")).toMatchObject({ filesystem: { mount_point: "/srv" } });
  });

  it("is the same disk under its name, its number and its resource, and takes members' places", async () => {
    await disk.apply(args());
    const id = (await found())?.id ?? 0;
    await disk.expectNoChanges(args({ blockDevice: `blockdevice:${id}` }));
    await disk.expectNoChanges(args({ blockDevice: disk.id }));
    const raid = lab.newQuickEngine().resource("Raid", "md0");
    const mirror = { machine, name: "md0", level: "raid-1", devices: [disk.id, "sdc"] };
    await raid.apply(mirror);
    await raid.expectNoChanges(mirror);
    await raid.expectNoChanges({ ...mirror, devices: ["sdc", "sdb"] });
  });

  it("sees drift of its tags and its filesystem and repairs it", async () => {
    const given = args({ tags: ["data"], ...mounted() });
    await disk.apply(given);
    await nextRun().apply(args());
    disk = nextRun();
    expect(await disk.refresh()).toBe(true);
    expect(disk.outputs).toMatchObject({ tags: [], ownTags: [] });
    expect(await disk.apply(given)).toBe("update");
    expect(await found()).toMatchObject({ filesystem: { mount_point: "/srv" } });
    await disk.expectNoChanges(given);
  });

  it("leaves a filesystem of somebody else alone, and does not format over one", async () => {
    await lab
      .newQuickEngine()
      .resource("BlockDevice", "theirs")
      .apply(args(mounted("/theirs")));
    await disk.apply(args({ tags: ["data"] }));
    expect(writes()).toHaveLength(3);
    disk = nextRun();
    await disk.destroy();
    expect(await found()).toMatchObject({ filesystem: { fstype: "xfs", mount_point: "/theirs" } });
    const other = lab.newQuickEngine().resource("BlockDevice", "other");
    writes();
    await expect(other.apply(args(mounted("/mine", "ext4")))).rejects.toThrow(
      /cannot put a filesystem on sdb .*: it has a filesystem \(xfs\) that is not as declared/,
    );
    expect(writes()).toEqual([]);
  });

  it("is given back once, and quietly again; a disk that is gone is gone", async () => {
    await disk.apply(args({ tags: ["data"] }));
    const { id, outputs } = disk;
    await nextRun().destroy();
    writes();
    await lab.newQuickEngine().provider("BlockDevice").delete(id, outputs);
    expect(writes()).toEqual([]);
    expect(await found()).toBeDefined();
  });

  describe("that MAAS has not found", () => {
    const hardware = { model: "ST4000", serial: "Z1", sizeBytes: 4_000_787_030_016 };
    const made = (given: object = {}) => ({ machine, name: "sdx", create: { ...hardware, ...given } });

    it("is made with one write, once, and changes its size and name in place", async () => {
      await disk.apply(made());
      expect(writes()).toEqual(["POST nodes/blockdevices/"]);
      await disk.expectNoChanges(made());
      const after = lab.newQuickEngine().resource("BlockDevice", "data");
      await after.apply(made());
      expect(after.id).toBe(disk.id);
      const larger = { ...made({ sizeBytes: "8TB", blockSize: 4096 }), name: "sdy" };
      disk = nextRun();
      expect(await disk.apply(larger)).toBe("update");
      expect(await found("sdy")).toMatchObject({ size: 8e12, block_size: 4096 });
      await disk.expectNoChanges(larger);
      expect(await disk.apply({ ...larger, create: { ...larger.create, serial: "Z2" } })).toBe("replace");
    });

    it("is removed with the resource, unless something is built on it", async () => {
      await disk.apply(made());
      const part = lab.newQuickEngine().resource("Partition", "part");
      await part.apply({ machine, blockDevice: disk.id, size: "1GB" });
      await expect(nextRun().destroy()).rejects.toThrow(/cannot delete sdx .*: it holds sdx-part1\. Remove that first/);
      await part.destroy();
      await nextRun().destroy();
      expect(await found("sdx")).toBeUndefined();
      await lab.newQuickEngine().provider("BlockDevice").delete(disk.id, disk.outputs);
    });

    it("is handed over as one that is there, without being made anew, and is then not removed", async () => {
      await disk.apply(made());
      disk = nextRun();
      expect(await disk.apply(args({ blockDevice: "sdx" }))).toBe("update");
      await disk.expectNoChanges(args({ blockDevice: "sdx" }));
      await nextRun().destroy();
      expect(await found("sdx")).toBeDefined();
    });

    it("is not one that MAAS has found: that stays when the resource goes", async () => {
      const there = await found();
      const { model, serial } = there ?? {};
      await expect(disk.apply({ machine, name: "sdb", create: { ...hardware, model, serial } })).rejects.toThrow(
        /has this disk already, as "sdb": to manage it, declare \{ blockDevice: "sdb" \}/,
      );
      await expect(disk.apply({ ...made(), name: "sdb" })).rejects.toThrow(/the name "sdb" is taken .* by a disk/);
    });
  });

  it.each([
    ["blockDevice", { blockDevice: undefined }, /^blockDevice: give the disk, or "create"/],
    ["blockDevice", { blockDevice: "sdz" }, /^blockDevice: machine \w+ has no device "sdz"/],
    ["blockDevice", { blockDevice: "zzz999/disk/1" }, /^blockDevice: .* is on machine zzz999/],
    ["blockDevice", { blockDevice: "alpha1/raid/1" }, /a RAID is not a physical disk/],
    ["create", { create: { serial: "x", sizeBytes: 1e9 } }, /create: MAAS knows a disk by its model and serial/],
    ["create", { create: { idPath: "/dev/x", sizeBytes: 1 } }, /create\.sizeBytes: write bytes.*at least 4 MiB/],
    ["create", { create: { idPath: "/dev/x", sizeBytes: 1e9 } }, /^create: give either/],
    [
      "filesystem",
      { bootDisk: true, ...{ filesystem: { type: "xfs" } } },
      /^filesystem: MAAS puts no filesystem on the/,
    ],
    ["filesystem", { blockDevice: "sda", filesystem: { type: "xfs" } }, /^filesystem: sda is the boot disk/],
    ["tags", { tags: [""] }, /^tags\.0: a tag must not be empty/],
  ])("refuses wrong %s by name, before anything is written", async (_property, given, message) => {
    await expect(disk.apply(args(given))).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("on a deployed machine is left in peace when it is as declared, and refused in the preview else", async () => {
    lab.emulator.setMachine("alpha", { status: "Deployed" });
    const [tag = ""] = (await found())?.tags ?? [];
    await disk.apply(args({ tags: [tag] }));
    const other = lab.newQuickEngine().resource("BlockDevice", "other");
    await expect(other.apply(args({ blockDevice: "sdc", tags: ["new"] }))).rejects.toThrow(
      /^machine: machine alpha .* is Deployed/,
    );
  });
});
