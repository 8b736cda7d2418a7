import { Lab } from "../../../kit/handlers/lab";
import { expectRefused, Outside } from "./outside";

/** The same provider host serves a preview and the run after it, and a person may take an hour to confirm. */
describe("what a run saw long ago", () => {
  let lab: Lab;
  let machine: string;

  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ["setTimeout", "setInterval", "setImmediate", "nextTick", "queueMicrotask"] });
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(async () => {
    jest.useRealTimers();
    await lab.close();
  });

  const anHourLater = () => jest.setSystemTime(Date.now() + 3_600_000);
  const mirror = (more: object = {}) => ({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...more });

  it("is looked at again before a deletion that MAAS would not refuse", async () => {
    const raid = lab.engine.resource("Raid", "md0");
    await raid.apply(mirror());
    const outside = new Outside(lab, machine);
    await outside.make("volume-groups", { name: "vg0", block_devices: [(await outside.disk("md0")).id] });
    anHourLater();
    await expectRefused(lab, "alpha", () => raid.destroy(), /still in use \(LVM volume for vg0\)/);
  });

  it("is looked at again before a filesystem is changed: the machine may be allocated by now", async () => {
    const raid = lab.engine.resource("Raid", "md0");
    await raid.apply(mirror({ filesystem: { type: "ext4", mountPoint: "/srv" } }));
    lab.emulator.setMachine("alpha", { status: "Allocated", owner: "admin" });
    anHourLater();
    const change = () => raid.apply(mirror({ filesystem: { type: "ext4", mountPoint: "/data" } }));
    await expectRefused(lab, "alpha", change, /machine alpha .* is Allocated/);
  });

  it("is looked at again before a disk is partitioned that somebody has taken meanwhile", async () => {
    const partition = lab.engine.resource("Partition", "data");
    const news = { machine, blockDevice: "sdb", identity: partition.identity };
    const { inputs } = await lab.engine.provider("Partition").check({}, news);
    const theirs = mirror({ uuid: "e4a9c3d3-e9b7-49b0-8636-e5106ead1f39" });
    await lab.newEngine().resource("Raid", "theirs").apply(theirs);
    anHourLater();
    const create = () => lab.engine.provider("Partition").create(inputs);
    await expectRefused(lab, "alpha", create, /sdb of machine \w+ is in use by RAID "md0"/);
  });

  it("is looked at again before a layout wipes the machine", async () => {
    const layout = lab.engine.resource("StorageLayout", "blank");
    lab.emulator.setMachine("papa", { locked: false });
    const papa = lab.systemId("papa");
    const news = { machine: papa, layout: "blank", identity: layout.identity };
    const { inputs, failures } = await lab.engine.provider("StorageLayout").check({}, news);
    expect(failures).toEqual([]);
    const theirs = lab.newEngine().resource("Partition", "theirs");
    await theirs.apply({ machine: papa, blockDevice: "sdb", uuid: "e4a9c3d3-e9b7-49b0-8636-e5106ead1f39" });
    const create = () => lab.engine.provider("StorageLayout").create(inputs);
    await expectRefused(lab, "papa", create, /the layout would remove .*sdb-part1/);
  });

  it("is looked at once, however much there is to do", async () => {
    const raid = lab.engine.resource("Raid", "md0");
    await raid.apply(mirror({ filesystem: { type: "ext4", mountPoint: "/srv" } }));
    lab.requests("alpha");
    await raid.apply(mirror({ filesystem: { type: "ext4", mountPoint: "/data" } }));
    await raid.destroy();
    expect(lab.requests("alpha").filter((line) => line.startsWith("GET"))).toEqual([]);
  });
});
