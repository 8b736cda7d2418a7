import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { type RegionOptions, type RegionReady, type Traffic } from "./traffic";

/** An emulated MAAS in another process. */
export class MeasuredRegion {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: RegionReady,
  ) {}

  static async start(options: RegionOptions): Promise<MeasuredRegion> {
    const child = fork(join(__dirname, "region-process.ts"), [JSON.stringify(options)], {
      execArgv: ["--import", "tsx"],
    });
    return new MeasuredRegion(child, (await answerOf(child)) as RegionReady);
  }

  /** What was asked since the last call. */
  async take(): Promise<Traffic> {
    const answer = answerOf(this.child);
    this.child.send("take");
    return (await answer) as Traffic;
  }

  async close(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.disconnect();
    await ended;
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([message]: unknown[]) => message),
      once(child, "exit", { signal }).then(([code]: unknown[]) => {
        throw new Error(`the emulated region ended with ${String(code)}`);
      }),
    ]);
  } finally {
    stop.abort();
  }
}
