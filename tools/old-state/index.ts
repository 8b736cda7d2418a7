import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { writeState } from "../../emulator";
import { TestStack } from "../../kit/engine/stack";
import { ensureBuild } from "../../kit/engine/ensure-build";
import { pulumiDirectory } from "../../kit/engine/pulumi-directory";
import { environmentOf, startRegion } from "../../kit/layouts/old-state-region";

/**
 * Keeps what this version writes into a stack's state, with the region that it describes, in `tests/e2e/old-states/<version>`.
 * Run it once for each release, before the version changes; the tests take every kept state on to the present.
 */
async function main(): Promise<void> {
  const version = process.env["npm_package_version"];
  if (version === undefined) throw new Error("run it as: npm run old-state");
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
  const program = readFileSync(join(__dirname, "program/index.ts"), "utf8");
  const directory = join(__dirname, "../../tests/e2e/old-states", version);
  const emulator = await startRegion();
  const env = environmentOf(emulator);
  const stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator, env });
  try {
    await stack.up();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "index.ts"), program);
    const state = JSON.stringify(await stack.exportState(), undefined, 2).replaceAll(emulator.url, "{region}");
    writeFileSync(join(directory, "stack.json"), `${state}\n`);
    writeState(join(directory, "region.json"), emulator.snapshot());
    process.stdout.write(`kept the state of ${version}\n`);
  } finally {
    stack.close();
    await emulator.close();
  }
}

void main();
