import { type StatusName } from "./node-status";
import { type Random, randomText, randomUuid, seededRandom } from "./random";
import { type Hardware, USUAL_HARDWARE } from "./hardware";
import { EventLog } from "./events";
import { LifeFailures } from "./failures";
import { type BootResource, defaultImages } from "./images";
import { type NodeScripts } from "./scripts";
import { type Rows } from "./storage/records";
import { Sequences } from "./storage/sequences";
import { type MachineFacts, type Mint, Storage } from "./storage/storage";
import { type VmHost } from "./vm-host";

export interface Nic {
  readonly id: number;
  readonly linkId: number | null;
  readonly name: string;
  readonly mac: string;
  /** Commissioning has looked at it; before, only its address is known. */
  readonly isFound: boolean;
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
  nics: readonly Nic[];
  tags: readonly string[];
  scripts: NodeScripts;
}

/** How the power of a node is switched; some drivers have lists. */
export type PowerParameters = Readonly<Record<string, string | readonly string[]>>;

export interface Machine extends Node, MachineFacts {
  readonly kind: "machine";
  readonly systemId: string;
  architecture: string;
  biosBootMethod: string | null;
  pool: string;
  powerType: string;
  powerState: string;
  powerParameters: PowerParameters;
  status: StatusName;
  /** Where rescue mode and tests lead back to. */
  previousStatus: StatusName;
  owner: string | null;
  /** What the program calls itself that allocated the machine. */
  agentName: string;
  locked: boolean;
  /** The addresses that its links have while it is installed. */
  addresses: readonly string[];
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
  /** What MAAS hears of the machine meanwhile, in order. */
  readonly news: readonly News[];
}

/** An event on a machine's way. */
export interface News {
  readonly at: number;
  readonly type: string;
}

/** A machine that is being switched on or off. */
export interface PowerChange {
  readonly to: "on" | "off" | "error";
  readonly at: number;
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
  powerParameters: PowerParameters;
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

/** A word for nodes. A definition would give it out by itself; no node here has the hardware report that it asks. */
export interface Tag {
  readonly name: string;
  readonly comment: string;
  readonly kernelOpts: string;
  readonly definition: string;
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
  images: readonly BootResource[] = defaultImages([]);
  /** What commissioning finds in machines that were made through the API. */
  template: Hardware = USUAL_HARDWARE;
  readonly vmHosts = new Map<number, VmHost>();
  readonly sequences = new Sequences();
  readonly events = new EventLog(this.sequences.events);
  /** What is under way, by system id. */
  readonly transitions = new Map<string, Transition>();
  /** Machines that are being switched, by system id. */
  readonly powerChanges = new Map<string, PowerChange>();
  readonly failures = new LifeFailures();
  /** How long commissioning, testing, deploying and erasing take. */
  transitionMs = 0;
  /** How long it takes to switch a machine on or off, and so to release it. */
  powerMs = 0;
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
