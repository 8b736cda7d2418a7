import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { type MeasuredBlock } from "./block";
import { type Declared } from "../../kit/layouts/declared";
import { eight, sixty } from "../../kit/layouts/layouts";
import { type Samples, type Subject } from "./measure";

/** A block as it is kept in a file: the layouts are those of this program. */
interface KeptBlock {
  readonly title: string;
  readonly machines: number;
  readonly resources: number;
  readonly runs: readonly (Subject & { readonly operations: Samples })[];
}

/** Keeps everything that was measured, as JSON. */
export function writeResults(file: string, blocks: readonly MeasuredBlock[]): void {
  const kept = blocks.map(({ title, fleet, subjects, samples }): KeptBlock => {
    const runs = subjects.flatMap((subject, at) => {
      const operations = samples[at];
      // Where the binaries are is nobody's business.
      const { region, checkpoints } = subject;
      return operations === undefined ? [] : [{ region, checkpoints, operations }];
    });
    return { title, machines: fleet.machines, resources: fleet.layout.length, runs };
  });
  const computer = { cores: cpus().length, node: process.version };
  writeFileSync(file, `${JSON.stringify({ ...computer, blocks: kept }, undefined, 2)}\n`);
}

/** @returns what `writeResults` has kept */
export function readResults(file: string): MeasuredBlock[] {
  const { blocks } = JSON.parse(readFileSync(file, "utf8")) as { blocks: KeptBlock[] };
  return blocks.map(({ title, machines, resources, runs }) => ({
    title,
    fleet: { machines, layout: layoutOf(resources) },
    subjects: runs,
    operations: [],
    samples: runs.map(({ operations }) => operations),
  }));
}

const layoutOf = (resources: number): readonly Declared[] =>
  resources === eight.length ? eight : sixty.slice(0, resources);
