import { type StatusName } from "./node-status";
import { type Random, randomText, randomUuid, seededRandom } from "./random";
import { type Rows } from "./storage/records";
import { Sequences } from "./storage/sequences";
import { type MachineFacts, type Mint, Storage } from "./storage/storage";

export interface Nic {
  readonly id: number;
  readonly linkId: number | null;
  readonly name: string;
  readonly mac: string;
}

/** What machines and controllers have in common. */
export interface Node {
  readonly systemId: string;
  hostname: string;
  architecture: string;
  cpuCount: number;
  /** MiB. */
  memory: number;
  zone: string;
  domain: string;
  osystem: string;
  distroSeries: string;
  readonly nics: readonly Nic[];
  /** Of commissioning, and of testing. */
  readonly scriptSets: readonly [number, number];
}

export interface Machine extends Node, MachineFacts {
  readonly kind: "machine";
  readonly systemId: string;
  architecture: string;
  pool: string;
  tags: readonly string[];
  powerType: string;
  powerState: string;
  powerParameters: Readonly<Record<string, string>>;
  status: StatusName;
  /** Where rescue mode and tests lead back to. */
  previousStatus: StatusName;
  owner: string | null;
  locked: boolean;
  /** Fields of the machine's document that were set through the API and have no other place here. */
  shown: Readonly<Record<string, unknown>>;
  /** Replaced as a whole by each request that succeeds. */
  rows: Rows;
}

/** A state that passes by itself: where it leads, and when. */
export interface Transition {
  readonly to: StatusName;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Commissioning finds the disks anew. */
  readonly relayout: boolean;
}

export interface Service {
  readonly name: string;
  readonly status: string;
  readonly status_info: string;
}

export interface Controller extends Node {
  readonly kind: "controller";
  isRack: boolean;
  readonly isRegion: boolean;
  readonly version: string;
  readonly services: readonly Service[];
  powerParameters: Readonly<Record<string, string>>;
  /** Fields of the controller's document that were set through the API. */
  shown: Readonly<Record<string, unknown>>;
}

export interface User {
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  /** `consumer:token:secret` */
  readonly apiKey: string;
}

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** A word for machines; those that a rule on the hardware gives out by itself are not emulated. */
export interface Tag {
  readonly name: string;
  readonly comment: string;
  readonly kernelOpts: string;
}

export interface Domain extends Named {
  readonly isDefault: boolean;
}

/** What all machines, NICs and controllers show besides what is emulated, by the name of the part. */
export type Defaults = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const SYSTEM_ID_LETTERS = "abcdefghkmnpqrstwxyz3478";

/** Everything that the emulator knows. */
export class World {
  readonly machines = new Map<string, Machine>();
  readonly controllers = new Map<string, Controller>();
  readonly users = new Map<string, User>();
  zones: readonly Named[] = [];
  pools: readonly Named[] = [];
  domains: readonly Domain[] = [];
  tags: readonly Tag[] = [];
  version = "3.7.3";
  defaults: Defaults = {};
  readonly sequences = new Sequences();
  /** What is under way, by system id. */
  readonly transitions = new Map<string, Transition>();
  /** How long commissioning, deploying, releasing and the like take. */
  transitionMs = 0;
  readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  private get mint(): Mint {
    return { sequences: this.sequences, uuid: () => randomUuid(this.random) };
  }

  storageOf(machine: Machine, rows: Rows = machine.rows): Storage {
    return new Storage(machine, rows, this.mint);
  }

  /** Changes the storage of a machine, or nothing of it when `change` throws. */
  change(machine: Machine, change: (draft: Storage) => void): void {
    const draft = this.storageOf(machine).draft();
    change(draft);
    machine.rows = draft.rows;
  }

  newSystemId(): string {
    for (;;) {
      const id = randomText(this.random, SYSTEM_ID_LETTERS, 6);
      if (!this.machines.has(id) && !this.controllers.has(id)) return id;
    }
  }
}
