import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Deployment } from "@pulumi/pulumi/automation";

import { type Emulator, readState } from "../../emulator";
import { environmentOf, startRegion } from "../../kit/layouts/old-state-region";
import { TestStack } from "../../kit/engine/stack";

const directory = join(__dirname, "old-states");
const isVersion = (name: string): boolean => /^\d/.test(name);

describe("a stack that an older version made", () => {
  let emulator: Emulator | undefined;
  let stack: TestStack | undefined;
  afterEach(async () => {
    stack?.close();
    await emulator?.close();
  });

  test.each(readdirSync(directory).filter(isVersion))(
    "%s: needs no change, can be changed, and destroyed",
    async (version) => {
      const kept = (name: string): string => readFileSync(join(directory, version, name), "utf8");
      emulator = await startRegion(readState(join(directory, version, "region.json")));
      const program = kept("index.ts");
      stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator, env: environmentOf(emulator) });
      const state: Deployment = JSON.parse(kept("stack.json").replaceAll("{region}", emulator.url)) as Deployment;
      await stack.importState(state);

      await stack.expectNoChanges();
      await stack.up({ refresh: true });
      expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);

      stack.setProgram({ "index.ts": program.replace('mountPoint: "/srv"', 'mountPoint: "/data"') });
      const { outcomes } = await stack.up();
      expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== "same")).toEqual([["Bcache/fast", "update"]]);
      await stack.destroy();
      for (const hostname of ["one", "two"]) {
        const { raids, bcaches, cache_sets: cacheSets } = emulator.machine(hostname);
        expect([raids, bcaches, cacheSets]).toEqual([[], [], []]);
        expect(JSON.stringify(emulator.machine(hostname)["blockdevice_set"])).not.toContain('"type":"partition"');
      }
    },
    120_000,
  );
});
