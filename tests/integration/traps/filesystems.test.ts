import { Lab } from "../../../kit/handlers/lab";
import { type Managed } from "../../../kit/handlers/managed";
import { expectRefused, Outside } from "./outside";

describe("a filesystem", () => {
  let lab: Lab;
  let machine: string;
  let data: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    data = lab.engine.resource("Partition", "data");
  });
  afterEach(() => lab.close());

  const on = (filesystem: object) => ({ machine, blockDevice: "sdb", size: "10GB", filesystem });
  const found = async () => (await new Outside(lab, machine).disk("sdb")).partitions[0]?.filesystem;
  const operations = () =>
    lab
      .requests("alpha")
      .filter((line) => line.startsWith("POST"))
      .map((line) => line.replace(/.*\?op=/, ""));

  it("that is formatted again is mounted again, with its options: MAAS forgets both", async () => {
    const mounted = { mountPoint: "/srv", mountOptions: "noatime" };
    await data.apply(on({ type: "ext4", label: "old", ...mounted }));
    operations();
    const changed = on({ type: "ext4", label: "new", ...mounted });
    expect(await data.apply(changed)).toBe("update");
    expect(operations()).toEqual(["format", "mount"]);
    expect(await found()).toMatchObject({ label: "new", mount_point: "/srv", mount_options: "noatime" });
    await data.expectNoChanges(changed);
  });

  it("keeps its options when it moves, and loses them only when they are taken out", async () => {
    await data.apply(on({ type: "ext4", mountPoint: "/srv", mountOptions: "noatime" }));
    await data.apply(on({ type: "ext4", mountPoint: "/data", mountOptions: "noatime" }));
    expect(await found()).toMatchObject({ mount_point: "/data", mount_options: "noatime" });
    await data.apply(on({ type: "ext4", mountPoint: "/data" }));
    expect(await found()).toMatchObject({ mount_point: "/data", mount_options: "" });
    await data.expectNoChanges(on({ type: "ext4", mountPoint: "/data" }));
  });

  it.each([
    ["no label", {}],
    ["an empty label", { label: "" }],
    ["empty mount options", { mountPoint: "/srv", mountOptions: "" }],
    [
      "white space around a label and around options",
      { label: " srv ", mountPoint: "/srv", mountOptions: " noatime " },
    ],
  ])("is written once and found the same with %s", async (_what, more) => {
    operations();
    const args = on({ type: "ext4", ...more });
    await data.apply(args);
    const [, ...afterwards] = operations();
    expect(afterwards).toEqual("mountPoint" in more ? ["format", "mount"] : ["format"]);
    await data.expectNoChanges(args);
  });

  it.each(["ext4", "fat32"])("that is swap is mounted at no path, in place of %s and back", async (type) => {
    await data.apply(on({ type: "swap" }));
    expect(await found()).toMatchObject({ fstype: "swap", mount_point: "none" });
    await data.expectNoChanges(on({ type: "swap" }));
    await data.apply(on({ type }));
    expect(await found()).toMatchObject({ fstype: type, mount_point: null });
    await data.apply(on({ type: "swap" }));
    expect(await data.apply({ machine, blockDevice: "sdb", size: "10GB" })).toBe("update");
    expect(await found()).toBeNull();
  });

  it.each([
    ["ext2", 16],
    ["ext4", 16],
    ["xfs", 12],
    ["fat32", 11],
    ["vfat", 11],
    ["swap", 15],
    ["btrfs", 255],
  ])("%s has a label of at most %d bytes, which MAAS does not check", async (type, limit) => {
    const message = new RegExp(`^filesystem.label: a label of ${type} has at most ${limit} bytes`);
    await expectRefused(lab, "alpha", () => data.apply(on({ type, label: "x".repeat(limit + 1) })), message);
    const umlauts = "ü".repeat(Math.floor(limit / 2) + 1);
    await expectRefused(lab, "alpha", () => data.apply(on({ type, label: umlauts })), message);
    const args = on({ type, label: "x".repeat(limit) });
    expect(await data.apply(args)).toBe("create");
    await data.expectNoChanges(args);
  });
});
