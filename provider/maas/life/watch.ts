import { type LifeMachine, readLifeMachine } from "../api/deployments";
import { type MaasClient } from "../http/client";

/** A machine is looked at once in so long, however many wait for it; the first time sooner. */
const POLL_MS = 10_000;
const FIRST_LOOK_MS = 2_000;
/** How often a long wait says that it goes on. */
const ANNOUNCE_EVERY_MS = 30_000;

/** What a wait needs to know. */
export interface Awaited {
  readonly systemId: string;
  /** The machine's states that are waited out. */
  readonly while: readonly string[];
  readonly timeoutMs: number;
  /** What is waited for, for messages: `is deployed`. */
  readonly until: string;
}

/** Where machines live, as one run of the engine sees it. */
export interface LifePlace extends WatchOptions {
  readonly client: MaasClient;
  readonly watch: Watch;
}

export interface WatchOptions {
  readonly announce: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The machines that a run waits for: one look at a time for each, shared by everything that waits for it. */
export class Watch {
  private readonly looks = new Map<string, Promise<LifeMachine>>();

  constructor(
    private readonly client: MaasClient,
    private readonly options: WatchOptions,
  ) {}

  /** The machine when it has left these states. @throws when that takes too long */
  async untilLeft(awaited: Awaited): Promise<LifeMachine> {
    const start = Date.now();
    for (let announced = 0, isFirst = true; ; isFirst = false) {
      const machine = await this.look(awaited.systemId, isFirst ? FIRST_LOOK_MS : POLL_MS);
      if (!awaited.while.includes(machine.status_name)) return machine;
      const waited = Date.now() - start;
      if (waited > awaited.timeoutMs) throw new TimeoutError(machine, awaited, waited);
      if (waited - announced < ANNOUNCE_EVERY_MS && announced > 0) continue;
      announced = Math.max(waited, 1);
      this.options.announce(progress(machine, awaited, waited));
    }
  }

  private look(systemId: string, inMs: number): Promise<LifeMachine> {
    const known = this.looks.get(systemId);
    if (known !== undefined) return known;
    const look = this.options
      .sleep(inMs)
      .then(() => readLifeMachine(this.client, systemId))
      .finally(() => this.looks.delete(systemId));
    this.looks.set(systemId, look);
    return look;
  }
}

const inWords = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

function progress(machine: LifeMachine, { until, timeoutMs }: Awaited, waited: number): string {
  const last = machine.status_message === "" ? "" : `, last: ${machine.status_message}`;
  const name = `machine ${machine.hostname} (${machine.system_id})`;
  return `${name} is ${machine.status_name}${last}; waiting until it ${until} (${inWords(waited)} of at most ${inWords(timeoutMs)})`;
}

/** The machine was not there in time; what it was doing goes on. */
export class TimeoutError extends Error {
  constructor(
    readonly machine: LifeMachine,
    { until, timeoutMs }: Awaited,
    waited: number,
  ) {
    const name = `machine ${machine.hostname} (${machine.system_id})`;
    super(
      `${name} is still ${machine.status_name} after ${inWords(waited)}: what MAAS does with it goes on. Run again to wait ` +
        `until it ${until}, or give it a longer timeout than ${inWords(timeoutMs)}.`,
    );
  }
}
