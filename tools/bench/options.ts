import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type Latency } from "../../emulator";
import { type Operation, OPERATIONS } from "./operation";
import { type TofuBinaries } from "./tofu";

export const usage = `usage: npm run bench -- [options]

Measures pulumi-maas on the real Pulumi engine and an emulated MAAS, and prints one table.

  --machines N,M     the fleets, each of machines with 12 resources (default: 1,10,50,200)
  --resources N,M    also one machine with so many resources, 12 to 60 (default: 12,24,36,48,60; "none" for none)
  --latency L,L      how long the emulated region takes: zero, region (the times of a real one), or milliseconds
                     (default: zero,region)
  --steps S,S        of ${OPERATIONS.map((name) => `"${name}"`).join(", ")} (default: all)
  --no-checkpoints   leaves out the biggest fleet with PULUMI_SKIP_CHECKPOINTS=true
  --stacks N         also the biggest fleet in so many stacks, as many of them side by side as there are cores
  --tofu FILE        an OpenTofu, to compare with on a layout of partitions and RAIDs
  --tofu-provider F  Canonical's terraform-provider-maas for it
  --out FILE         keeps everything that was measured, as JSON
  --results FILE,F   shows what was kept, and measures nothing
  --picture FILE     draws the growth of the requests, as SVG
  --help`;

/** A mistake in the arguments. */
export class UsageError extends Error {}

/** What to measure. */
export interface Options {
  readonly machines: readonly number[];
  readonly resources: readonly number[];
  readonly latencies: readonly Latency[];
  readonly steps: readonly Operation[];
  /** Also without checkpoints. */
  readonly skipCheckpoints: boolean;
  /** So many stacks for the biggest fleet. */
  readonly stacks: number | undefined;
  /** What to compare with. */
  readonly tofu: TofuBinaries | undefined;
  readonly out: string | undefined;
  /** Files to show in place of a new measurement. */
  readonly results: readonly string[];
  readonly picture: string | undefined;
}

const OPTIONS = {
  machines: { type: "string", default: "1,10,50,200" },
  resources: { type: "string", default: "12,24,36,48,60" },
  latency: { type: "string", default: "zero,region" },
  steps: { type: "string", default: OPERATIONS.join(",") },
  "no-checkpoints": { type: "boolean", default: false },
  stacks: { type: "string" },
  tofu: { type: "string" },
  "tofu-provider": { type: "string" },
  out: { type: "string" },
  results: { type: "string" },
  picture: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const listOf = (text: string): string[] => text.split(",").map((part) => part.trim());

function numbers(option: string, text: string, smallest: number, largest: number): number[] {
  return listOf(text).map((part) => {
    const number = Number(part);
    if (/^\d+$/.test(part) && number >= smallest && number <= largest) return number;
    throw new UsageError(`--${option} takes numbers from ${smallest} to ${largest}, not "${part}"`);
  });
}

function latencyOf(text: string): Latency {
  if (text === "region") return text;
  return text === "zero" ? 0 : (numbers("latency", text, 0, 60_000)[0] ?? 0);
}

function operationOf(text: string): Operation {
  const found = OPERATIONS.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--steps knows no "${text}"`);
  return found;
}

function binariesOf(tofu: string | undefined, provider: string | undefined): TofuBinaries | undefined {
  if (tofu === undefined && provider === undefined) return undefined;
  if (tofu === undefined || provider === undefined) throw new UsageError("--tofu and --tofu-provider need each other");
  return { tofu: resolve(tofu), provider: resolve(provider) };
}

/** @returns undefined when only the usage was asked for. @throws UsageError */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  return {
    machines: numbers("machines", values.machines, 1, 2_000).sort((a, b) => a - b),
    resources: values.resources === "none" ? [] : numbers("resources", values.resources, 12, 60),
    latencies: listOf(values.latency).map(latencyOf),
    steps: listOf(values.steps).map(operationOf),
    skipCheckpoints: !values["no-checkpoints"],
    stacks: values.stacks === undefined ? undefined : numbers("stacks", values.stacks, 2, 100)[0],
    tofu: binariesOf(values.tofu, values["tofu-provider"]),
    out: values.out,
    results: values.results === undefined ? [] : listOf(values.results),
    picture: values.picture,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
