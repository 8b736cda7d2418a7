import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { deleteRaid } from "../../provider/maas/api/raids";
import * as maas from "../../sdk";
import { Lab } from "../../kit/handlers/lab";
import { expectServerIsState } from "../../kit/engine/state-resources";
import { type RunOptions, TestStack } from "../../kit/engine/stack";

/** What a step changes of the program. */
interface Step {
  readonly size?: string;
  readonly tag?: string;
  /** The names of the partition and of the RAID in the program. */
  readonly part?: string;
  readonly raid?: string;
  readonly without?: readonly string[];
}

/** Some of each depth: a partition in a RAID with one on top, a volume in a group, and one that stands alone. */
const program =
  (machine: string, { size = "10GB", tag = "one", part = "part", raid = "md0", without = [] }: Step = {}) =>
  () => {
    const on = { machine };
    const has = (name: string) => !without.includes(name);
    const tags = [tag];
    const member = new maas.Partition("member", { ...on, blockDevice: "sdc", size, tags });
    const md0 =
      has("md0") && new maas.Raid(raid, { ...on, name: "md0", level: "raid-1", devices: [member, "sdd"], tags });
    if (md0 && has("top")) new maas.Partition("top", { ...on, blockDevice: md0, size: "1GB", tags });
    const filesystem = { type: "ext4" as const, mountPoint: "/srv" };
    if (has("part")) new maas.Partition(part, { ...on, blockDevice: "sdb", size, tags, filesystem });
    const vg = new maas.VolumeGroup("vg", { ...on, devices: ["nvme1n1"] });
    if (has("lv")) new maas.LogicalVolume("lv", { volumeGroup: vg, size: "5GB", tags });
    const cache = new maas.BcacheCacheSet("cache", { ...on, cacheDevice: "nvme0n1" });
    if (has("bcache0")) new maas.Bcache("bcache0", { ...on, cacheSet: cache, backingDevice: "sde", tags });
    return Promise.resolve();
  };

/** Every command and flag by which somebody steers the engine past the program, on one stack after another. */
describe("a walk through the commands of the CLI, on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let machine: string;
  let steps = 0;

  const settled = async (...others: readonly TestStack[]) => {
    const all = await Promise.all([stack, ...others].map((one) => one.resources()));
    expectServerIsState([lab.emulator.machine("alpha")], all.flat());
    steps += 1;
    for (const one of [stack, ...others]) await one.expectNoChanges([steps % 2 === 0]);
  };
  const declare = (step: Step) => stack.setProgram(program(machine, step));
  /** A run that does a part of what is declared, and one without its flags that does the rest. */
  const partly = async (step: Step, options: RunOptions) => {
    declare(step);
    const run = await stack.up(options);
    expectServerIsState([lab.emulator.machine("alpha")], await stack.resources());
    await stack.up();
    await settled();
    return run.outcomes;
  };
  const done = (outcomes: Readonly<Record<string, string>>) =>
    Object.entries(outcomes).flatMap(([resource, outcome]) => (outcome === "same" ? [] : [`${outcome} ${resource}`]));
  const ids = async () => Object.fromEntries((await stack.resources()).map(({ resource, id }) => [resource, id]));
  const state = async (command: string, resource: string, ...more: readonly string[]) =>
    stack.cli("state", command, await stack.urn(resource), ...more, "--yes");

  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    stack = await TestStack.open({ program: program(machine), maas: lab.emulator });
    await stack.up();
    await settled();
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  it("--target, --target-dependents and --exclude: what they leave out is done by the next run", async () => {
    const target = ["Partition/member"];
    const outcomes = await partly({ tag: "two" }, { target });
    expect(done(outcomes)).toEqual(["update Partition/member"]);
    const along = await partly({ tag: "three" }, { target: ["Raid/md0"], targetDependents: true });
    expect(done(along).sort()).toEqual(["update Partition/top", "update Raid/md0"]);
    const rest = await partly({ tag: "four" }, { exclude: ["Partition/part", "LogicalVolume/lv"] });
    const others = ["Bcache/bcache0", "Partition/member", "Partition/top", "Raid/md0"];
    expect(done(rest).sort()).toEqual(others.map((resource) => `update ${resource}`));
  });

  it("--replace and state taint: made anew, once", async () => {
    const before = await ids();
    await partly({}, { replace: ["Partition/part"] });
    await state("taint", "LogicalVolume/lv");
    await stack.up();
    await settled();
    const after = await ids();
    expect([after["Partition/part"], after["LogicalVolume/lv"]]).not.toContain(before["Partition/part"]);
    expect(after["LogicalVolume/lv"]).not.toBe(before["LogicalVolume/lv"]);
  });

  it("--refresh: what was deleted outside is made again", async () => {
    const [first] = lab.emulator.machine("alpha").raids;
    await deleteRaid(lab.client, machine, Number(first?.["id"]));
    await stack.up({ refresh: true });
    await settled();
  });

  it("state rename, protect, unprotect and delete: the object stays, and is found again", async () => {
    const before = await ids();
    await state("rename", "Partition/part", "renamed");
    declare({ part: "renamed" });
    await settled();
    await state("protect", "LogicalVolume/lv");
    declare({ part: "renamed", without: ["lv"] });
    expect((await stack.upFails()).output).toContain("cannot be deleted");
    await state("unprotect", "LogicalVolume/lv");
    await stack.up();
    await settled();
    declare({ part: "renamed" });
    await stack.up();
    await state("delete", "Bcache/bcache0");
    await state("delete", "Raid/md0", "--target-dependents");
    const { messages } = await stack.up();
    expect(messages.join("\n")).toContain("is there already under the uuid");
    await settled();
    const after = await ids();
    expect(after["Bcache/bcache0"]).toBe(before["Bcache/bcache0"]);
    expect(after["Raid/md0"]).toBe(before["Raid/md0"]);
    expect(after["Partition/renamed"]).toBe(before["Partition/part"]);
  });

  it("state move: another stack of the project has the object from then on", async () => {
    const lone = (tag: string) => () => {
      const filesystem = { type: "ext4" as const, mountPoint: "/srv" };
      new maas.Partition("renamed", { machine, blockDevice: "sdb", size: "10GB", tags: [tag], filesystem });
      return Promise.resolve();
    };
    const before = await ids();
    const other = await stack.beside("other", () => Promise.resolve());
    await other.up();
    await stack.move(["Partition/renamed"], other);
    declare({ without: ["part"] });
    other.setProgram(lone("one"));
    await settled(other);
    other.setProgram(lone("two"));
    await other.up();
    await settled(other);
    expect((await other.resources()).map(({ id }) => id)).toEqual([before["Partition/renamed"]]);
    await other.destroy();
    other.setProgram(() => Promise.resolve());
    await settled(other);
  });

  it("stack export, import and rename, and import --file: the same objects under the same resources", async () => {
    const before = await ids();
    await stack.importState(await stack.exportState());
    await stack.rename("renamed");
    await settled();
    expect(await ids()).toEqual(before);
    const lost = (await stack.resources()).find(({ resource }) => resource === "LogicalVolume/lv");
    if (lost === undefined) throw new Error("the state has no volume");
    await state("delete", "LogicalVolume/lv");
    const folder = mkdtempSync(join(tmpdir(), "import-"));
    const file = join(folder, "import.json");
    const type = "pulumi-nodejs:dynamic/maas:LogicalVolume";
    const { id, inputs, outputs } = lost;
    writeFileSync(file, JSON.stringify({ resources: [{ type, name: "lv", id, inputs, outputs }] }));
    await stack.cli("import", "--file", file, "--yes", "--protect=false", "--generate-code=false");
    rmSync(folder, { recursive: true });
    await settled();
    expect(await ids()).toEqual(before);
  });
});
