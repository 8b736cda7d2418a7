import type * as pulumi from "@pulumi/pulumi";

import * as lxd from "../../sdk/lxd";
import { expectLxdIsState } from "../../kit/lxd/ledger";
import { sharedEndpoint, sharedWitness } from "../../kit/lxd/shared";
import { TestStack } from "../../kit/engine/stack";

const witness = sharedWitness();

/** What a step of these tests changes: a value that is updated in place, and the options of every resource. */
interface Step {
  readonly text: string;
  readonly options?: pulumi.CustomResourceOptions;
  readonly transforms?: pulumi.ResourceTransform[];
}

const ALL = ["StoragePool/ro-a", "StorageVolume/data", "StorageVolume/copy", "StorageVolumeSnapshot/before"];

/**
 * The engine replaces for reasons that the provider does not know: `--replace`, a taint, options. It creates first unless it
 * is told otherwise, and in LXD the name of what it would create is that of the old object.
 */
describe("a replacement that nobody asked the provider for, on the real engine", () => {
  let stack: TestStack;

  const program =
    ({ text, options = {}, transforms = [] }: Step) =>
    () => {
      const opts = { ...options, transforms };
      const pool = new lxd.StoragePool("ro-a", { driver: "btrfs", size: "256MiB", description: text }, opts);
      const data = new lxd.StorageVolume("data", { pool, description: text }, opts);
      const before = new lxd.StorageVolumeSnapshot("before", { volume: data, description: text }, opts);
      new lxd.StorageVolume("copy", { pool, copyFrom: before, description: text }, opts);
      return Promise.resolve();
    };

  /** Marks every object on the server, runs one step, and says which objects were made anew. */
  const madeAnew = async (step: () => Promise<unknown>): Promise<string[]> => {
    await leaveMarks();
    await step();
    await expectLxdIsState(witness, "ro-", await stack.resources());
    await stack.expectNoChanges();
    return unmarked();
  };
  const PATHS: Readonly<Record<string, string>> = {
    "StoragePool/ro-a": "/1.0/storage-pools/ro-a",
    "StorageVolume/data": "/1.0/storage-pools/ro-a/volumes/custom/data",
    "StorageVolume/copy": "/1.0/storage-pools/ro-a/volumes/custom/copy",
  };
  const leaveMarks = async () => {
    for (const [resource, path] of Object.entries(PATHS)) {
      const { description } = (await witness.find(path)) ?? {};
      await witness.ask("PATCH", path, { description, config: { "user.proof": resource } });
    }
  };
  const unmarked = async () => {
    const fresh: string[] = [];
    for (const [resource, path] of Object.entries(PATHS)) {
      const { config } = (await witness.find(path)) ?? {};
      if (Reflect.get(Object(config) as object, "user.proof") !== resource) fresh.push(resource);
    }
    return fresh;
  };
  const up = (step: Step) => () => {
    stack.setProgram(program(step));
    return stack.up();
  };
  const ANEW = Object.keys(PATHS);

  beforeAll(async () => {
    stack = await TestStack.open({
      program: program({ text: "one" }),
      config: { "lxd:endpoint": { value: sharedEndpoint() } },
    });
    await stack.up();
  });
  afterAll(async () => {
    await stack.destroy();
    await expectLxdIsState(witness, "ro-", []);
    stack.close();
  });

  test("by replaceOnChanges makes the object anew", async () => {
    expect(await madeAnew(up({ text: "two", options: { replaceOnChanges: ["description"] } }))).toEqual(ANEW);
  });

  test("by --replace and by a taint makes the object anew, with what stands on it", async () => {
    expect(await madeAnew(() => stack.up({ replace: ["StoragePool/ro-a"] }))).toEqual(ANEW);
    expect(await madeAnew(() => stack.up({ replace: ["StorageVolume/copy"] }))).toEqual(["StorageVolume/copy"]);
    for (const resource of ALL) await stack.cli("state", "taint", await stack.urn(resource), "--yes");
    expect(await madeAnew(() => stack.up())).toEqual(ANEW);
  });

  test("with deleteBeforeReplace: false deletes first all the same", async () => {
    const options = { replaceOnChanges: ["description"], deleteBeforeReplace: false };
    expect(await madeAnew(up({ text: "three", options }))).toEqual(ANEW);
  });

  test("under a transform that loses the options of the class loses nothing", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      ({ props }) => ({ props, opts: { replaceOnChanges: ["description"] } }),
    ];
    expect(await madeAnew(up({ text: "four", transforms }))).toEqual(ANEW);
    const run = await stack.up({ replace: ["StoragePool/ro-a"] });
    expect(run.messages.join("\n")).toContain("storage pool ro-a stays: this run has made it");
    expect(await madeAnew(() => stack.up())).toEqual([]);
  });

  test("under a transform that creates first is refused, and nothing is lost", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      ({ props }) => ({ props, opts: { replaceOnChanges: ["description"], deleteBeforeReplace: false } }),
    ];
    await leaveMarks();
    stack.setProgram(program({ text: "five", transforms }));
    const run = await stack.upFails();
    expect(run.output).toContain("storage pool ro-a is to be made anew, and is not deleted first");
    expect(await unmarked()).toEqual([]);
    await up({ text: "five" })();
    expect(await unmarked()).toEqual([]);
    await stack.expectNoChanges();
    await expectLxdIsState(witness, "ro-", await stack.resources());
  });

  test("with retainOnDelete keeps the old one, and says so", async () => {
    await leaveMarks();
    stack.setProgram(program({ text: "six", options: { retainOnDelete: true } }));
    await stack.up();
    const run = await stack.up({ replace: ["StorageVolume/copy"] });
    expect(run.messages.join("\n")).toContain("volume default/ro-a/copy was there already, and is taken over");
    expect(await unmarked()).toEqual([]);
    await up({ text: "six" })();
    expect(await unmarked()).toEqual([]);
    await stack.expectNoChanges();
    await expectLxdIsState(witness, "ro-", await stack.resources());
  });
});
