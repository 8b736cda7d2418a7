import { type Latency } from "../../emulator";
import { type Client } from "./client";
import { type Run } from "./command";
import { type Declared } from "../../kit/layouts/declared";
import { type Operation, withWhatTheyNeed } from "./operation";
import { PulumiStack } from "./pulumi";
import { PulumiStacks } from "./stacks";
import { MeasuredRegion } from "./region";
import { TofuStack, type TofuBinaries } from "./tofu";
import { type RegionReady, type Traffic } from "./traffic";

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
  /** In so many stacks, side by side, in place of one. */
  readonly stacks?: number;
  /** OpenTofu in place of Pulumi. */
  readonly tofu?: TofuBinaries;
}

/** What one operation took, on this computer and at the region. */
export interface Sample extends Run {
  readonly traffic: Traffic;
}

export type Samples = Readonly<Partial<Record<Operation, Sample>>>;

const WITHOUT_CHECKPOINTS = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** Takes a fleet through a stack's life, as far as it is wanted. `onStart` hears of each operation. */
export async function measure(
  fleet: Fleet,
  subject: Subject,
  wanted: readonly Operation[],
  onStart: (operation: Operation) => void,
): Promise<Samples> {
  const latency = subject.region === "noop" ? 0 : subject.region;
  const region = await MeasuredRegion.start({ machines: fleet.machines, latency });
  try {
    const client = await clientOf(subject, region.ready);
    return await liveThrough(withWhatTheyNeed(wanted), fleet, client, region, onStart).finally(() => client.close());
  } finally {
    await region.close();
  }
}

async function clientOf({ region, checkpoints, stacks, tofu }: Subject, { url, apiKey }: RegionReady): Promise<Client> {
  const env = { MAAS_API_URL: url, MAAS_API_KEY: apiKey, ...(checkpoints ? {} : WITHOUT_CHECKPOINTS) };
  if (tofu !== undefined) return new TofuStack(tofu, env);
  if (stacks !== undefined) return PulumiStacks.open(stacks, env);
  return PulumiStack.open(region === "noop" ? "noop" : "storage", env);
}

async function liveThrough(
  operations: readonly Operation[],
  { layout }: Fleet,
  client: Client,
  region: MeasuredRegion,
  onStart: (operation: Operation) => void,
): Promise<Samples> {
  const samples: Partial<Record<Operation, Sample>> = {};
  for (const operation of operations) {
    const running = client.perform(operation, region.ready.systemIds, layout);
    if (running === undefined) continue;
    onStart(operation);
    const run = await running;
    samples[operation] = { ...run, traffic: await region.take() };
  }
  return samples;
}
