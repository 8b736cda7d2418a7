import { spawn } from "node:child_process";
import { once } from "node:events";

import { type Usage, watchUsage } from "./usage";

/** What one run of a command took. */
export interface Run {
  readonly seconds: number;
  /** Undefined where there is no way to know. */
  readonly usage: Usage | undefined;
}

/** Where a command runs. */
export interface Place {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @throws when the command fails, with the end of what it said */
export async function runCommand(command: string, args: readonly string[], { directory, env }: Place): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-5_000)));
  }
  const finish = watchUsage(child.pid ?? 0);
  const [code] = (await once(child, "close").finally(finish)) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
  return { seconds: (performance.now() - start) / 1000, usage: finish() };
}
