import { type Machine } from "../api/machines";
import { type MaasClient } from "../http/client";
import { Slots } from "../../http/slots";
import { type Fleet } from "./fleet";
import { type Patch } from "./patch";
import { type Fetchers, fetchersOf, type Part, type Storage } from "./storage";

/** Of the four requests that a region gets at a time: one slow machine must leave room for the others. */
const READS_AT_A_TIME = 2;

interface InFlight<T> {
  readonly epoch: number;
  readonly answer: Promise<T>;
}

/**
 * What has been read of one machine in this run. Two kinds of reader share it: a *look* (before a write) accepts lists
 * that were brought up to date with the answers of our own writes; a *read* (refresh, get) accepts only what MAAS
 * itself said since the last write. A list that was in flight while a write began or ended is given to no later reader:
 * MAAS may have put it together before the write and sent it after (seen 20 times of 20).
 */
export class Lists {
  private known: Partial<Storage> = {};
  /** Those of the known lists that no write of ours has touched since. */
  private readonly asToldByMaas = new Set<Part>();
  private inFlight: { [P in Part]?: InFlight<Storage[P]> } = {};
  private epoch = 0;
  private since: number | undefined;
  private readonly fetchers: Fetchers;
  private readonly reading = new Slots(READS_AT_A_TIME);

  constructor(
    client: MaasClient,
    private readonly systemId: string,
    private readonly fleet: Fleet,
  ) {
    this.fetchers = {
      ...fetchersOf(client, systemId),
      machine: () => this.fetchMachine(),
      disks: () => this.fetchDisks(),
    };
  }

  /** How long ago the oldest of what is known was read, in milliseconds. */
  get age(): number {
    return this.since === undefined ? 0 : Date.now() - this.since;
  }

  /** For a turn, in which nobody else writes to the machine. */
  async look<P extends Part>(part: P): Promise<Storage[P]> {
    return this.known[part] ?? this.fetch(part);
  }

  /** For readers outside a turn. */
  async read<P extends Part>(part: P): Promise<Storage[P]> {
    const known = this.known[part];
    return known !== undefined && this.asToldByMaas.has(part) ? known : this.fetch(part);
  }

  /** The machine's document, as far as this run knows it. */
  async machine(): Promise<Machine> {
    if (this.known.machine !== undefined) return this.known.machine;
    // What the program has read is older than anything that was done or looked at here.
    const isFirst = this.epoch === 0 && this.since === undefined;
    const { document, at } = await (isFirst ? this.fleet.first(this.systemId) : this.fleet.document(this.systemId));
    return this.learnDocument(document, at);
  }

  /** Keeps a machine's document. It brings the disks along, and says which of the other lists are empty. */
  learnDocument(machine: Machine, at = Date.now()): Machine {
    this.since ??= at;
    this.known.machine = machine;
    this.asToldByMaas.add("machine");
    this.learn("disks", machine.blockdevice_set);
    if (machine.raids.length === 0) this.learn("raids", []);
    if (machine.bcaches.length === 0) this.learn("bcaches", []);
    if (machine.cache_sets.length === 0) this.learn("cacheSets", []);
    if (machine.volume_groups.length === 0) this.learn("volumeGroups", []);
    return machine;
  }

  /** What came along with another answer. */
  private learn<P extends Part>(part: P, value: Storage[P]): void {
    this.known[part] = value;
    this.asToldByMaas.add(part);
    this.since ??= Date.now();
  }

  /** Runs one write, and applies what its answer says. */
  async write<T>(send: () => Promise<T>, patch: (answer: T) => Patch): Promise<T> {
    this.epoch += 1;
    try {
      const answer = await send();
      patch(answer)(this.known);
      this.asToldByMaas.clear();
      return answer;
    } finally {
      this.epoch += 1;
    }
  }

  /** After a write whose outcome is unknown, or a wait in which others may have written. */
  forget(): void {
    this.known = {};
    this.asToldByMaas.clear();
    this.since = undefined;
    this.epoch += 1;
  }

  private async fetchMachine(): Promise<Storage["machine"]> {
    const { epoch } = this;
    const { document, at } = await this.fleet.document(this.systemId);
    return epoch === this.epoch ? this.learnDocument(document, at) : document;
  }

  /** The disks are asked for together with those of other machines. */
  private async fetchDisks(): Promise<Storage["disks"]> {
    const { epoch } = this;
    const { disks, document, at } = await this.fleet.disks(this.systemId);
    if (document !== undefined && epoch === this.epoch) this.learnDocument(document, at);
    return disks;
  }

  private fetch<P extends Part>(part: P): Promise<Storage[P]> {
    const flying = this.inFlight[part];
    if (flying !== undefined && flying.epoch === this.epoch) return flying.answer;
    if (part === "disks") {
      const machine = this.inFlight.machine;
      if (machine?.epoch === this.epoch) return machine.answer.then(() => this.read(part));
    }
    const epoch = this.epoch;
    const answer = this.reading.run(() => this.fetchers[part]());
    const mine: InFlight<Storage[P]> = { epoch, answer };
    Object.assign(this.inFlight, { [part]: mine });
    void answer
      .then((value) => {
        if (epoch === this.epoch) this.learn(part, value);
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.inFlight[part] === mine) delete this.inFlight[part];
      });
    return answer;
  }
}
