import { type Managed, type TestEngine } from "../../kit/handlers/managed";
import { Lab } from "../../kit/handlers/lab";

/** The engine does what does not depend on each other in an order that nobody knows. */
describe("a device that one resource gives up and another takes in the same run", () => {
  let lab: Lab;
  let machine: string;
  let raid: Managed;

  const raidArgs = (given: object) => ({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...given });
  /** The next run of the program, in which `raid` is what it was. */
  const nextRun = (): TestEngine => {
    const engine = lab.newQuickEngine();
    raid = engine.continued("Raid", "md0", raid);
    return engine;
  };
  const writes = () => lab.requests("alpha").filter((line) => !line.startsWith("GET"));

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    raid = lab.engine.resource("Raid", "md0");
    await raid.apply(raidArgs({ spareDevices: ["sdd"] }));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await lab.close();
  });

  it.each(["taker", "giver"])("changes hands when the %s is first", async (first) => {
    const partition = nextRun().resource("Partition", "data");
    const said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const take = () => partition.apply({ machine, blockDevice: "sdd", size: "1TB" });
    const give = () => raid.apply(raidArgs({}));
    const done = first === "taker" ? [take(), give()] : [give(), take()];
    expect((await Promise.all(done)).sort()).toEqual(["create", "update"]);
    const waits = said.mock.calls.filter(([line]) => String(line).includes('waiting until RAID "md0" gives it up'));
    said.mockRestore();
    expect(waits.length).toBeLessThanOrEqual(1);
    await raid.expectNoChanges(raidArgs({}));
    await partition.expectNoChanges({ machine, blockDevice: "sdd", size: "1TB" });
  });

  it("goes from one RAID to the next, and from there to a bcache", async () => {
    const engine = nextRun();
    const other = engine.resource("Raid", "md1");
    await other.apply(raidArgs({ name: "md1", devices: ["nvme0n1", "nvme1n1"], spareDevices: ["sde"] }));
    const cacheSet = engine.resource("BcacheCacheSet", "cache");
    await Promise.all([
      cacheSet.apply({ machine, cacheDevice: "sde" }),
      other.apply(raidArgs({ name: "md1", devices: ["nvme0n1", "nvme1n1"], spareDevices: ["sdd"] })),
      raid.apply(raidArgs({})),
    ]);
    const { raids, cache_sets: sets } = lab.emulator.machine("alpha");
    expect(raids).toMatchObject([{ spare_devices: [] }, { spare_devices: [{ name: "sdd" }] }]);
    expect(sets).toMatchObject([{ cache_device: { name: "sde" } }]);
  });

  const quickly = (): void => {
    const start = Date.now();
    const real = Date.now.bind(Date);
    jest.spyOn(Date, "now").mockImplementation(() => start + (real() - start) * 200);
  };

  it("is given up on the giver's behalf when nothing else goes on: the engine lets that act too late", async () => {
    const engine = nextRun();
    await engine.provider("Raid").check(raid.inputs, raidArgs({ identity: raid.identity }));
    lab.requests("alpha");
    quickly();
    await engine.resource("Partition", "data").apply({ machine, blockDevice: "sdd", size: "1TB" });
    expect(writes()).toEqual(["PUT nodes/raid/2/", "POST nodes/blockdevices/6/partitions/"]);
    expect(lab.emulator.machine("alpha").raids).toMatchObject([{ spare_devices: [] }]);
    expect(await raid.apply(raidArgs({}))).toBe("update");
  });

  it("is not taken from a RAID that would have too few left: then the way out is named, and nothing was written", async () => {
    const engine = nextRun();
    await engine.provider("Raid").check(raid.inputs, raidArgs({ identity: raid.identity, devices: ["sde", "sdd"] }));
    lab.requests("alpha");
    quickly();
    const take = engine.resource("Partition", "data").apply({ machine, blockDevice: "sdb", size: "1TB" });
    await expect(take).rejects.toThrow(
      /sdb of machine \w+ is in use by RAID "md0"\. That resource gives it up in this run.*two runs/,
    );
    expect(writes()).toEqual([]);
  });

  it("is waited for as long as the run goes on and may declare the giver", async () => {
    const engine = nextRun();
    const LONG_MS = 5_000;
    lab.emulator.faults.add({ kind: "delay-before", method: "POST", path: /partitions/, delayMs: LONG_MS });
    const before = engine
      .resource("Partition", "before")
      .apply({ machine: lab.systemId("bravo"), blockDevice: "sdb", size: "1GB" });
    const taker = engine.resource("Partition", "data");
    const take = taker.apply({ machine, blockDevice: "sdd", size: "1TB" });
    // The giver depends on what takes so long.
    await before;
    expect(await raid.apply(raidArgs({}))).toBe("update");
    expect(await take).toBe("create");
  });

  it("of a holder that nobody declares is refused: only the engine knows whether that one is protected or kept", async () => {
    const taker = nextRun().resource("Partition", "data");
    lab.requests("alpha");
    await expect(taker.apply({ machine, blockDevice: "sdd", size: "1TB" })).rejects.toThrow(
      /the program does not declare.*run once without the new resource, then once with it/s,
    );
    expect(writes()).toEqual([]);
  });

  it("of a holder that was only renamed in the program is refused, and nothing is touched", async () => {
    const taker = nextRun().resource("Raid", "other");
    lab.requests("alpha");
    await expect(taker.apply(raidArgs({ name: "md1", spareDevices: ["sdd"] }))).rejects.toThrow(
      /no longer declares.*aliases/,
    );
    expect(writes()).toEqual([]);
  });

  it("is refused at once when the other resource keeps it", async () => {
    const engine = nextRun();
    await raid.apply(raidArgs({ spareDevices: ["sdd"] }));
    lab.requests("alpha");
    const take = engine.resource("Partition", "data").apply({ machine, blockDevice: "sdd", size: "1TB" });
    await expect(take).rejects.toThrow(/in use by RAID "md0", another resource of this program/);
    expect(writes()).toEqual([]);
  });
});
