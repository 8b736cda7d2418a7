import { listBlockDevices } from "../../provider/maas/api/block-devices";
import { Lab } from "../../kit/handlers/lab";
import { TestStack } from "../../kit/engine/stack";

/** Every argument is an output of its own, and the first ones are known last. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as maas from "pulumi-maas";

const sizes = new pulumi.Config().requireObject<string[]>("sizes");
const later = <T>(value: T, ms: number) => pulumi.output(new Promise<T>((resolve) => setTimeout(() => resolve(value), ms)));
const machine = (name: string) => maas.getMachineOutput({ hostname: later(name, 400 * Math.random()) });

for (const host of ["alpha", "bravo"]) {
  const layout = new maas.StorageLayout(host, { machine: machine(host), layout: "blank" });
  sizes.forEach((size, at) =>
    new maas.Partition(host + "-" + at, {
      machine: at % 2 ? machine(host).systemId : layout,
      blockDevice: later("sdb", 300 - 60 * at),
      size,
    }));
  new maas.Partition(host + "-rest", { machine: layout.machine, blockDevice: later("sdb", 0) });
  const members = ["sdc", "sdd"].map((disk) => new maas.Partition(host + "-" + disk, { machine: layout, blockDevice: disk }));
  const raid = new maas.Raid("md-" + host, { machine: layout, level: "raid-1", devices: members });
  for (const at of [1, 2, 3]) {
    new maas.Partition("md-" + host + "-" + at, { machine: machine(host), blockDevice: at % 2 ? raid : raid.id, size: at + "GB" });
  }
}
`;

describe("the declared order on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;

  beforeAll(async () => {
    lab = await Lab.start();
    stack = await TestStack.open({
      program: { "index.ts": PROGRAM },
      maas: lab.emulator,
      config: { "test:sizes": { value: JSON.stringify(["1GB", "2GB", "3GB"]) } },
    });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const gigabytes = async (host: string, name: string): Promise<number[]> => {
    const disks = await listBlockDevices(lab.client, lab.systemId(host));
    const disk = disks.find((one) => one.name === name);
    const number = ({ path }: { path: string }) => Number(/part(\d+)$/.exec(path)?.[1]);
    const ordered = [...(disk?.partitions ?? [])].sort((a, b) => number(a) - number(b));
    return ordered.map(({ size }) => Math.round(size / 1e9));
  };

  /** What each resource depends on, by name. */
  const dependencies = async (): Promise<Record<string, string[]>> => {
    const { resources } = (await stack.exportState()).deployment as {
      resources: { urn: string; dependencies?: string[] }[];
    };
    const last = (urn: string) => urn.split("::").at(-1) ?? urn;
    return Object.fromEntries(resources.map(({ urn, dependencies: all = [] }) => [last(urn), all.map(last).sort()]));
  };

  test("comes out however machines and disks are given, and nothing else is chained", async () => {
    await stack.up();
    for (const host of ["alpha", "bravo"]) {
      expect((await gigabytes(host, "sdb")).slice(0, -1)).toEqual([1, 2, 3]);
      expect(await gigabytes(host, `md-${host}`)).toEqual([1, 2, 3]);
    }
    const all = await dependencies();
    expect(all).toMatchObject({
      "alpha-0": ["alpha"],
      "alpha-1": ["alpha-0"],
      "alpha-2": ["alpha", "alpha-1"],
      "alpha-rest": ["alpha", "alpha-0", "alpha-1", "alpha-2"],
      "alpha-sdc": ["alpha"],
      "md-alpha-2": ["md-alpha", "md-alpha-1"],
    });
    const crossed = Object.entries(all).filter(
      ([name, on]) => name.includes("bravo") && on.some((one) => one.includes("alpha")),
    );
    expect(crossed).toEqual([]);
    await stack.expectNoChanges();
  });

  test("lets a partition of the rest go along with one before it that is replaced", async () => {
    await stack.setConfig({ "test:sizes": { value: JSON.stringify(["1GB", "4GB", "3GB"]) } });
    const { outcomes } = await stack.up();
    expect(outcomes).toMatchObject({ "Partition/alpha-1": "replace", "Partition/alpha-rest": "replace" });
    expect(outcomes).toMatchObject({ "Partition/alpha-0": "same", "Partition/alpha-sdc": "same" });
    await stack.expectNoChanges();
  });
});
