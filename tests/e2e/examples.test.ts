import { readdirSync } from "node:fs";
import { join } from "node:path";

import { type Emulator, startEmulator } from "../../emulator";
import { TestStack } from "../support/stack";

const examples = readdirSync(join(__dirname, "../../examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("every example", () => {
  let emulator: Emulator;
  let stack: TestStack;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    stack.close();
    await emulator.close();
  });

  test.each(examples)(
    "%s: goes up type-checked, is then without changes, and is destroyed",
    async (name) => {
      stack = await TestStack.open({
        program: { directory: `examples/${name}` },
        maas: emulator,
        typeCheck: true,
      });
      const { outcomes } = await stack.up();
      expect(new Set(Object.values(outcomes))).toEqual(new Set(["create"]));
      await stack.expectNoChanges();
      const { outcomes: destroyed } = await stack.destroy();
      expect(Object.keys(destroyed).sort()).toEqual(Object.keys(outcomes).sort());
    },
    120_000,
  );
});
