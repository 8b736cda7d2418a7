import { readMachine } from "../api/machines";
import { type WriterLock } from "../config";
import { NotFoundError } from "../../http/errors";
import { type MaasClient } from "../http/client";
import { type DeclaredDeployment, type Deployed } from "./deployed";
import { Fleet } from "./fleet";
import { Lists } from "./lists";
import { type HeldLock, lockMachine } from "./lock";
import { releaseAtExit } from "./held-locks";
import { RegionLock } from "./region-lock";
import { Pause } from "./pause";
import { hidesFilesystems, isOnTheWay, isReady, whyNotReady } from "./readiness";
import { type Look } from "./storage";
import { Turn } from "./turn";

/** How often a machine that is on its way to Ready is looked at. */
const READY_POLL_MS = 10_000;
/** How often a long wait says that it goes on. */
const ANNOUNCE_EVERY_MS = 30_000;

/** A machine that is not written to for so long is given to other computers. */
const IDLE_MS = 10_000;

/** MAAS says "not Ready" of a machine that is Ready again and again: then waiting does not help. */
const MOST_REFUSALS = 5;

export interface SessionOptions {
  /** How long a machine that is on its way to Ready is waited for. */
  readonly readyTimeoutMs: number;
  readonly announce: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** What is known of a deployment on the machine, and how it is released for a change of the storage below it. */
  readonly deployed?: Deployed;
  /** Whether other computers are kept from writing to the machine as well. Default "computer". */
  readonly writerLock?: WriterLock;
}

/**
 * One machine in this process: one writer at a time, readers beside it, and everything that was read shared. MAAS itself
 * has no lock per machine, and answers 200 to both of two writes that spoil each other.
 */
export class MachineSession {
  private readonly lists: Lists;
  private readonly announced = new Set<string>();
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private held: HeldLock | undefined;
  private readonly regionLock: RegionLock | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private ready: Promise<void> | undefined;
  private releasing: Promise<void> | undefined;
  private hiding: Promise<boolean> | undefined;
  private changed: { promise: Promise<void>; resolve: () => void } = deferred();

  constructor(
    readonly client: MaasClient,
    readonly systemId: string,
    private readonly options: SessionOptions,
    fleet: Fleet = new Fleet(client),
  ) {
    this.lists = new Lists(client, systemId, fleet);
    if (options.writerLock === "region") this.regionLock = new RegionLock(client, systemId, options);
  }

  /** True while nobody works on the machine, so that what is known of it may be dropped to save memory. */
  get idle(): boolean {
    return this.waiting === 0;
  }

  /** One list, as MAAS tells it since our last write. Shared by everybody who asks before the next write. */
  readonly read: Look = (part) => this.lists.read(part);

  /** Gives `work` the machine to itself. When it has to wait, it leaves, and begins anew afterwards. */
  async turn<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    for (let refusals = 0; ;) {
      try {
        return await this.exclusively(() => work(this.newTurn()));
      } catch (error) {
        if (!(error instanceof Pause)) throw error;
        refusals += error.refusal === undefined ? 0 : 1;
        if (error.refusal !== undefined && refusals > MOST_REFUSALS) throw error.refusal;
        await error.until();
      }
    }
  }

  /** Resolves when everything that was queued by now has been done. */
  async settled(): Promise<void> {
    while (this.waiting > 0) await this.tail.catch(() => undefined);
  }

  /** Resolves when somebody has done something in a turn, or after `limitMs`. */
  async untilChanged(limitMs: number): Promise<void> {
    await Promise.race([this.changed.promise, this.sleep(limitMs)]);
  }

  sleep(ms: number): Promise<void> {
    return this.options.sleep(ms);
  }

  announce(line: string): void {
    this.options.announce(line);
  }

  /** What every look at the machine finds anew is said by the first. */
  announceOnce(line: string): void {
    if (this.announced.has(line)) return;
    this.announced.add(line);
    this.announce(line);
  }

  /** Everything that is known of the machine is read anew when it is looked at next: its life went on beside its storage. */
  forget(): void {
    this.lists.forget();
  }

  /** Releases a deployed machine, once for everybody who waits for it. */
  private released(deployment: DeclaredDeployment): Promise<void> {
    const releasing = this.releasing ?? this.options.deployed?.release(deployment) ?? Promise.resolve();
    this.releasing = releasing;
    return releasing.finally(() => {
      this.releasing = undefined;
      this.lists.forget();
    });
  }

  /**
   * Asks MAAS, once for everybody who asks meanwhile, whether filesystems may be there that it does not show. What was
   * read of such a machine is forgotten: when it is Ready again, nothing may be decided by it.
   */
  hidesFilesystems(): Promise<boolean> {
    this.hiding ??= this.askWhetherHiding().finally(() => {
      this.hiding = undefined;
    });
    return this.hiding;
  }

  private async askWhetherHiding(): Promise<boolean> {
    try {
      const isHiding = hidesFilesystems(await readMachine(this.client, this.systemId));
      if (isHiding) this.lists.forget();
      return isHiding;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  /** Waits, once for everybody, until a machine that is on its way is Ready. */
  untilReady(): Promise<void> {
    this.ready ??= this.pollUntilReady().finally(() => {
      this.ready = undefined;
      this.lists.forget();
    });
    return this.ready;
  }

  private newTurn(): Turn {
    return new Turn({
      client: this.client,
      systemId: this.systemId,
      lists: this.lists,
      announce: (line) => this.announce(line),
      announceOnce: (line) => this.announceOnce(line),
      sleep: (ms) => this.sleep(ms),
      lock: () => this.lock(),
      untilReady: () => this.untilReady(),
      deployment: () => this.options.deployed?.deployment(),
      release: (deployment) => this.released(deployment),
    });
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const mine = this.tail.catch(() => undefined).then(work);
    this.tail = mine;
    let paused = false;
    try {
      return await mine;
    } catch (error) {
      paused = error instanceof Pause;
      throw error;
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) await this.unlock();
      // Two that wait would wake each other for ever, and let nothing else in this process happen.
      if (!paused) this.wakeWaiting();
    }
  }

  private wakeWaiting(): void {
    this.changed.resolve();
    this.changed = deferred();
  }

  /** After a wait somebody else has written: the turn begins anew, and looks again. */
  private async lock(): Promise<void> {
    await this.lockOnThisComputer();
    if (this.regionLock === undefined) return;
    clearTimeout(this.idleTimer);
    releaseAtExit(this.regionLock);
    if (!(await this.regionLock.hold())) return;
    this.lists.forget();
    throw new Pause(`machine ${this.systemId} was written to by another computer`, () => Promise.resolve());
  }

  private async lockOnThisComputer(): Promise<void> {
    if (this.held !== undefined && !this.held.broken()) return;
    this.held = await lockMachine(this.client.apiUrl, this.systemId, this.options.announce);
  }

  private async unlock(): Promise<void> {
    const { held, regionLock } = this;
    this.held = undefined;
    await held?.release();
    // Kept for a while: the engine comes back to a machine many times in a run.
    if (regionLock !== undefined) this.idleTimer = setTimeout(() => void regionLock.release(), IDLE_MS).unref();
  }

  private async pollUntilReady(): Promise<void> {
    const start = Date.now();
    for (let announced = -Infinity; ;) {
      const machine = await readMachine(this.client, this.systemId);
      if (isReady(machine)) return;
      if (!isOnTheWay(machine)) throw new Error(`${whyNotReady(machine)}.`);
      const waited = Date.now() - start;
      const name = `machine ${machine.hostname} (${this.systemId})`;
      if (waited > this.options.readyTimeoutMs) {
        throw new Error(
          `${name} is still ${machine.status_name} after ${seconds(waited)}: run again when it is Ready.`,
        );
      }
      if (waited - announced >= ANNOUNCE_EVERY_MS) {
        announced = waited;
        const limit = seconds(this.options.readyTimeoutMs);
        this.announce(`${name} is ${machine.status_name}: waiting for Ready (${seconds(waited)} of at most ${limit})`);
      }
      await this.sleep(READY_POLL_MS);
    }
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
