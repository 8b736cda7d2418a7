import { listBcaches } from "../../../provider/maas/api/bcaches";
import { listRaids } from "../../../provider/maas/api/raids";
import { Lab } from "../../../kit/handlers/lab";
import { UNKNOWN } from "../../../kit/host/provider-protocol";
import { expectRefused, Outside } from "./outside";

describe("names, numbers and uuids", () => {
  let lab: Lab;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(() => lab.close());

  const raid = (more: object = {}) => ({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...more });
  const UUID = "8444f2dd-bcd3-4878-9533-0f9fa95de578";

  it("are asked for by number: two machines may each have an md0, where MAAS fails on the name", async () => {
    const bravo = lab.systemId("bravo");
    const [one, two] = [lab.engine.resource("Raid", "one"), lab.engine.resource("Raid", "two")];
    await one.apply(raid());
    await two.apply(raid({ machine: bravo }));
    for (const [resource, on] of [
      [one, machine],
      [two, bravo],
    ] as const) {
      expect(await resource.apply(raid({ machine: on, name: "data" }))).toBe("update");
      await resource.expectNoChanges(raid({ machine: on, name: "data" }));
      const got = lab.newEngine().resource("Raid", "got");
      got.id = `${on}/raid/data`;
      expect(await got.refresh()).toBe(true);
      expect(got.id).toBe(resource.id);
    }
    await one.destroy();
    await two.destroy();
  });

  it.each([
    ["a Raid", "Raid", { level: "raid-1", devices: ["sdb", "sdc"] }],
    ["a Bcache", "Bcache", { cacheSet: "abc123/cache-set/1", backingDevice: "sdb" }],
  ] as const)("of %s are always given, which MAAS needs and does not say", async (_what, kind, args) => {
    const it = lab.engine.resource(kind, "it");
    await expectRefused(lab, "alpha", () => it.apply({ machine, ...args }), /^name: /);
    await expectRefused(
      lab,
      "alpha",
      () => it.apply({ machine, ...args, name: " " }),
      /^name: a name must not be empty/,
    );
    await expectRefused(
      lab,
      "alpha",
      () => it.apply({ machine, ...args, name: "7" }),
      /^name: MAAS takes a name of digits for an id/,
    );
  });

  it("that are taken by a logical volume, whose shown name is another, are told before anything is written", async () => {
    const outside = new Outside(lab, machine);
    const group = await outside.make("volume-groups", { name: "vg0", block_devices: [(await outside.disk("sdd")).id] });
    await outside.operate(`volume-group/${group}`, "create_logical_volume", { name: "data" });
    const md0 = lab.engine.resource("Raid", "md0");
    await expectRefused(
      lab,
      "alpha",
      () => md0.apply(raid({ name: "data" })),
      /the name "data" is taken .* by the logical volume \w+\/logical-volume\/\d+, which this stack did not make/,
    );
    await expectRefused(
      lab,
      "alpha",
      () => md0.apply(raid({ name: "vg0-data" })),
      /the name "vg0-data" is taken .* by the logical volume/,
    );
    expect(await listRaids(lab.client, machine)).toEqual([]);
    expect(await md0.apply(raid({ name: "vg0" }))).toBe("create");
  });

  it("of cache sets shift when an earlier one goes, and nothing changes", async () => {
    const [first, second] = ["nvme0n1", "nvme1n1"].map((name) => lab.engine.resource("BcacheCacheSet", name));
    await first?.apply({ machine, cacheDevice: "nvme0n1" });
    await second?.apply({ machine, cacheDevice: "nvme1n1" });
    const bcache = lab.engine.resource("Bcache", "b0");
    const args = { machine, name: "b0", cacheSet: second?.id, backingDevice: "sdb" };
    await bcache.apply(args);
    expect(second?.outputs).toMatchObject({ name: "cache1" });
    await first?.destroy();
    await second?.expectNoChanges({ machine, cacheDevice: "nvme1n1" });
    expect(second?.outputs).toMatchObject({ name: "cache0" });
    await bcache.expectNoChanges(args);
  });

  it("of cache modes are in lower case, whatever MAAS's documentation shows", async () => {
    const args = {
      machine,
      name: "b0",
      cacheSet: `${machine}/cache-set/1`,
      backingDevice: "sdb",
      cacheMode: "WRITEBACK",
    };
    const bcache = lab.engine.resource("Bcache", "b0");
    await expectRefused(lab, "alpha", () => bcache.apply(args), /^cacheMode: .*"writeback"/);
  });

  it.each([
    ["more than a uuid", "8444f2dd-bcd3-4878-9533-0f9fa95de578-x"],
    ["32 digits and what follows", "8444f2ddbcd348789533 0f9fa95de578xxx"],
    ["no hyphens", "8444f2ddbcd3487895330f9fa95de578"],
    ["upper case", UUID.toUpperCase()],
    ["version 1", "8444f2dd-bcd3-1878-9533-0f9fa95de578"],
  ])("with %s are no uuids, though MAAS takes some of them", async (_what, uuid) => {
    const message = /uuid: not a version 4 uuid in lower case with hyphens/;
    const partition = { machine, blockDevice: "sdb", size: "10GB" };
    const bcache = { machine, name: "b0", cacheSet: `${machine}/cache-set/1`, backingDevice: "sdb", uuid };
    const refused = [
      () => lab.engine.resource("Partition", "p").apply({ ...partition, uuid }),
      () => lab.engine.resource("Partition", "p").apply({ ...partition, filesystem: { type: "ext4", uuid } }),
      () => lab.engine.resource("Raid", "r").apply(raid({ uuid })),
      () => lab.engine.resource("Bcache", "b").apply(bcache),
    ];
    for (const work of refused) await expectRefused(lab, "alpha", work, message);
  });

  it("of a RAID are not those of its disk", async () => {
    const theirs = lab.newEngine().resource("Raid", "theirs");
    await theirs.apply(raid({ uuid: UUID }));
    const disk = (await listRaids(lab.client, machine))[0]?.virtual_device.uuid ?? "";
    expect(disk).not.toBe(UUID);
    const mine = lab.engine.resource("Raid", "mine");
    await expectRefused(
      lab,
      "alpha",
      () => mine.apply(raid({ uuid: disk })),
      /the name "md0" is taken .* declare its uuid: \{ uuid: "8444f2dd/,
    );
  });

  it("that two objects of a machine share are no ground to take one of them over", async () => {
    const outside = new Outside(lab, machine);
    const ids = await Promise.all(["sdb", "sdc", "sdd", "sde"].map(async (name) => (await outside.disk(name)).id));
    await outside.make("raids", { name: "md0", level: "raid-1", block_devices: ids.slice(0, 2), uuid: UUID });
    await outside.make("raids", { name: "md1", level: "raid-1", block_devices: ids.slice(2), uuid: UUID });
    const same = /md0 and md1 have the same uuid/;
    await expectRefused(lab, "alpha", () => lab.engine.resource("Raid", "mine").apply(raid({ uuid: UUID })), same);
  });

  it("that two bcaches or two partitions of a machine share are none either", async () => {
    const outside = new Outside(lab, machine);
    const id = async (name: string) => (await outside.disk(name)).id;
    const set = await outside.make("bcache-cache-sets", { cache_device: await id("nvme0n1") });
    for (const [name, disk] of [
      ["b0", "sdb"],
      ["b1", "sdc"],
    ] as const) {
      const form = { name, cache_set: set, cache_mode: "writeback", backing_device: await id(disk), uuid: UUID };
      await outside.make("bcaches", form);
    }
    for (const disk of ["sdd", "sde"])
      await outside.make(`blockdevices/${await id(disk)}/partitions`, { size: "10G", uuid: UUID });
    expect(await listBcaches(lab.client, machine)).toHaveLength(2);
    const bcache = { machine, name: "b0", cacheSet: `${machine}/cache-set/${set}`, backingDevice: "sdb", uuid: UUID };
    const b0 = lab.engine.resource("Bcache", "b0");
    await expectRefused(lab, "alpha", () => b0.apply(bcache), /b0 and b1 have the same uuid/);
    const partition = { machine, blockDevice: "sdd", size: "10GB", uuid: UUID };
    const p = lab.engine.resource("Partition", "p");
    await expectRefused(lab, "alpha", () => p.apply(partition), /sdd-part1 and sde-part1 have the same uuid/);
  });

  it("that two resources of one program declare on a machine are refused: they would be one object", async () => {
    const args = { machine, blockDevice: "sdb", size: "10GB", uuid: UUID };
    const [one, two] = [lab.engine.resource("Partition", "one"), lab.engine.resource("Partition", "two")];
    await one.apply(args);
    await expectRefused(
      lab,
      "alpha",
      () => two.apply(args),
      /^uuid: another Partition of this program has it on this machine/,
    );
    const elsewhere = { ...args, machine: lab.systemId("bravo") };
    expect(await two.apply(elsewhere)).toBe("create");
    await one.expectNoChanges(args);
  });

  it("that are not known in a preview are not taken for the same", async () => {
    for (const name of ["one", "two"]) {
      const news = {
        machine,
        blockDevice: "sdb",
        size: "1GB",
        uuid: UNKNOWN,
        identity: lab.engine.resource("Partition", name).identity,
      };
      expect((await lab.engine.provider("Partition").check({}, news)).failures).toEqual([]);
    }
  });

  it("do not include the size of a RAID, which MAAS fails to change", async () => {
    const size = /^size: no such property/;
    await expectRefused(lab, "alpha", () => lab.engine.resource("Raid", "r").apply(raid({ size: "10GB" })), size);
  });
});
