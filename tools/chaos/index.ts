import { delimiter } from "node:path";
import { parseArgs } from "node:util";

import { ensureBuild } from "../../kit/engine/ensure-build";
import { pulumiDirectory } from "../../kit/engine/pulumi-directory";
import { chaosRun } from "./run";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20" }, seed: { type: "string", default: "1" } },
});

async function main(): Promise<void> {
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.runs); seed += 1) {
    try {
      process.stdout.write(`seed ${seed}: ${await chaosRun(seed)}\n`);
    } catch (error) {
      process.exitCode = 1;
      process.stdout.write(`seed ${seed}: FAILED\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

void main();
