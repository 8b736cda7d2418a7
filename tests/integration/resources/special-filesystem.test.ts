import { readMachine } from "../../../provider/maas/api/machines";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a special filesystem", () => {
  let lab: Lab;
  let machine: string;
  let scratch: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    scratch = lab.newQuickEngine().resource("SpecialFilesystem", "scratch");
  });
  afterEach(() => lab.close());

  const args = (given: object = {}) => ({ machine, type: "tmpfs", mountPoint: "/scratch", ...given });
  const all = async () => (await readMachine(lab.client, machine)).special_filesystems;
  const writes = () => lab.requests("alpha").filter((line) => !line.startsWith("GET"));
  const nextRun = (resource = scratch): Managed =>
    lab.newQuickEngine().continued("SpecialFilesystem", "scratch", resource);

  it.each(["tmpfs", "ramfs"])("%s is mounted with one look and one write", async (type) => {
    expect(await scratch.apply(args({ type, mountOptions: "size=1G,noexec" }))).toBe("create");
    expect(lab.requests("alpha")).toEqual([expect.stringMatching(/^GET machines/), "POST machines/?op=mount_special"]);
    expect(scratch.id).toBe(`${machine}/special/%2Fscratch`);
    expect(await all()).toMatchObject([{ fstype: type, mount_point: "/scratch", mount_options: "size=1G,noexec" }]);
    await scratch.expectNoChanges(args({ type, mountOptions: "size=1G,noexec" }));
  });

  it("gets other options in place, and none", async () => {
    await scratch.apply(args({ mountOptions: "size=1G" }));
    const { id } = scratch;
    for (const mountOptions of ["size=2G", undefined]) {
      writes();
      expect(await scratch.apply(args({ mountOptions }))).toBe("update");
      expect(writes()).toEqual(["POST machines/?op=unmount_special", "POST machines/?op=mount_special"]);
      expect(scratch.id).toBe(id);
      await scratch.expectNoChanges(args({ mountOptions }));
    }
  });

  it("is mounted by the next run when one was interrupted between unmounting and mounting", async () => {
    await scratch.apply(args({ mountOptions: "size=1G" }));
    await lab.newQuickEngine().provider("SpecialFilesystem").delete(scratch.id, scratch.outputs);
    const run = nextRun();
    expect(await run.apply(args({ mountOptions: "size=2G" }))).toBe("update");
    await run.expectNoChanges(args({ mountOptions: "size=2G" }));
  });

  it.each([
    ["mountPoint", { mountPoint: "/other" }],
    ["type", { type: "ramfs" }],
  ])("is replaced when its %s changes, and the old one is gone", async (_property, changed) => {
    await scratch.apply(args());
    scratch = nextRun();
    expect(await scratch.apply(args(changed))).toBe("replace");
    expect(await all()).toHaveLength(1);
    await scratch.expectNoChanges(args(changed));
  });

  it("sees drift of its options and repairs it", async () => {
    await scratch.apply(args({ mountOptions: "size=1G" }));
    await nextRun().apply(args({ mountOptions: "size=9G" }));
    scratch = nextRun();
    expect(await scratch.refresh()).toBe(true);
    expect(scratch.outputs["mountOptions"]).toBe("size=9G");
    expect(await scratch.apply(args({ mountOptions: "size=1G" }))).toBe("update");
    await scratch.expectNoChanges(args({ mountOptions: "size=1G" }));
  });

  it("is made again after it was unmounted outside", async () => {
    await scratch.apply(args());
    const { id, outputs } = scratch;
    await lab.newQuickEngine().provider("SpecialFilesystem").delete(id, outputs);
    scratch = nextRun();
    expect(await scratch.refresh()).toBe(false);
    expect(await scratch.apply(args())).toBe("create");
  });

  it("is unmounted once, and quietly again", async () => {
    await scratch.apply(args());
    const { id, outputs } = scratch;
    await nextRun().destroy();
    expect(await all()).toEqual([]);
    writes();
    await lab.newQuickEngine().provider("SpecialFilesystem").delete(id, outputs);
    expect(writes()).toEqual([]);
  });

  it("is unmounted quietly when somebody else does it in the same moment", async () => {
    await scratch.apply(args());
    const run = lab.newQuickEngine();
    await run.provider("SpecialFilesystem").read(scratch.id, scratch.outputs);
    await lab.newQuickEngine().provider("SpecialFilesystem").delete(scratch.id, scratch.outputs);
    await run.provider("SpecialFilesystem").delete(scratch.id, scratch.outputs);
    expect(await all()).toEqual([]);
  });

  it("exists once: what an interrupted run has mounted is taken over, and of two resources one has it", async () => {
    await scratch.apply(args({ mountOptions: "size=1G" }));
    const engine = lab.newQuickEngine();
    const after = engine.resource("SpecialFilesystem", "scratch");
    writes();
    await after.apply(args({ mountOptions: "size=1G" }));
    expect(writes()).toEqual([]);
    expect(after.id).toBe(scratch.id);
    await expect(engine.resource("SpecialFilesystem", "twin").apply(args())).rejects.toThrow(
      /^mountPoint: SpecialFilesystem "\/scratch" is mounted at \/scratch/,
    );
  });

  it("is not deleted under its old name when the resource is renamed", async () => {
    await scratch.apply(args());
    const engine = lab.newQuickEngine();
    const renamed = engine.resource("SpecialFilesystem", "renamed");
    await renamed.apply(args());
    await engine.provider("SpecialFilesystem").delete(scratch.id, scratch.outputs);
    expect(await all()).toHaveLength(1);
  });

  it("does not take the place of what is mounted there: it is named, and nothing is written", async () => {
    const part = lab.newQuickEngine().resource("Partition", "part");
    const filesystem = { type: "ext4", mountPoint: "/scratch" };
    await part.apply({ machine, blockDevice: "sdb", size: "1GB", filesystem });
    writes();
    await expect(scratch.apply(args())).rejects.toThrow(
      /cannot mount tmpfs at \/scratch .*: ext4 on sdb-part1 is mounted there/,
    );
    await lab
      .newQuickEngine()
      .resource("SpecialFilesystem", "ram")
      .apply(args({ type: "ramfs", mountPoint: "/ram" }));
    await expect(nextRun().apply(args({ mountPoint: "/ram" }))).rejects.toThrow(
      /^mountPoint: ramfs is mounted at \/ram/,
    );
    expect(writes()).toEqual(["POST machines/?op=mount_special"]);
  });

  it.each([
    ["type", { type: "ext4" }, /^type: /],
    ["mountPoint", { mountPoint: "scratch" }, /^mountPoint: an absolute path/],
    ["mountPoint", { mountPoint: "/scratch/" }, /^mountPoint: an absolute path, without a slash at the end/],
    ["mountPoint", { mountPoint: "none" }, /^mountPoint: an absolute path/],
    ["mountPoint", { mountPoint: `/${"x".repeat(255)}` }, /^mountPoint: MAAS keeps at most 255/],
    ["mountOptions", { mountOptions: "x".repeat(256) }, /^mountOptions: MAAS keeps at most 255/],
  ])("refuses wrong %s by name, before anything is written", async (_property, given, message) => {
    await expect(scratch.apply(args(given))).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("is neither mounted nor changed on an allocated machine, where MAAS throws it away on release", async () => {
    await scratch.apply(args());
    lab.emulator.setMachine("alpha", { status: "Allocated" });
    const other = lab.newQuickEngine().resource("SpecialFilesystem", "other");
    await expect(other.apply(args({ mountPoint: "/other" }))).rejects.toThrow(/machine alpha .* is Allocated/);
    await expect(nextRun().apply(args({ mountOptions: "size=1G" }))).rejects.toThrow(/machine alpha .* is Allocated/);
    await expect(nextRun().destroy()).rejects.toThrow(/machine alpha .* is Allocated/);
  });
});
