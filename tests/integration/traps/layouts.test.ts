import { Lab } from "../../../kit/handlers/lab";
import { expectRefused, Outside } from "./outside";

describe("a layout, which MAAS applies by wiping everything", () => {
  let lab: Lab;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(() => lab.close());

  const layout = (name: string) => lab.engine.resource("StorageLayout", name);

  it("does not take special filesystems along in silence", async () => {
    const special = { fstype: "tmpfs", mount_point: "/scratch" };
    await new Outside(lab, machine).operateOnMachine("mount_special", special);
    const flat = () => layout("flat").apply({ machine, layout: "flat" });
    await expectRefused(
      lab,
      "alpha",
      flat,
      /^layout: the layout would remove tmpfs at \/scratch of alpha.*force: true/,
    );
    expect(await layout("flat").apply({ machine, layout: "flat", force: true })).toBe("create");
  });

  it("takes the root device by the disk's name, where MAAS wants a number", async () => {
    expect(await layout("flat").apply({ machine, layout: "flat", rootDevice: "sdb" })).toBe("create");
    const root = await new Outside(lab, machine).disk("sdb");
    expect(root.partitions.map(({ filesystem }) => filesystem?.mount_point)).toContain("/");
    const nowhere = { machine: lab.systemId("charlie"), layout: "flat", rootDevice: "sdz" };
    await expectRefused(lab, "charlie", () => layout("other").apply(nowhere), /has no disk "sdz"/);
  });

  it("takes no cache device, which MAAS would ignore", async () => {
    const bcache = { machine, layout: "bcache", cacheDevice: "nvme1n1" };
    await expectRefused(lab, "alpha", () => layout("bcache").apply(bcache), /^cacheDevice: no such property/);
  });
});

describe("sizes of what is made of several devices", () => {
  it("are MAAS's own: the smallest member counts, spares included", async () => {
    const lab = await Lab.start();
    const machine = lab.systemId("alpha");
    const raid = lab.engine.resource("Raid", "md0");
    const args = { machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"] };
    await raid.apply(args);
    expect(raid.outputs).toMatchObject({ sizeBytes: 4000786898944 });
    expect(await raid.apply({ ...args, spareDevices: ["nvme0n1"] })).toBe("update");
    expect(raid.outputs).toMatchObject({ sizeBytes: 960196993024 });
    await raid.expectNoChanges({ ...args, spareDevices: ["nvme0n1"] });
    await lab.close();
  });
});
