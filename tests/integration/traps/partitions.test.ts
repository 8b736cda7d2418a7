import { Lab } from "../../../kit/handlers/lab";
import { type Managed } from "../../../kit/handlers/managed";
import { Outside } from "./outside";

describe("partitions, which MAAS renumbers, rounds and lists in no order", () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.start();
  });
  afterEach(() => lab.close());

  const names = ["one", "two", "three"];
  const declared = (machine: string) => ({ machine, blockDevice: "sdb", size: "10GB" });
  const three = async (machine: string): Promise<Managed[]> => {
    const made = names.map((name) => lab.engine.resource("Partition", name));
    for (const partition of made) await partition.apply(declared(machine));
    return made;
  };
  const paths = (partitions: readonly Managed[]) =>
    partitions.map(({ outputs }) => String(outputs["path"]).split("/").at(-1));

  it.each([
    ["alpha", ["sdb-part1", "sdb-part2", "sdb-part3"]],
    ["bravo", ["sdb-part2", "sdb-part3", "sdb-part4"]],
  ])("bear the numbers that the firmware of %s leaves them", async (hostname, expected) => {
    const machine = lab.systemId(hostname);
    const made = await three(machine);
    expect(paths(made)).toEqual(expected);
    for (const partition of made) await partition.expectNoChanges(declared(machine));
  });

  it("stay who they are when an earlier one is deleted and the others move up", async () => {
    const machine = lab.systemId("alpha");
    const [first, ...others] = await three(machine);
    const ids = others.map(({ id }) => id);
    await first?.destroy();
    for (const partition of others) await partition.expectNoChanges(declared(machine));
    expect(paths(others)).toEqual(["sdb-part1", "sdb-part2"]);
    expect(others.map(({ id }) => id)).toEqual(ids);
    await others[0]?.destroy();
    expect(await others[1]?.refresh()).toBe(true);
  });

  it("stay who they are when MAAS lists them in another order, as it does after a tag", async () => {
    const machine = lab.systemId("alpha");
    const made = await three(machine);
    expect(await made[0]?.apply({ ...declared(machine), tags: ["fast"] })).toBe("update");
    const listed = (await new Outside(lab, machine).disk("sdb")).partitions.map(({ path }) => path.at(-1));
    expect(listed).not.toEqual(["1", "2", "3"]);
    for (const partition of made.slice(1)) await partition.expectNoChanges(declared(machine));
    await made[0]?.expectNoChanges({ ...declared(machine), tags: ["fast"] });
  });

  it("are named by the last part of their path, where a person wants a name", async () => {
    const machine = lab.systemId("alpha");
    const [, second] = await three(machine);
    const got = lab.newEngine().resource("Partition", "got");
    got.id = `${machine}/partition/sdb-part2`;
    expect(await got.refresh()).toBe(true);
    expect(got.id).toBe(second?.id);
  });

  it("leave a disk without a table when the last one goes: it is free for a RAID of the same run", async () => {
    const machine = lab.systemId("alpha");
    const made = await three(machine);
    for (const partition of made) await partition.destroy();
    const raid = lab.engine.resource("Raid", "md0");
    const args = { machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"] };
    expect(await raid.apply(args)).toBe("create");
    await raid.expectNoChanges(args);
  });

  it.each(["alpha", "bravo", "golf", "hotel"])(
    "take the rest of a disk of %s to the byte that MAAS gives, whatever the firmware keeps",
    async (hostname) => {
      const machine = lab.systemId(hostname);
      const outside = new Outside(lab, machine);
      const name = (await outside.disks()).map((disk) => disk.name).at(-1) ?? "";
      const before = await outside.disk(name);
      const half = lab.engine.resource("Partition", "half");
      const rest = lab.engine.resource("Partition", "rest");
      await half.apply({ machine, blockDevice: name, size: "50%" });
      await rest.apply({ machine, blockDevice: name });
      const sum = [half, rest].reduce((bytes, { outputs }) => bytes + Number(outputs["sizeBytes"]), 0);
      expect(sum).toBe(before.available_size);
      await half.expectNoChanges({ machine, blockDevice: name, size: "50%" });
      await rest.expectNoChanges({ machine, blockDevice: name });
    },
  );

  it("are never asked for as the list that fails on a disk without a table, nor changed by a PUT", async () => {
    const machine = lab.systemId("alpha");
    lab.requests("alpha");
    const made = await three(machine);
    for (const partition of made) await partition.refresh();
    await made[0]?.apply({ ...declared(machine), size: "20GB", bootable: true });
    for (const partition of made) await partition.destroy();
    const asked = lab.requests("alpha");
    expect(asked.filter((line) => /^GET .*\/partitions?\//.test(line))).toEqual([]);
    expect(asked.filter((line) => line.startsWith("PUT"))).toEqual([]);
  });
});
