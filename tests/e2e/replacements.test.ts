import type * as pulumi from "@pulumi/pulumi";

import * as maas from "../../sdk";
import { Lab } from "../../kit/handlers/lab";
import { expectServerIsState } from "../../kit/engine/state-resources";
import { TestStack } from "../../kit/engine/stack";

/** What a step of these tests changes: a value that is updated in place, and the options of every resource. */
interface Step {
  readonly tag: string;
  readonly options?: pulumi.CustomResourceOptions;
  readonly transforms?: pulumi.ResourceTransform[];
}

const ALL = [
  "Partition/part",
  "Raid/md0",
  "BcacheCacheSet/cache",
  "Bcache/bcache0",
  "Partition/top",
  "Partition/other",
];

/**
 * The engine replaces for reasons that the provider does not know: `--replace`, a taint, options. It creates first unless it
 * is told otherwise, and then the object under the derived uuid is the old one.
 */
describe("a replacement that nobody asked the provider for, on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let machine: string;
  let second: string;

  const program =
    ({ tag, options = {}, transforms = [] }: Step) =>
    () => {
      const on = { machine };
      const opts = { ...options, transforms };
      const part = new maas.Partition("part", { ...on, blockDevice: "sdb", size: "10GB", tags: [tag] }, opts);
      const md0 = new maas.Raid("md0", { ...on, level: "raid-1", devices: ["sdc", part], tags: [tag] }, opts);
      const cache = new maas.BcacheCacheSet("cache", { ...on, cacheDevice: "nvme0n1" }, opts);
      new maas.Bcache("bcache0", { ...on, cacheSet: cache, backingDevice: "sdd", tags: [tag] }, opts);
      new maas.Partition("top", { ...on, blockDevice: md0, size: "1GB" });
      const layout = new maas.StorageLayout("layout", { machine: second, layout: "blank" }, opts);
      new maas.Partition("other", { machine: layout, blockDevice: "sdb", size: "10GB", tags: [tag] }, opts);
      return Promise.resolve();
    };

  const ids = async () => Object.fromEntries((await stack.resources()).map(({ resource, id }) => [resource, id]));

  /** Runs one step, after which the server must hold what the state has; says which objects were made anew. */
  const madeAnew = async (step: () => Promise<unknown>): Promise<string[]> => {
    const before = await ids();
    await step();
    const machines = [lab.emulator.machine("alpha"), lab.emulator.machine("bravo")];
    expectServerIsState(machines, await stack.resources());
    await stack.expectNoChanges();
    const after = await ids();
    return ALL.filter((resource) => after[resource] !== before[resource]).sort();
  };
  const up = (step: Step) => () => {
    stack.setProgram(program(step));
    return stack.up();
  };

  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    second = lab.systemId("bravo");
    stack = await TestStack.open({ program: program({ tag: "one" }), maas: lab.emulator });
    await stack.up();
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  it("by replaceOnChanges makes the object anew, with what stands on it", async () => {
    const options = { replaceOnChanges: ["tags"] };
    expect(await madeAnew(up({ tag: "two", options }))).toEqual(
      ALL.filter((resource) => resource !== "BcacheCacheSet/cache").sort(),
    );
  });

  it("by --replace and by a taint makes the object anew", async () => {
    const replace = ["Partition/part", "Raid/md0", "Bcache/bcache0", "BcacheCacheSet/cache", "StorageLayout/layout"];
    expect(await madeAnew(() => stack.up({ replace }))).toEqual([...ALL].sort());
    for (const resource of replace) await stack.cli("state", "taint", await stack.urn(resource), "--yes");
    expect(await madeAnew(() => stack.up())).toEqual([...ALL].sort());
  });

  it("by a replacementTrigger makes the object anew", async () => {
    await madeAnew(up({ tag: "two", options: { replacementTrigger: 1 } }));
    expect(await madeAnew(up({ tag: "two", options: { replacementTrigger: 2 } }))).toEqual([...ALL].sort());
  });

  it("with deleteBeforeReplace: false deletes first all the same", async () => {
    const options = { replaceOnChanges: ["tags"], deleteBeforeReplace: false };
    expect(await madeAnew(up({ tag: "three", options }))).toContain("Raid/md0");
  });

  it("under a transform that loses the options of the class loses nothing", async () => {
    const transforms: pulumi.ResourceTransform[] = [({ props }) => ({ props, opts: { replaceOnChanges: ["tags"] } })];
    expect(await madeAnew(up({ tag: "four", transforms }))).toContain("Raid/md0");
    await madeAnew(() =>
      stack.up({ replace: ["Partition/part", "Raid/md0", "Bcache/bcache0", "BcacheCacheSet/cache"] }),
    );
  });
});
