import { readAllocatedBy, readLifeMachine, releaseMachine } from "../api/deployments";
import { type ReleaseOptions } from "../machine/deployed";
import { type LifePlace } from "./watch";
import { lastWords, nameOf } from "./words";
import { write } from "./write";

/** Who releases, and how. */
export interface Releasing {
  readonly systemId: string;
  readonly agent: string;
  readonly release: ReleaseOptions;
  readonly timeoutMs: number;
}

const RELEASING = ["Releasing", "Disk erasing"];

/** Releases the machine when it is still the agent's, and waits until it is free; false when it is not the agent's. */
export async function releaseOurs(
  run: LifePlace,
  { systemId, agent, release, timeoutMs }: Releasing,
): Promise<boolean> {
  const { client } = run;
  const ours = () => readAllocatedBy(client, systemId, agent);
  const found = await ours();
  if (found === undefined) return false;
  if (found.locked) throw new Error(`${nameOf(found)} is locked: unlock it in MAAS to release it`);
  let machine = found;
  if (!RELEASING.includes(found.status_name)) {
    const { erase, secureErase, quickErase, comment } = release;
    const form = { erase, secure_erase: secureErase, quick_erase: quickErase, comment };
    const find = async () => {
      const now = await readLifeMachine(client, systemId);
      return (await ours()) === undefined || RELEASING.includes(now.status_name) ? now : undefined;
    };
    machine = await write(run, "release the machine", { send: () => releaseMachine(client, systemId, form), find });
  }
  if (RELEASING.includes(machine.status_name)) {
    machine = await run.watch.untilLeft({ systemId, while: RELEASING, timeoutMs, until: "is released" });
  }
  if (machine.status_name === "Releasing failed" || machine.status_name === "Failed disk erasing") {
    throw new Error(`${nameOf(machine)}: ${machine.status_name}. MAAS says:${await lastWords(client, machine)}`);
  }
  return true;
}

/**
 * The releases of one run. A change of the storage below a deployment and the deletion of the deployment both release the
 * machine, and the engine asks for both at once: they share one.
 */
export class Releases {
  private readonly underWay = new Map<string, Promise<boolean>>();

  constructor(private readonly run: LifePlace) {}

  /** As {@link releaseOurs}, once for everybody who asks meanwhile. */
  release(releasing: Releasing): Promise<boolean> {
    const key = `${releasing.systemId} ${releasing.agent}`;
    const shared = this.underWay.get(key);
    if (shared !== undefined) return shared;
    const one = releaseOurs(this.run, releasing).finally(() => this.underWay.delete(key));
    this.underWay.set(key, one);
    return one;
  }
}
