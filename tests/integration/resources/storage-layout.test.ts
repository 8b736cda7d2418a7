import { eightCases } from "../../../kit/handlers/eight-cases";
import { listBcaches } from "../../../provider/maas/api/bcaches";
import { listVolumeGroups } from "../../../provider/maas/api/volume-groups";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a storage layout", () => {
  let lab: Lab;
  let layout: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    lab.emulator.setMachine("papa", { locked: false });
    layout = lab.engine.resource("StorageLayout", "blank");
  });
  afterEach(() => lab.close());

  const writes = (hostname: string) => lab.requests(hostname).filter((line) => !line.startsWith("GET"));

  it("clears the layout that MAAS puts on a machine", async () => {
    const args = { machine: lab.systemId("papa"), layout: "blank" };
    expect(await layout.apply(args)).toBe("create");
    expect(layout.id).toBe(`${args.machine}/layout/blank`);
    expect(writes("papa")).toEqual([expect.stringMatching(/op=set_storage_layout/)]);
    await layout.expectNoChanges(args);
  });

  it("writes nothing when the machine is like that already", async () => {
    await layout.apply({ machine: lab.systemId("alpha"), layout: "blank" });
    expect(writes("alpha")).toEqual([]);
  });

  it.each(["flat", "lvm", "bcache"])("applies the layout %s", async (name) => {
    const args = { machine: lab.systemId("alpha"), layout: name };
    await layout.apply(args);
    await layout.expectNoChanges(args);
    const again = lab.newEngine().resource("StorageLayout", "blank");
    lab.emulator.clearRequests();
    await again.apply(args);
    expect(writes("alpha")).toEqual([]);
    expect(await again.apply({ ...args, layout: "blank" })).toBe("replace");
  });

  it("lets go of its group and its volume, which other resources take over by their uuid and change", async () => {
    const machine = lab.systemId("alpha");
    const args = { machine, layout: "lvm" };
    await layout.apply(args);
    const [found] = await listVolumeGroups(lab.client, machine);
    const [root] = found?.logical_volumes ?? [];
    const engine = lab.newQuickEngine();
    const group = engine.resource("VolumeGroup", "group");
    const devices = [`${machine}/partition/${found?.devices[0]?.id}`];
    await group.apply({ machine, name: "vgroot", devices, uuid: found?.uuid });
    expect(group.id).toBe(`${machine}/volume-group/${found?.id}`);
    const volume = engine.resource("LogicalVolume", "root");
    const taken = { machine, volumeGroup: group.id, name: "lvroot", uuid: root?.uuid };
    const ext4 = { type: "ext4", label: "root", mountPoint: "/" };
    await volume.apply({ ...taken, filesystem: ext4 });
    const changed = { ...taken, name: "system", size: "20GiB", filesystem: { type: "xfs", mountPoint: "/" } };
    expect(await volume.apply(changed)).toBe("update");
    await volume.expectNoChanges(changed);
    layout = lab.newEngine().continued("StorageLayout", "blank", layout);
    await layout.expectNoChanges(args);
  });

  it("may have its bcache taken over and changed in place, on the set and the partition that it has", async () => {
    const machine = lab.systemId("alpha");
    const args = { machine, layout: "bcache" };
    await layout.apply(args);
    const [found] = await listBcaches(lab.client, machine);
    const engine = lab.newQuickEngine();
    const cacheSet = `${machine}/cache-set/${found?.cache_set.id}`;
    const bcache = engine.resource("Bcache", "root");
    const backingDevice = `${machine}/partition/${found?.backing_device?.id}`;
    const taken = { machine, name: "bcache0", cacheSet, backingDevice, uuid: found?.uuid };
    await bcache.apply({ ...taken, filesystem: { type: "ext4", label: "root", mountPoint: "/" } });
    expect(bcache.id).toBe(`${machine}/bcache/${found?.id}`);
    const changed = { ...taken, cacheMode: "writeback", filesystem: { type: "xfs", mountPoint: "/" } };
    expect(await bcache.apply(changed)).toBe("update");
    await bcache.expectNoChanges(changed);
    layout = lab.newEngine().continued("StorageLayout", "blank", layout);
    await layout.expectNoChanges(args);
  });

  it("keeps what this stack has made when an interrupted run goes on", async () => {
    const machine = lab.systemId("alpha");
    await lab.engine.resource("Partition", "a").apply({ machine, blockDevice: "sdb" });
    await lab.engine.resource("Partition", "b").apply({ machine, blockDevice: "sdc" });
    await lab.engine.resource("BcacheCacheSet", "cache").apply({ machine, cacheDevice: "nvme0n1" });
    const group = lab.engine.resource("VolumeGroup", "vg0");
    await group.apply({ machine, name: "vg0", devices: ["sdd"] });
    const root = { type: "ext4", mountPoint: "/srv" };
    const volume = lab.engine.resource("LogicalVolume", "root");
    await volume.apply({ machine, volumeGroup: group.id, name: "root", filesystem: root });
    lab.emulator.clearRequests();
    const args = { machine, layout: "blank" };
    await lab.newEngine().resource("StorageLayout", "blank").apply(args);
    expect(writes("alpha")).toEqual([]);
    await layout.apply(args);
    await layout.expectNoChanges(args);
  });

  it("refuses by name to remove what somebody else made, unless it is forced", async () => {
    const machine = lab.systemId("alpha");
    const foreign = { uuid: "e4a9c3d3-e9b7-49b0-8636-e5106ead1f39", machine, blockDevice: "sdb", size: "10GB" };
    await lab.engine.resource("Partition", "theirs").apply(foreign);
    lab.emulator.clearRequests();
    await expect(layout.apply({ machine, layout: "blank" })).rejects.toThrow(
      /^layout: the layout would remove sdb-part1 .* force: true/,
    );
    expect(writes("alpha")).toEqual([]);
    expect(await layout.apply({ machine, layout: "blank", force: true })).toBe("create");
    expect(writes("alpha")).toHaveLength(1);
  });

  it("is replaced along with what stands on it, which goes first", async () => {
    const machine = lab.systemId("alpha");
    await layout.apply({ machine, layout: "flat" });
    const data = lab.engine.resource("Partition", "data");
    await data.apply({ machine, blockDevice: "sdb" });
    const { failures } = await lab.engine
      .provider("StorageLayout")
      .check({}, { machine, layout: "blank", identity: layout.identity });
    expect(failures).toEqual([]);
    await expect(layout.apply({ machine, layout: "blank" })).rejects.toThrow(
      /would remove .*sdb-part1.*beside what this stack/,
    );
    await data.destroy();
    const run = lab.engine.resource("StorageLayout", "blank");
    expect(await run.apply({ machine, layout: "blank" })).toBe("create");
  });

  it("is gone for a refresh when the machine was commissioned again", async () => {
    const machine = lab.systemId("papa");
    await layout.apply({ machine, layout: "blank" });
    lab.emulator.recommission("papa");
    const run = lab.newEngine().continued("StorageLayout", "blank", layout);
    expect(await run.refresh()).toBe(false);
    expect(await run.apply({ machine, layout: "blank" })).toBe("create");
  });

  it("lets go of the machine and removes nothing when it is deleted", async () => {
    const machine = lab.systemId("papa");
    await layout.apply({ machine, layout: "flat" });
    lab.emulator.clearRequests();
    await layout.destroy();
    expect(writes("papa")).toEqual([]);
  });

  it("refuses an option that the layout does not have", async () => {
    const args = { machine: lab.systemId("alpha"), layout: "flat", vgName: "vg0" };
    await expect(layout.apply(args)).rejects.toThrow('vgName: the layout "flat" has no such option');
  });

  it("says in the preview that a Deployed machine cannot be changed", async () => {
    const args = { machine: lab.systemId("mike"), layout: "blank" };
    await expect(layout.apply(args)).rejects.toThrow(/^machine: machine mike .* is Deployed/);
  });
});

/** A layout on `papa`, which MAAS has laid out flat. */
const withLayout =
  (work: (layout: Managed, args: { machine: string; layout: string }, lab: Lab) => Promise<void>) =>
  async (): Promise<void> => {
    const lab = await Lab.start();
    try {
      lab.emulator.setMachine("papa", { locked: false });
      const layout = lab.engine.resource("StorageLayout", "it");
      await work(layout, { machine: lab.systemId("papa"), layout: "blank" }, lab);
    } finally {
      await lab.close();
    }
  };

eightCases("StorageLayout", {
  created: withLayout(async (layout, args) => expect(await layout.apply(args)).toBe("create")),
  unchanged: withLayout(async (layout, args) => {
    await layout.apply(args);
    await layout.expectNoChanges(args);
  }),
  changedInPlace: { never: "a layout is applied as a whole: each of its options replaces it" },
  replaced: withLayout(async (layout, args) => {
    await layout.apply(args);
    expect(await layout.apply({ ...args, layout: "lvm" })).toBe("replace");
    expect(layout.id).toBe(`${args.machine}/layout/lvm`);
    await layout.expectNoChanges({ ...args, layout: "lvm" });
  }),
  driftRepaired: { never: "it is what a machine begins with: what is made there later is not its own" },
  deletedOutside: withLayout(async (layout, args, lab) => {
    await layout.apply(args);
    lab.emulator.recommission("papa");
    const again = lab.newEngine().continued("StorageLayout", "it", layout);
    expect(await again.refresh()).toBe(false);
    expect(await again.apply(args)).toBe("create");
    await again.expectNoChanges(args);
  }),
  deletedTwice: withLayout(async (layout, args) => {
    await layout.apply(args);
    const { id, outputs } = layout;
    await layout.destroy();
    Object.assign(layout, { id, outputs });
    await layout.destroy();
  }),
  inputRefused: withLayout(async (layout, args, lab) => {
    await expect(layout.apply({ ...args, layout: "zfs" })).rejects.toThrow(/^layout: [^\n]+$/);
    expect(lab.requests("papa").filter((line) => !line.startsWith("GET"))).toEqual([]);
  }),
});
