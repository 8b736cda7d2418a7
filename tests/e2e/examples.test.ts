import { readdirSync } from "node:fs";
import { join } from "node:path";

import { type Emulator, startEmulator } from "../../emulator";
import { type StackOptions, TestStack } from "../../kit/engine/stack";

const examples = readdirSync(join(__dirname, "../../examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  // They have tests of their own.
  .filter((name) => name !== "quickstart" && name !== "lxd-host");

describe("every example", () => {
  let emulator: Emulator;
  let other: Emulator;
  let stack: TestStack;

  beforeEach(async () => {
    [emulator, other] = await Promise.all([startEmulator(), startEmulator()]);
  });
  afterEach(async () => {
    stack.close();
    await Promise.all([emulator.close(), other.close()]);
  });

  /** What an example must be told, besides where MAAS is. */
  const settingsOf = (name: string): Pick<StackOptions, "config" | "env"> =>
    name === "two-sites"
      ? {
          config: {
            northUrl: { value: emulator.url },
            northKey: { value: emulator.apiKey, secret: true },
            southUrl: { value: other.url },
          },
          env: { SOUTH_MAAS_API_KEY: other.apiKey },
        }
      : {};

  test.each(examples)(
    "%s: goes up, is then without changes, and is destroyed",
    async (name) => {
      stack = await TestStack.open({
        program: { directory: `examples/${name}` },
        maas: emulator,
        ...settingsOf(name),
      });
      const { outcomes } = await stack.up();
      expect(Object.values(outcomes).filter((outcome) => outcome !== "create")).toEqual([]);
      await stack.expectNoChanges();
      const { outcomes: destroyed } = await stack.destroy();
      expect(Object.keys(destroyed).sort()).toEqual(Object.keys(outcomes).sort());
    },
    120_000,
  );
});
