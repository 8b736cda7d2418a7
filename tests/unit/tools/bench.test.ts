import { blocksOf, type MeasuredBlock } from "../../../tools/bench/block";
import { stepOf } from "../../../tools/bench/chart";
import { declarationOf } from "../../../tools/bench/declaration";
import { eight, sixty, twelve } from "../../../kit/layouts/layouts";
import { type Sample } from "../../../tools/bench/measure";
import { minimumRequests } from "../../../tools/bench/minimum";
import { OPERATIONS } from "../../../tools/bench/operation";
import { type Options, readOptions, UsageError } from "../../../tools/bench/options";
import { pictureText } from "../../../tools/bench/picture";
import { reportText } from "../../../tools/bench/report";
import { tofuConfiguration } from "../../../tools/bench/tofu-configuration";

describe("the fewest requests", () => {
  const fewest = (machines: number, layout: typeof twelve) =>
    OPERATIONS.map((operation) => minimumRequests(operation, machines, layout));

  it("are looks that share lists and one write a step", () => {
    // 12 objects, 7 filesystems and 7 mounts.
    expect(fewest(1, twelve)).toEqual([1, 27, 0, 0, 4, 8, 2, 2, 13, 28, 13]);
    expect(fewest(50, twelve)).toEqual([2, 1302, 0, 0, 152, 304, 2, 52, 602, 1304, 602]);
  });

  it("are the same for a refresh, however many resources a machine has", () => {
    expect(minimumRequests("refresh", 1, sixty)).toBe(4);
    expect(
      minimumRequests(
        "refresh",
        1,
        sixty.filter(({ kind }) => kind === "Partition"),
      ),
    ).toBe(1);
  });
});

describe("the options of the benchmark", () => {
  it("have defaults for everything", () => {
    expect(readOptions([])).toMatchObject({ machines: [1, 10, 50, 200], latencies: [0, "region"], steps: OPERATIONS });
  });

  it("choose fleets, latencies and steps", () => {
    const options = readOptions(["--machines", "20, 5", "--latency", "region,30", "--steps", "refresh,up again"]);
    expect(options).toMatchObject({ machines: [5, 20], latencies: ["region", 30], steps: ["refresh", "up again"] });
  });

  it.each([
    [["--machines", "0"], '--machines takes numbers from 1 to 2000, not "0"'],
    [["--latency", "slow"], '"slow"'],
    [["--steps", "refresh,dance"], 'no "dance"'],
    [["--resources", "61"], '"61"'],
    [["--stacks", "1"], '"1"'],
    [["--tofu", "tofu"], "--tofu-provider"],
    [["--colour"], "--colour"],
  ])("refuse %j", (args, why) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(why);
  });
});

describe("what is measured", () => {
  const blocks = (...args: string[]) => blocksOf(readOptions(args) as Options);

  it("is each fleet, with the engine alone beside it, and the biggest without checkpoints", () => {
    const found = blocks("--machines", "1,10", "--latency", "zero", "--resources", "12,60");
    expect(found.map(({ title, operations }) => [title, operations.length])).toEqual([
      ["1 machine, 12 resources", 3],
      ["1 machine, 60 resources", 3],
      ["1 machine", 11],
      ["10 machines", 11],
      ["10 machines, no checkpoints", 11],
    ]);
    expect(found.map(({ subjects }) => subjects.map(({ region }) => region))[2]).toEqual(["noop", 0]);
    expect(found.at(-1)?.subjects.map(({ checkpoints }) => checkpoints)).toEqual([false, false]);
  });

  it("is the biggest fleet in several stacks as well, on request", () => {
    const last = blocks("--machines", "1,10", "--latency", "zero", "--resources", "none", "--stacks", "5").at(-1);
    expect(last?.title).toBe("10 machines, 5 stacks");
    expect(last?.subjects).toEqual([{ region: 0, checkpoints: true, stacks: 5 }]);
  });

  it("changes one machine, the one in the middle", () => {
    const machines = ["a", "b", "c", "d"];
    const changed = declarationOf(machines, twelve, "one").machines.filter(({ changes }) => "md1" in changes);
    expect(changed.map(({ systemId }) => systemId)).toEqual(["c"]);
    expect(declarationOf(machines, twelve, "all").machines.every(({ changes }) => "md1" in changes)).toBe(true);
    expect(declarationOf(machines, twelve, "none").machines.map(({ changes }) => changes)).toEqual([{}, {}, {}, {}]);
  });
});

describe("the same layout for OpenTofu", () => {
  const configuration = (changed: "none" | "one") =>
    JSON.parse(JSON.stringify(tofuConfiguration(["abc"], eight, changed))) as {
      resource: Record<string, Record<string, Record<string, unknown>>>;
    };

  it("nests partitions in their disk, and names RAID members by their place in it", () => {
    const { maas_block_device: disks, maas_raid: raids } = configuration("none").resource;
    expect(Object.keys(disks ?? {})).toEqual(["m0-sda", "m0-sdb"]);
    expect(disks?.["m0-sda"]).toMatchObject({
      machine: "abc",
      partitions: [
        { size_gigabytes: 1, bootable: true },
        { size_gigabytes: 100, bootable: false },
        { size_gigabytes: 1_000, bootable: false },
      ],
    });
    expect(raids?.["m0-md1"]).toMatchObject({
      level: "1",
      partitions: ["${maas_block_device.m0-sda.partitions[2].id}", "${maas_block_device.m0-sdb.partitions[2].id}"],
      mount_point: "/data",
    });
  });

  it("has the change, too", () => {
    expect(configuration("one").resource["maas_raid"]?.["m0-md1"]).toMatchObject({ mount_point: "/moved" });
  });

  it("refuses what Canonical's provider cannot express", () => {
    expect(() => tofuConfiguration(["abc"], twelve, "none")).toThrow("has no BcacheCacheSet");
  });
});

describe("the picture of the benchmark", () => {
  const at = (requests: number): Sample => ({
    seconds: 1,
    usage: undefined,
    traffic: { reads: requests, writes: 0, received: 0, sent: 0, connections: 1 },
  });
  const fleet = (machines: number, ...requests: number[]): MeasuredBlock => ({
    title: "",
    fleet: { machines, layout: twelve },
    operations: ["refresh"],
    subjects: [{ region: "noop" as const }, ...requests.map(() => ({ region: 0 }))].map((one) => ({
      ...one,
      checkpoints: true,
    })),
    samples: [0, ...requests].map((count) => ({ refresh: at(count) })),
  });

  it("has the most requests of each fleet, and no lines for what was not measured", () => {
    const svg = pictureText([fleet(10, 40), fleet(500, 1_990, 2_000), fleet(500, 1_980)]);
    expect(svg).toContain(">refresh 2\u202f000</text>");
    expect(svg).not.toContain(">up ");
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).not.toContain("one machine</text>");
    expect(pictureText([fleet(1, 4)])).toContain("one machine</text>");
  });

  it.each([
    [7, 1],
    [126, 20],
    [200, 50],
    [6_200, 1_000],
  ])("has marks up to %d in steps of %d", (largest, step) => expect(stepOf(largest)).toBe(step));
});

describe("the table of the benchmark", () => {
  const need = (memory: number, cpu: number) => ({ memory: memory * 1024 ** 2, cpu });
  const sample = (seconds: number, reads: number): Sample => ({
    seconds,
    usage: { engine: need(100, 0.5), program: need(0, 0), provider: need(50, seconds / 2) },
    traffic: { reads, writes: 0, received: 2_048, sent: 8_192, connections: 1 },
  });
  const block: MeasuredBlock = {
    title: "2 machines",
    fleet: { machines: 2, layout: twelve },
    operations: ["refresh"],
    subjects: (["region", "noop", 0] as const).map((region) => ({ region, checkpoints: true })),
    samples: [{ refresh: sample(6, 10) }, { refresh: sample(2, 0) }, { refresh: sample(3, 8) }],
  };
  const cells = (text: string) =>
    text.split("\n").map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

  it("shows counts against the fewest, and times against the engine alone", () => {
    const [head, , row] = cells(reportText([block]));
    expect(Object.fromEntries((head ?? []).map((title, at) => [title, row?.[at]]))).toEqual({
      "": "2 machines",
      operation: "refresh",
      reads: "8–10",
      writes: "0",
      fewest: "7",
      "× fewest": "1.43",
      "per machine": "4.0–5.0",
      "KiB/machine": "5.0",
      "s engine alone": "2.0",
      "s region": "6.0",
      "s no latency": "3.0",
      "× engine": "2.33",
      "CPU s": "3.5 (1.5)",
      "MiB engine": "100 (100)",
      program: "- (-)",
      provider: "50 (50)",
    });
    // Of the time with each region, and of the processor time with the first.
    expect((head ?? []).flatMap((title, at) => (title === "× engine" ? row?.[at] : []))).toEqual([
      "3.00",
      "1.50",
      "2.33",
    ]);
  });

  it("has lines of one length, also where something was not measured", () => {
    const alone = {
      ...block,
      title: "cut short",
      subjects: block.subjects.slice(0, 1),
      samples: block.samples.slice(0, 1),
    };
    const text = reportText([block, { ...alone, samples: [{ refresh: { ...sample(1, 8), usage: undefined } }] }]);
    expect(new Set(text.split("\n").map((line) => line.length)).size).toBe(1);
    expect(cells(text).at(-1)).toEqual(expect.arrayContaining(["cut short", "-", "n/a"]));
  });
});
