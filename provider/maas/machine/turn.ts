import { type Machine, readMachine } from "../api/machines";
import { type MaasClient } from "../http/client";
import { type Outcome, outcomeOf, PermissionError, StateConflictError } from "../../http/errors";
import { type Lists } from "./lists";
import { type Patch } from "./patch";
import { Pause } from "./pause";
import { isOnTheWay, isReady, whyNotReady } from "./readiness";
import { type Look } from "./storage";

/**
 * When to look for the work of a write whose answer was lost. The first request may still be running: it normally ends
 * within 0.1 s, but 27 s were seen on a busy region.
 */
const LOOK_AGAIN_MS: Readonly<Partial<Record<Outcome, readonly number[]>>> = {
  ended: [0],
  unknown: [0, 1_000, 5_000, 30_000],
};

/**
 * What was read longer ago than this is not relied upon where MAAS itself would refuse nothing: a person may take an hour
 * to confirm a preview, and the run goes on with what the preview saw.
 */
const OLD_MS = 300_000;

/** What a turn needs from its machine's session. */
export interface TurnHost {
  readonly client: MaasClient;
  readonly systemId: string;
  readonly lists: Lists;
  readonly announce: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly untilReady: () => Promise<void>;
}

/** One write: how to send it, what its answer says, and how to find its work when the answer was lost. */
export interface Write<T> {
  readonly what: string;
  readonly send: () => Promise<T>;
  readonly patch: (answer: T) => Patch;
  /** Looks at the machine afresh; undefined when the work is not there. */
  readonly find: () => Promise<T | undefined>;
}

/** The time in which one piece of work has a machine to itself: it looks, decides and writes. */
export class Turn {
  constructor(private readonly host: TurnHost) {}

  get client(): MaasClient {
    return this.host.client;
  }

  get systemId(): string {
    return this.host.systemId;
  }

  announce(line: string): void {
    this.host.announce(line);
  }

  /** One of the lists, as far as this run knows it. */
  readonly look: Look = (part) => this.host.lists.look(part);

  /**
   * The machine's document: its state, its boot disk, its special filesystems. It brings the disks along, and says which
   * of the other lists are empty, so that a new machine costs one GET.
   */
  async machine(): Promise<Machine> {
    return this.host.lists.document ?? this.learn(await readMachine(this.client, this.systemId));
  }

  /** Keeps a machine's document, and what it says about the lists. */
  learn(machine: Machine): Machine {
    const { lists } = this.host;
    lists.document = machine;
    lists.learn("disks", machine.blockdevice_set);
    if (machine.raids.length === 0) lists.learn("raids", []);
    if (machine.bcaches.length === 0) lists.learn("bcaches", []);
    if (machine.cache_sets.length === 0) lists.learn("cacheSets", []);
    if (machine.volume_groups.length === 0) lists.learn("volumeGroups", []);
    return machine;
  }

  /** Everything that is known is read anew when it is looked at next. */
  lookAfresh(): void {
    this.host.lists.forget();
  }

  /** The same for what may no longer be so. */
  lookAfreshWhenOld(): void {
    if (this.host.lists.age > OLD_MS) this.lookAfresh();
  }

  /**
   * Filesystems of an allocated machine can be changed as well, on a copy that is thrown away on release. So a machine
   * whose state is not known yet is asked for it before the first such write.
   */
  async requireReady(): Promise<void> {
    this.lookAfreshWhenOld();
    const machine = await this.machine();
    if (!isReady(machine)) this.refuse(machine);
  }

  /**
   * Sends one write. When its answer leaves open whether the work was done, it looks before it repeats the write, once;
   * and again when MAAS refuses the repetition, since the first one may have been done late.
   */
  async write<T>(write: Write<T>): Promise<T> {
    await this.host.lock();
    try {
      return await this.send(write);
    } catch (error) {
      const waits = LOOK_AGAIN_MS[outcomeOf(error)];
      if (waits === undefined) throw error;
      const found = await this.search(write, waits);
      if (found !== undefined) return found;
    }
    try {
      return await this.send(write);
    } catch (error) {
      this.lookAfresh();
      const found = error instanceof Pause ? undefined : await write.find();
      if (found !== undefined) return found;
      throw error;
    }
  }

  private async send<T>(write: Write<T>): Promise<T> {
    try {
      return await this.host.lists.write(write.send, write.patch);
    } catch (error) {
      if (error instanceof StateConflictError || error instanceof PermissionError) return await this.explain(error);
      throw error;
    }
  }

  private async search<T>(write: Write<T>, waits: readonly number[]): Promise<T | undefined> {
    this.host.announce(
      `machine ${this.systemId}: no clear answer to "${write.what}"; looking whether MAAS has done it`,
    );
    for (const wait of waits) {
      if (wait > 0) await this.host.sleep(wait);
      this.lookAfresh();
      const found = await write.find();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** MAAS says "not Ready" without naming the state, and refuses writes to a locked machine with an empty 403. */
  private async explain(error: StateConflictError | PermissionError): Promise<never> {
    const machine = await readMachine(this.client, this.systemId);
    this.host.lists.document = machine;
    if (error instanceof PermissionError && !machine.locked) throw error;
    return this.refuse(machine, error);
  }

  /** Leaves the turn until the machine is Ready, when it gets there by itself; else says what is in the way. */
  private refuse(machine: Machine, cause?: Error): never {
    const isNow = isReady(machine);
    if (!machine.locked && (isNow || isOnTheWay(machine))) {
      throw new Pause(`machine ${machine.hostname} is ${machine.status_name}`, () => this.host.untilReady(), cause);
    }
    throw new Error([whyNotReady(machine), cause?.message].filter(Boolean).join(".\n"), { cause });
  }
}
