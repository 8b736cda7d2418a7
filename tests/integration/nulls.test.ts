import { type Kind } from "../../kit/layouts/declared";
import { Lab } from "../../kit/handlers/lab";

/** Configuration from JSON and YAML has null for what is not given. */
describe("null in place of what can be left out", () => {
  let lab: Lab;
  let machine: string;
  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterAll(() => lab.close());

  const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const filesystem = { type: "ext4", ...nothing("label", "uuid", "mountPoint", "mountOptions") };

  test.each<[Kind, object, object]>([
    ["Partition", { blockDevice: "sdb" }, nothing("size", "bootable", "uuid", "tags", "filesystem", "siblings")],
    ["Partition", { blockDevice: "sdb", filesystem: { type: "ext4" } }, { filesystem }],
    [
      "Raid",
      { name: "md0", level: "raid-1", devices: ["sdb", "sdc"] },
      nothing("spareDevices", "uuid", "tags", "filesystem"),
    ],
    [
      "Bcache",
      { name: "bcache0", cacheSet: "abc123/cache-set/1", backingDevice: "sdb" },
      nothing("cacheMode", "uuid", "tags", "filesystem"),
    ],
    ["BcacheCacheSet", { cacheDevice: "sdb" }, {}],
    [
      "StorageLayout",
      { layout: "blank" },
      nothing("force", "bootSize", "rootSize", "rootDevice", "vgName", "lvName", "lvSize", "cacheMode", "cacheSize"),
    ],
  ])("is as if a %s had not been given it", async (kind, given, nulls) => {
    const args = { machine, identity: "", ...given };
    const provider = lab.engine.provider(kind);
    const withoutIt = await provider.check({}, args);
    expect(await provider.check({}, { ...args, ...nulls })).toEqual(withoutIt);
  });

  test("is refused by name where something must be given, and in a list", async () => {
    const args = { machine, identity: "", name: "md0", level: "raid-1" };
    const { failures } = await lab.engine.provider("Raid").check({}, { ...args, devices: ["sdb", null] });
    expect(failures).toMatchObject([{ property: "devices.1" }]);
    const missing = await lab.engine.provider("Raid").check({}, { ...args, devices: null });
    expect(missing.failures).toMatchObject([{ property: "devices" }]);
  });
});
