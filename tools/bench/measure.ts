import { type Latency } from "../../emulator";
import { declarationOf } from "./declaration";
import { type Declared } from "./layout";
import { COMMANDS, type Operation, OPERATIONS } from "./operation";
import { Region } from "./region";
import { type Run, Stack } from "./stack";
import { type Traffic } from "./traffic";

/** A fleet of equal machines. */
export interface Fleet {
  readonly machines: number;
  readonly layout: readonly Declared[];
}

/** What a fleet is measured with. */
export interface Subject {
  /** How long the emulated region takes; "noop" is a provider that does nothing, for the engine's own share. */
  readonly region: Latency | "noop";
  /** False writes the state once, at the end of a run. */
  readonly checkpoints: boolean;
}

/** What one operation took, on this computer and at the region. */
export interface Sample extends Run {
  readonly traffic: Traffic;
}

export type Samples = Readonly<Partial<Record<Operation, Sample>>>;

const WITHOUT_CHECKPOINTS = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" };

/** Takes a fleet through a stack's life, as far as it is wanted. `onStart` hears of each operation. */
export async function measure(
  fleet: Fleet,
  subject: Subject,
  wanted: readonly Operation[],
  onStart: (operation: Operation) => void,
): Promise<Samples> {
  const { region: latency, checkpoints } = subject;
  const isNoop = latency === "noop";
  const region = await Region.start({ machines: fleet.machines, latency: isNoop ? 0 : latency });
  try {
    const { url, apiKey } = region.ready;
    const env = { MAAS_API_URL: url, MAAS_API_KEY: apiKey, ...(checkpoints ? {} : WITHOUT_CHECKPOINTS) };
    const stack = await Stack.open(isNoop ? "noop" : "storage", env);
    const live = OPERATIONS.filter((operation) => operation === "up" || wanted.includes(operation));
    return await liveThrough(live, fleet, stack, region, onStart).finally(() => stack.close());
  } finally {
    await region.close();
  }
}

async function liveThrough(
  operations: readonly Operation[],
  { layout }: Fleet,
  stack: Stack,
  region: Region,
  onStart: (operation: Operation) => void,
): Promise<Samples> {
  const samples: Partial<Record<Operation, Sample>> = {};
  for (const operation of operations) {
    onStart(operation);
    stack.declare(declarationOf(region.ready.systemIds, layout, operation === "change"));
    const run = await stack.run(COMMANDS[operation]);
    samples[operation] = { ...run, traffic: await region.take() };
  }
  return samples;
}
