import * as pulumi from "@pulumi/pulumi";

import * as lxd from "../../sdk/lxd";
import { sharedEndpoint, sharedWitness } from "../../kit/lxd/shared";
import { TestStack } from "../../kit/engine/stack";

const witness = sharedWitness();
const at = (path: string) => witness.find(`/1.0/storage-pools/${path}`);

/** What a step of this program changes. */
interface Step {
  readonly volume?: string;
  readonly in?: "one" | "two";
  readonly size?: string;
  readonly keepOn?: boolean;
}

const program =
  ({ volume = "data", in: pool = "one", size = "64MiB", keepOn = true }: Step = {}) =>
  () => {
    const one = new lxd.StoragePool("en-one", { driver: "btrfs", size: "256MiB", description: "first" });
    const two = new lxd.StoragePool("en-two", {
      driver: "dir",
      config: { "user.token": pulumi.secret("s3cret-value") },
    });
    const data = new lxd.StorageVolume("data", {
      pool: pool === "one" ? one : two,
      name: volume,
      size,
      config: { "user.owner": "tests" },
    });
    const snapshot = new lxd.StorageVolumeSnapshot("before", { volume: data });
    if (keepOn) new lxd.StorageVolume("copy", { pool: two, copyFrom: snapshot });
    const seen = lxd.getStoragePoolOutput({ name: two.name }, { dependsOn: two });
    return Promise.resolve({ driver: seen.driver, id: data.id, snapshot: snapshot.name });
  };

describe("LXD's storage on the real engine", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.open({ program: program(), config: { "lxd:endpoint": { value: sharedEndpoint() } } });
  });
  afterAll(() => stack.close());

  test("goes up, changes, moves and goes down, and every second run changes nothing", async () => {
    const { outcomes, outputs } = await stack.up();
    expect(outcomes).toEqual({
      "StoragePool/en-one": "create",
      "StoragePool/en-two": "create",
      "StorageVolume/data": "create",
      "StorageVolumeSnapshot/before": "create",
      "StorageVolume/copy": "create",
    });
    expect(outputs).toMatchObject({ driver: "dir", id: "default/en-one/data", snapshot: "before" });
    await stack.expectNoChanges();

    // Renamed, moved and made larger in one run: the snapshot goes along, and what was copied is left alone.
    stack.setProgram(program({ volume: "archive", in: "two", size: "96MiB" }));
    const preview = await stack.preview();
    const moved = { "StorageVolume/data": "update", "StorageVolumeSnapshot/before": "update" };
    expect(changesIn(preview.outcomes)).toEqual(moved);
    expect(changesIn((await stack.up()).outcomes)).toEqual(moved);
    expect(await at("en-two/volumes/custom/archive")).toMatchObject({ config: { size: "96MiB" } });
    expect(await at("en-two/volumes/custom/archive/snapshots/before")).toBeDefined();
    expect(await at("en-one/volumes/custom/data")).toBeUndefined();
    await stack.expectNoChanges();

    // Deleted by somebody, and made again by the next run.
    await witness.ask("DELETE", "/1.0/storage-pools/en-two/volumes/custom/copy");
    expect(changesIn((await stack.up({ refresh: true })).outcomes)).toEqual({ "StorageVolume/copy": "create" });

    expect(stack.stateText()).not.toContain("s3cret-value");
    await stack.destroy();
    expect(await at("en-one")).toBeUndefined();
    expect(await at("en-two")).toBeUndefined();
  });
});

test("the example of an LXD host goes up, is then without changes, and is destroyed", async () => {
  const stack = await TestStack.open({
    program: { directory: "examples/lxd-host" },
    env: { LXD_ENDPOINT: sharedEndpoint() },
  });
  const { outcomes } = await stack.up();
  expect(Object.values(outcomes).filter((outcome) => outcome !== "create")).toEqual([]);
  await stack.expectNoChanges();
  await stack.destroy();
  expect(await at("fast")).toBeUndefined();
  stack.close();
});

const changesIn = (outcomes: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(outcomes).filter(([, outcome]) => outcome !== "same"));
