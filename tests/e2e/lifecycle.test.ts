import * as maas from "../../sdk";
import { type MachineView } from "../../emulator";
import { Lab } from "../../kit/handlers/lab";
import { TestStack } from "../../kit/engine/stack";

/** What a test's program is made from; each step changes something. */
interface Layout {
  rootSize: string;
  members: string[];
  mountPoint: string;
  cacheMode: maas.CacheMode;
}

const layout: Layout = { rootSize: "10GB", members: ["sdb", "sdc"], mountPoint: "/srv", cacheMode: "writeback" };

const program =
  (machine: string, { rootSize, members, mountPoint, cacheMode }: Layout) =>
  async () => {
    const on = { machine };
    const first = new maas.Partition("first", { ...on, blockDevice: "sdd", size: rootSize });
    const rest = new maas.Partition("rest", { ...on, blockDevice: "sdd" });
    const other = new maas.Partition("other", { ...on, blockDevice: "sde", size: "3TB" });
    const mirror = new maas.Raid("mirror", { ...on, level: "raid-1", devices: [rest, other] });
    const md0 = new maas.Raid("md0", { ...on, level: "raid-0", devices: members, tags: ["fast"] });
    const cache = new maas.BcacheCacheSet("cache", { ...on, cacheDevice: "nvme0n1" });
    const bcache = new maas.Bcache("bcache0", {
      ...on,
      cacheSet: cache,
      backingDevice: mirror,
      cacheMode,
      filesystem: { type: "xfs", mountPoint },
    });
    const onMd0 = new maas.Partition("on-md0", { ...on, blockDevice: md0, size: "50%", filesystem: { type: "ext4" } });
    return Promise.resolve({ size: bcache.sizeBytes, first: first.path, half: onMd0.sizeBytes });
  };

describe("a stack on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let machine: string;

  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    stack = await TestStack.open({ program: program(machine, layout), maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const view = (): MachineView => lab.emulator.machine("alpha");
  const disk = (name: string) =>
    (view()["blockdevice_set"] as { name: string; partitions: { path: string; size: number }[] }[]).find(
      (one) => one.name === name,
    );

  it("previews without a write, and creates in one up", async () => {
    const { outcomes } = await stack.preview();
    expect(new Set(Object.values(outcomes))).toEqual(new Set(["create"]));
    expect(lab.emulator.requests.every(({ method }) => method === "GET")).toBe(true);
    const { outputs } = await stack.up();
    expect(outputs["size"]).toBe(3_000_000_000_000 - (3_000_000_000_000 % 4_194_304) - 131_072);
    expect(
      disk("sdd")
        ?.partitions.map(({ path }) => path.split("/").pop())
        .sort(),
    ).toEqual(["sdd-part1", "sdd-part2"]);
    await stack.expectNoChanges();
  });

  it("changes in place what MAAS can change", async () => {
    stack.setProgram(
      program(machine, {
        ...layout,
        members: ["sdb", "sdc", "nvme1n1"],
        mountPoint: "/data",
        cacheMode: "writearound",
      }),
    );
    const { outcomes } = await stack.up();
    expect(outcomes).toEqual({
      "Partition/first": "same",
      "Partition/rest": "same",
      "Partition/other": "same",
      "Raid/mirror": "same",
      "Raid/md0": "update",
      "BcacheCacheSet/cache": "same",
      "Bcache/bcache0": "update",
      "Partition/on-md0": "same",
    });
    await stack.expectNoChanges();
  });

  it("replaces a partition with everything that is built on it, and with the rest behind it, in one up", async () => {
    stack.setProgram(program(machine, { ...layout, rootSize: "20GB", members: ["sdb", "sdc", "nvme1n1"] }));
    const { outcomes } = await stack.up();
    expect(outcomes).toMatchObject({
      "Partition/first": "replace",
      "Partition/rest": "replace",
      "Partition/other": "same",
      "Raid/mirror": "replace",
      "Bcache/bcache0": "replace",
      "Raid/md0": "same",
      "BcacheCacheSet/cache": "same",
    });
    expect(
      disk("sdd")
        ?.partitions.map(({ size }) => size)
        .sort(),
    ).toContain(19_998_441_472);
    await stack.expectNoChanges();
  });

  it("keeps no key in its state", () => {
    const state = stack.stateText();
    for (const part of lab.emulator.apiKey.split(":")) expect(state).not.toContain(part);
    expect(state).toContain('exports.handler=()=>require(\\"pulumi-maas/provider\\").Raid');
  });

  it("is the same stack under another name", async () => {
    await stack.rename("renamed");
    await stack.expectNoChanges();
  });

  it("is destroyed to the last object, in parallel", async () => {
    await stack.destroy({ parallel: 64 });
    expect(view()).toMatchObject({ raids: [], bcaches: [], cache_sets: [] });
    expect((view()["blockdevice_set"] as { partitions: unknown[] }[]).flatMap(({ partitions }) => partitions)).toEqual(
      [],
    );
  });
});
