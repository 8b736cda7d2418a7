import { availableParallelism } from "node:os";

import { type Declared } from "../../kit/layouts/declared";
import { type Client } from "./client";
import { type Run } from "./command";
import { type Operation } from "./operation";
import { PulumiStack } from "./pulumi";
import { togetherOf } from "./usage";

/** A fleet in several stacks, as many of them under way at a time as the computer has cores. */
export class PulumiStacks implements Client {
  private constructor(private readonly stacks: readonly PulumiStack[]) {}

  static async open(count: number, env: Readonly<Record<string, string>>): Promise<PulumiStacks> {
    const stacks: PulumiStack[] = [];
    while (stacks.length < count) stacks.push(await PulumiStack.open("storage", env));
    return new PulumiStacks(stacks);
  }

  async perform(operation: Operation, systemIds: readonly string[], layout: readonly Declared[]): Promise<Run> {
    const start = performance.now();
    const length = Math.ceil(systemIds.length / this.stacks.length);
    const left = this.stacks.map((stack, at) => ({ stack, machines: systemIds.slice(at * length, (at + 1) * length) }));
    const runs: Run[] = [];
    const work = async (): Promise<void> => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) {
        runs.push(await one.stack.perform(operation, one.machines, layout));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return { seconds: (performance.now() - start) / 1000, usage: togetherOf(runs.map(({ usage }) => usage)) };
  }

  close(): void {
    for (const stack of this.stacks) stack.close();
  }
}
