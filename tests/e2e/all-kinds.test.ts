import { type Emulator, startEmulator } from "../../emulator";
import { FLEET } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

/** Every kind of storage on one machine, each on or under another; `changed` differs in each property that can. */
const program = (changed: boolean, rootSize = "50GiB"): string => {
  const either = <T>(before: T, after: T): string => JSON.stringify(changed ? after : before);
  return `
    const layout = new maas.StorageLayout("layout", { machine, layout: "blank" });
    const on = { machine: layout };
    const boot = new maas.BlockDevice("boot", { ...on, blockDevice: "sda", bootDisk: true, tags: ${either(["a"], ["b"])} });
    const disk = new maas.BlockDevice("disk", {
      ...on, blockDevice: "nvme1n1", name: ${either("fast", "faster")}, tags: ${either(["x"], ["x", "y"])},
      filesystem: { type: "xfs", mountPoint: ${either("/fast", "/faster")} },
    });
    const found = new maas.BlockDevice("found", {
      ...on, name: ${either("sdx", "sdy")}, create: { idPath: "/dev/x", sizeBytes: ${either("1TB", "2TB")} },
    });
    const root = new maas.Partition("root", {
      ...on, blockDevice: boot, size: "${rootSize}", tags: ${either(["one"], ["two"])},
      filesystem: { type: "ext4", mountPoint: "/", mountOptions: ${either("noatime", "nodev")} },
    });
    const pv = new maas.Partition("pv", { ...on, blockDevice: boot });
    const mirror = new maas.Raid("md0", {
      ...on, name: ${either("md0", "md1")}, level: "raid-1", devices: ["sdb", "sdc"], spareDevices: ${either(["sdd"], [])},
    });
    const group = new maas.VolumeGroup("vg0", {
      ...on, name: ${either("vg0", "vg1")}, devices: ${changed ? '[mirror, pv, "sdd"]' : "[mirror, pv]"},
    });
    const data = new maas.LogicalVolume("data", {
      volumeGroup: group, name: ${either("data", "store")}, size: ${either("100GiB", "200GiB")}, tags: ${either([], ["t"])},
      filesystem: { type: "xfs", mountPoint: ${either("/srv", "/srv/data")} },
    });
    const hot = new maas.LogicalVolume("hot", { volumeGroup: group, size: ${either("10%", "5%")} });
    const cache = new maas.BcacheCacheSet("cache", { ...on, cacheDevice: ${changed ? '"nvme0n1"' : "hot"} });
    const bcache = new maas.Bcache("bcache0", {
      ...on, cacheSet: cache, backingDevice: "sde", cacheMode: ${either("writeback", "writearound")},
      filesystem: { type: "ext4", mountPoint: ${either("/slow", "/cold")} },
    });
    const scratch = new maas.SpecialFilesystem("scratch", {
      ...on, type: "tmpfs", mountPoint: "/scratch", mountOptions: ${either("size=1G", "size=2G")},
    });
    export const paths = [data.path, found.path, disk.path];
  `;
};

describe("every kind of storage on one machine", () => {
  let emulator: Emulator;
  let stack: TestStack;

  beforeAll(async () => {
    emulator = await startEmulator({ fleet: FLEET });
    const machine = emulator.machine("alpha").system_id;
    stack = await TestStack.open({ program: programText(machine, program(false)), maas: emulator });
  });
  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  it("goes up, changes in place, is made anew under what stands on it, and is destroyed to nothing", async () => {
    const alpha = () => emulator.machine("alpha");
    const disks = JSON.stringify(alpha()["physicalblockdevice_set"]);
    const first = await stack.up();
    expect(new Set(Object.values(first.outcomes))).toEqual(new Set(["create"]));
    await stack.expectNoChanges();

    stack.setProgram(programText(alpha().system_id, program(true)));
    const second = await stack.up();
    const changed = Object.entries(second.outcomes).filter(([, outcome]) => outcome === "update");
    expect(Object.values(second.outcomes)).not.toContain("replace");
    expect(changed.map(([resource]) => resource).sort()).toEqual(
      [
        ...["Bcache/bcache0", "BcacheCacheSet/cache", "BlockDevice/boot", "BlockDevice/disk", "BlockDevice/found"],
        ...["LogicalVolume/data", "LogicalVolume/hot", "Partition/root", "Raid/md0", "SpecialFilesystem/scratch"],
        "VolumeGroup/vg0",
      ].sort(),
    );
    expect(second.outputs["paths"]).toEqual(["vg1-store", "sdy", "faster"].map((name) => `/dev/disk/by-dname/${name}`));
    await stack.expectNoChanges();

    stack.setProgram(programText(alpha().system_id, program(true, "60GiB")));
    const { outcomes } = await stack.up();
    const replaced = Object.entries(outcomes).filter(([, outcome]) => outcome === "replace");
    expect(replaced.map(([resource]) => resource).sort()).toEqual(
      ["LogicalVolume/data", "LogicalVolume/hot", "Partition/pv", "Partition/root", "VolumeGroup/vg0"].sort(),
    );
    expect(alpha().volume_groups).toHaveLength(1);
    await stack.expectNoChanges();

    await stack.destroy();
    expect(alpha()).toMatchObject({
      raids: [],
      volume_groups: [],
      bcaches: [],
      cache_sets: [],
      special_filesystems: [],
    });
    expect(JSON.stringify(alpha()["physicalblockdevice_set"])).toBe(disks);
    expect(alpha()["virtualblockdevice_set"]).toEqual([]);
  }, 240_000);
});
