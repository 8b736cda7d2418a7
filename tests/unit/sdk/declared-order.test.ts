import * as pulumi from "@pulumi/pulumi";

import { type DiskResult, type MachineInput, Partition, Raid, StorageLayout } from "../../../sdk";

interface Registration {
  readonly name: string;
  readonly siblings: readonly string[];
}

const lastWord = (urn: string): string => urn.split("::").at(-1) ?? urn;
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const disk = (id: number, name: string, more: Partial<DiskResult> = {}): DiskResult => ({
  ...{ id, name, tags: [], type: "physical", systemId: "abc123", path: `/dev/disk/by-dname/${name}` },
  ...{ sizeBytes: 1e12, blockSize: 512, availableBytes: 0, usedBytes: 0, usedFor: "Unused" },
  ...{ isBootDisk: false, partitions: [] },
  ...more,
});

/** A machine result with what its references need. */
const result = (systemId: string, disks: DiskResult[] = []) => ({ systemId, disks, hostname: systemId });

/** An output of its own, each time, that is there after a while. */
const later = <T>(value: T, ms = 5): pulumi.Output<T> =>
  pulumi.output(0).apply(() => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms)));

describe("the order of partitions on a disk", () => {
  let made: Registration[];
  let warnings: string[];

  /** Runs a program and says what depends on what; resources whose name begins with "slow" are made late. */
  const run = async (program: () => unknown): Promise<Record<string, readonly string[]>> => {
    made = [];
    warnings = [];
    await pulumi.runtime.setMocks({
      newResource: async ({ name, inputs }: { name: string; inputs: Record<string, unknown> }) => {
        made.push({ name, siblings: texts(inputs["siblings"]) });
        if (name.startsWith("slow")) await new Promise((resolve) => setTimeout(resolve, 200));
        return { id: `abc123/partition/${name}`, state: inputs };
      },
      call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
    });
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) throw new Error("mocks have a monitor");
    const registered = jest.spyOn(monitor, "registerResource");
    const said = jest.spyOn(pulumi.log, "warn").mockImplementation((text: string) => {
      warnings.push(text);
      return Promise.resolve();
    });
    await pulumi.runtime.runInPulumiStack(() => Promise.resolve(void program()));
    await pulumi.runtime.disconnect();
    said.mockRestore();
    const requests = registered.mock.calls.map(([request]) => request);
    return Object.fromEntries(
      requests.map((request) => [request.getName(), request.getDependenciesList().map(lastWord).sort()]),
    );
  };

  const on = (name: string, machine: MachineInput, blockDevice: unknown, size?: string) =>
    new Partition(name, {
      machine,
      blockDevice: blockDevice as pulumi.Input<string>,
      ...(size === undefined ? {} : { size }),
    });

  test.each<[string, () => MachineInput, () => unknown]>([
    ["a new output of the system id each time", () => later({ systemId: "abc123" }).systemId, () => "sda"],
    ["a new machine result each time", () => result("abc123"), () => "sda"],
    ["an output of a machine result each time", () => later(result("abc123")), () => "sda"],
    ["an output of the disk each time", () => "abc123", () => later("sda")],
    ["a disk of a new result each time", () => "abc123", () => disk(3, "sda")],
    ["an output of such a disk", () => "abc123", () => later(disk(3, "sda"))],
    ["a promise of the machine", () => Promise.resolve(result("abc123")), () => "sda"],
    ["a number of the disk", () => "abc123", () => "blockdevice:3"],
    ["an id path", () => "abc123", () => "/dev/disk/by-id/wwn-1"],
  ])("is that of the program with %s", async (_how, machine, device) => {
    const dependencies = await run(() => {
      for (const name of ["p1", "p2", "p3"]) on(name, machine(), device(), "1GB");
    });
    expect(dependencies).toMatchObject({ p1: [], p2: ["p1"], p3: ["p2"] });
    expect(warnings).toEqual([]);
  });

  it("is that of the program however slowly the first one's disk is known", async () => {
    const dependencies = await run(() => {
      on("p1", "abc123", later("sda", 100), "1GB");
      on("p2", later("abc123", 50), "sda", "1GB");
      on("p3", "abc123", "sda");
    });
    expect(dependencies).toMatchObject({ p1: [], p2: ["p1"], p3: ["p1", "p2"] });
    expect(made.at(-1)?.siblings).toEqual(["abc123/partition/p1", "abc123/partition/p2"]);
  });

  it("mixes names, numbers and id paths where a machine result says what they mean", async () => {
    const node = result("abc123", [disk(3, "sda", { idPath: "/dev/disk/by-id/wwn-1" }), disk(4, "sdb")]);
    const dependencies = await run(() => {
      on("p1", node, "sda", "1GB");
      on("q1", node, "sdb", "1GB");
      on("p2", "abc123", "blockdevice:3", "1GB");
      on("p3", "abc123", "/dev/disk/by-id/wwn-1", "1GB");
      on("q2", "abc123", "blockdevice:4", "1GB");
    });
    expect(dependencies).toMatchObject({ p1: [], p2: ["p1"], p3: ["p2"], q1: [], q2: ["q1"] });
    expect(warnings).toEqual([]);
  });

  it("is said not to be known where nothing tells whether two disks are one", async () => {
    const dependencies = await run(() => {
      on("p1", "abc123", "sda", "1GB");
      on("p2", "abc123", "blockdevice:3", "1GB");
    });
    expect(dependencies).toMatchObject({ p1: [], p2: [] });
    expect(warnings).toEqual([
      expect.stringMatching(/"p2" and "p1" are on the same disk cannot be told.*in the same way/),
    ]);
  });

  it("chains neither disks nor machines", async () => {
    const dependencies = await run(() => {
      on("p1", "abc123", "sda", "1GB");
      on("q1", "abc123", "sdb", "1GB");
      on("r1", "def456", "sda", "1GB");
      on("p2", later("abc123"), "sda", "1GB");
      on("r2", later("def456"), "sda", "1GB");
    });
    expect(dependencies).toMatchObject({ p1: [], q1: [], r1: [], p2: ["p1"], r2: ["r1"] });
  });

  it("lets nobody wait for a layout, a RAID or a partition of elsewhere to be made", async () => {
    const dependencies = await run(() => {
      const layout = new StorageLayout("slow-layout", { machine: later("abc123"), layout: "blank" });
      const raid = new Raid("slow-md0", { machine: layout, level: "raid-1", devices: ["sdb", "sdc"] });
      on("p1", layout, "sda", "1GB");
      on("m1", layout.machine, raid, "1GB");
      on("m2", layout, raid.id, "1GB");
      on("m3", layout, pulumi.output(raid), "1GB");
      on("p2", layout.machine, "sda", "1GB");
      on("elsewhere", "def456", "sda", "1GB");
    });
    const names = made.map(({ name }) => name);
    expect(names.indexOf("elsewhere")).toBeLessThan(names.indexOf("p1"));
    expect(dependencies).toMatchObject({
      p1: ["slow-layout"],
      p2: ["p1", "slow-layout"],
      m1: ["slow-layout", "slow-md0"],
      m2: ["m1", "slow-layout", "slow-md0"],
      m3: ["m2", "slow-layout", "slow-md0"],
      elsewhere: [],
    });
    expect(warnings).toEqual([]);
  });

  it("stays with what else a partition depends on", async () => {
    const dependencies = await run(() => {
      const other = on("other", "def456", "sdx", "1GB");
      on("p1", "abc123", "sda", "1GB");
      new Partition("p2", { machine: "abc123", blockDevice: "sda", size: "1GB" }, { dependsOn: other });
    });
    expect(dependencies).toMatchObject({ p2: ["other", "p1"] });
  });
});
