import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { delimiter } from "node:path";

import { ensureBuild } from "../ensure-build";
import { pulumiDirectory } from "../pulumi-cli/directory";
import { type Block, blocksOf, type MeasuredBlock } from "./block";
import { measure, type Samples } from "./measure";
import { readOptions, usage, UsageError } from "./options";
import { Progress } from "./progress";
import { reportText, regionText } from "./report";

/** Ctrl-C ends the run of the CLI; what was measured before it is shown. */
let interrupted = false;

async function measureBlock(block: Block, progress: Progress): Promise<MeasuredBlock> {
  const samples: Samples[] = [];
  for (const subject of block.subjects) {
    const what = `${block.title}, ${regionText(subject.region)}`;
    samples.push(
      await measure(block.fleet, subject, block.operations, (operation) => progress.say(`${what}: ${operation}`)),
    );
  }
  return { ...block, samples };
}

const jsonOf = (blocks: readonly MeasuredBlock[]): string => {
  const measured = blocks.map(({ title, fleet, subjects, samples }) => ({
    title,
    machines: fleet.machines,
    resources: fleet.layout.length,
    runs: samples.map((operations, at) => ({ ...subjects[at], operations })),
  }));
  return `${JSON.stringify({ cores: cpus().length, node: process.version, blocks: measured }, undefined, 2)}\n`;
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
  const progress = new Progress();
  const blocks: MeasuredBlock[] = [];
  try {
    for (const block of blocksOf(options)) {
      blocks.push(await measureBlock(block, progress));
      if (options.out !== undefined) writeFileSync(options.out, jsonOf(blocks));
    }
  } finally {
    progress.end();
    if (blocks.length > 0) process.stdout.write(`${reportText(blocks)}\n`);
  }
}

process.once("SIGINT", () => (interrupted = true));
main().catch((error: unknown) => {
  const text = error instanceof UsageError ? `${error.message}\n\n${usage}` : String(error);
  process.stderr.write(`${interrupted ? "stopped" : text}\n`);
  process.exitCode = interrupted ? 130 : 1;
});
