import { type Emulator } from "../../emulator";
import { type EngineProcess } from "../../kit/engine/engine-process";
import { type Region } from "./region";

/**
 * What dies in the middle of a run:
 * - `engine`: the CLI, by SIGKILL, and leaves its provider host behind
 * - `host`: the provider host, by SIGKILL
 * - `server`: MAAS, which is back two seconds later with what it had written
 * - `outage`: MAAS, which is back when the run has given up
 * - `interrupt`: nothing; Ctrl-C, after which the engine ends its running steps
 * - `interrupt-twice`: Ctrl-C and again, which makes the engine end at once
 */
export const VICTIMS = ["engine", "engine", "host", "server", "outage", "interrupt", "interrupt-twice"] as const;
export type Victim = (typeof VICTIMS)[number];

const SERVER_IS_DOWN_MS = 2_000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until so many requests that write were answered, or the CLI has ended. */
async function untilWrites(emulator: Emulator, count: number, ended: () => boolean): Promise<void> {
  while (!ended() && emulator.requests.filter(({ method }) => method !== "GET").length < count) await sleep(5);
}

/** Strikes a run after a number of writes, and resolves when the run has ended. False when it had ended before. */
export async function interrupt(
  engine: EngineProcess,
  region: Region,
  { victim, afterWrites }: { readonly victim: Victim; readonly afterWrites: number },
): Promise<boolean> {
  let ended = false;
  void engine.exited.then(() => (ended = true));
  await untilWrites(region.emulator, afterWrites, () => ended);
  const struck = !ended;
  if (struck) await strike(engine, region, victim);
  await engine.exited;
  return struck;
}

async function strike(engine: EngineProcess, region: Region, victim: Victim): Promise<void> {
  if (victim === "engine") engine.signal("SIGKILL");
  if (victim === "host") engine.killProviderHosts();
  if (victim === "interrupt" || victim === "interrupt-twice") engine.signal("SIGINT");
  if (victim === "server") await region.restart(sleep(SERVER_IS_DOWN_MS));
  if (victim === "outage") await region.restart(engine.exited);
  if (victim === "interrupt-twice") {
    await sleep(200);
    engine.signal("SIGINT");
  }
}
