import { writeFileSync } from "node:fs";
import { delimiter } from "node:path";

import { ensureBuild } from "../../kit/engine/ensure-build";
import { pulumiDirectory } from "../../kit/engine/pulumi-directory";
import { type Block, blocksOf, type MeasuredBlock } from "./block";
import { measure, type Samples } from "./measure";
import { type Options, readOptions, usage, UsageError } from "./options";
import { pictureText } from "./picture";
import { Progress } from "./progress";
import { reportText, regionText } from "./report";
import { readResults, writeResults } from "./results";

/** Ctrl-C ends the run of the CLI; what was measured before it is shown. */
let interrupted = false;

/** Adds to `measured`, subject by subject, so that what is there is never lost. */
async function measureBlock(block: Block, progress: Progress, measured: (samples: Samples[]) => void): Promise<void> {
  const samples: Samples[] = [];
  for (const subject of block.subjects) {
    const what = `${block.title}, ${regionText(subject.region)}`;
    samples.push(
      await measure(block.fleet, subject, block.operations, (operation) => progress.say(`${what}: ${operation}`)),
    );
    measured(samples);
  }
}

async function measureAll(options: Options): Promise<void> {
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
  const progress = new Progress();
  const blocks: MeasuredBlock[] = [];
  try {
    for (const [at, block] of blocksOf(options).entries()) {
      await measureBlock(block, progress, (samples) => {
        blocks[at] = { ...block, samples };
        if (options.out !== undefined) writeResults(options.out, blocks);
      });
    }
  } finally {
    progress.end();
    show(blocks, options);
  }
}

function show(blocks: readonly MeasuredBlock[], { picture }: Options): void {
  if (blocks.length === 0) return;
  process.stdout.write(`${reportText(blocks)}\n`);
  if (picture !== undefined) writeFileSync(picture, pictureText(blocks));
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(`${usage}\n`);
  else if (options.results.length > 0) show(options.results.flatMap(readResults), options);
  else await measureAll(options);
}

process.once("SIGINT", () => (interrupted = true));
main().catch((error: unknown) => {
  const text = error instanceof UsageError ? `${error.message}\n\n${usage}` : String(error);
  process.stderr.write(`${interrupted ? "stopped" : text}\n`);
  process.exitCode = interrupted ? 130 : 1;
});
