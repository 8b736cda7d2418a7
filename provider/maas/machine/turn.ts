import { type Machine, readMachine } from "../api/machines";
import { type MaasClient } from "../http/client";
import { PermissionError, StateConflictError } from "../../http/errors";
import { type Write, writeOnce } from "../../http/write";
import { type DeclaredDeployment, isInUse, whyDeployed } from "./deployed";
import { type Lists } from "./lists";
import { type Patch } from "./patch";
import { Pause } from "./pause";
import { isOnTheWay, isReady, whyNotReady } from "./readiness";
import { type Look } from "./storage";

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
  readonly announceOnce: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly untilReady: () => Promise<void>;
  /** The deployment that the running program has on the machine. */
  readonly deployment: () => DeclaredDeployment | undefined;
  /** Releases the machine that a deployment has. */
  readonly release: (deployment: DeclaredDeployment) => Promise<void>;
}

/** One write to a machine: what it is, how it is sent and found again, and what its answer says of the machine. */
export interface MachineWrite<T> extends Write<T> {
  readonly what: string;
  readonly patch: (answer: T) => Patch;
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

  /** The deployment that the running program has on the machine. */
  get deployment(): DeclaredDeployment | undefined {
    return this.host.deployment();
  }

  announce(line: string): void {
    this.host.announce(line);
  }

  /** What every look finds anew is said by the first. */
  announceOnce(line: string): void {
    this.host.announceOnce(line);
  }

  /** One of the lists, as far as this run knows it. */
  readonly look: Look = (part) => this.host.lists.look(part);

  /**
   * The machine's document: its state, its boot disk, its special filesystems. It brings the disks along, and says which
   * of the other lists are empty, so that a new machine costs one GET.
   */
  machine(): Promise<Machine> {
    return this.host.lists.machine();
  }

  /** Keeps a machine's document, and what it says about the lists. */
  learn(machine: Machine): Machine {
    return this.host.lists.learnDocument(machine);
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

  /** Sends one write, and looks for its work when the answer leaves open whether it was done. */
  async write<T>({ what, send, patch, find }: MachineWrite<T>): Promise<T> {
    await this.host.lock();
    const sendOne = (): Promise<T> => this.send(send, patch);
    return writeOnce<T>(
      { send: sendOne, find },
      {
        sleep: this.host.sleep,
        lookAfresh: () => this.lookAfresh(),
        announceSearch: () =>
          this.announce(`machine ${this.systemId}: no clear answer to "${what}"; looking whether MAAS has done it`),
        isWait: (error) => error instanceof Pause,
      },
    );
  }

  private async send<T>(send: () => Promise<T>, patch: (answer: T) => Patch): Promise<T> {
    try {
      return await this.host.lists.write(send, patch);
    } catch (error) {
      if (error instanceof StateConflictError || error instanceof PermissionError) return await this.explain(error);
      throw error;
    }
  }

  /** MAAS says "not Ready" without naming the state, and refuses writes to a locked machine with an empty 403. */
  private async explain(error: StateConflictError | PermissionError): Promise<never> {
    const machine = await readMachine(this.client, this.systemId);
    this.learn(machine);
    if (error instanceof PermissionError && !machine.locked) throw error;
    return this.refuse(machine, error);
  }

  /** Leaves the turn until the machine is Ready, when it gets there by itself; else says what is in the way. */
  private refuse(machine: Machine, cause?: Error): never {
    const isNow = isReady(machine);
    if (!machine.locked && (isNow || isOnTheWay(machine))) {
      throw new Pause(`machine ${machine.hostname} is ${machine.status_name}`, () => this.host.untilReady(), cause);
    }
    const deployment = isInUse(machine) ? this.deployment : undefined;
    if (deployment?.redeploys === true) {
      throw new Pause(
        `machine ${machine.hostname} is ${machine.status_name}`,
        () => this.host.release(deployment),
        cause,
      );
    }
    const why = deployment === undefined ? whyNotReady(machine) : whyDeployed(machine, deployment);
    throw new Error([why, cause?.message].filter(Boolean).join(".\n"), { cause });
  }
}
