import { availableParallelism } from "node:os";

import { Slots } from "../../provider/http/slots";
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
    const cores = new Slots(availableParallelism());
    const runs = await Promise.all(
      this.stacks.map((stack, at) => {
        const machines = systemIds.slice(at * length, (at + 1) * length);
        return cores.run(() => stack.perform(operation, machines, layout));
      }),
    );
    return { seconds: (performance.now() - start) / 1000, usage: togetherOf(runs.map(({ usage }) => usage)) };
  }

  close(): void {
    for (const stack of this.stacks) stack.close();
  }
}
