import { type BlockDevice, listBlockDevices } from "../api/block-devices";
import { listLength, listMachinesById, machine as machineSchema, type Machine, readMachine } from "../api/machines";
import { type MaasClient } from "../http/client";
import { ResponseError, ServerError } from "../../http/errors";
import { type Told } from "./hand-over";

/** Lists under way at a time: of the four requests that a region gets, one is left for writes. */
const LISTS_AT_A_TIME = 3;
/** The engine asks for the resources of several machines one call after the other: so long a list is kept open for them. */
const OPEN_MS = 5;
/** And so long for steps of a run with many machines, which are under way beside each other; its checks are not. */
const OPEN_FOR_MANY_MS = 100;
/** A list costs the region about 200 ms and 25 ms a machine, the disks of one machine 60 ms. */
const WORTH_A_LIST = 3;

/** What is kept for machines that nobody has asked for yet: more programs do not declare in one stack. */
const MOST_AHEAD = 1_000;
/** What the program has read is as good as an own look for so long. */
const YOUNG_MS = 5 * 60_000;

/** What was read of one machine: its disks, and its document when that came along. */
export interface FirstLook {
  readonly disks: BlockDevice[];
  readonly document?: Machine;
  /** When MAAS was asked, in milliseconds. */
  readonly at: number;
}

interface Wanted {
  document: boolean;
  /** Nobody has asked for it yet: when it is not in the list, that is the end of it. */
  isAhead: boolean;
  readonly answer: Promise<FirstLook>;
  readonly resolve: (look: FirstLook | Promise<FirstLook>) => void;
}

/**
 * The looks of a run at its machines, asked for together: MAAS reads a machine in a list at a fifth of the cost of its
 * document. Those who ask while lists are under way share the next one.
 */
export class Fleet {
  private readonly waiting = new Map<string, Wanted>();
  private readonly seen = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly ahead = new Map<string, Promise<FirstLook>>();
  private underWay = 0;
  private isOpen = false;

  constructor(
    private readonly client: MaasClient,
    /** What the program has told about its machines in this region since the last call. */
    private readonly hear: () => readonly Told[] = () => [],
  ) {}

  /**
   * The first look of a run at a machine: what its program has read already, else its document, asked for together with
   * those of the other machines that the program has named.
   */
  async first(systemId: string): Promise<FirstLook & { readonly document: Machine }> {
    this.prepare();
    const known = this.ahead.get(systemId);
    this.ahead.delete(systemId);
    this.seen.add(systemId);
    const look = await known?.catch(() => undefined);
    if (look?.document !== undefined && Date.now() - look.at < YOUNG_MS) return { ...look, document: look.document };
    return this.document(systemId);
  }

  /** The document of a machine as it is now, which brings its disks along. */
  async document(systemId: string): Promise<FirstLook & { readonly document: Machine }> {
    const look = await this.ask(systemId, true);
    return { ...look, document: look.document ?? (await readMachine(this.client, systemId)) };
  }

  /** The disks of a machine, with its document when that is cheaper. */
  disks(systemId: string): Promise<FirstLook> {
    return this.ask(systemId, false);
  }

  /** Asks for the machines that the program has named but not read, before the engine comes to them. */
  private prepare(): void {
    for (const { systemId, document, at } of this.hear()) {
      // Whoever has looked already knows more: what it has written since.
      if (this.seen.has(systemId) || Date.now() - at >= YOUNG_MS) continue;
      const { data } = machineSchema.safeParse(document);
      if (data !== undefined) this.keep(systemId, Promise.resolve(lookAt(data, at)));
      else if (!this.ahead.has(systemId)) this.keep(systemId, this.ask(systemId, true, true));
    }
  }

  private keep(systemId: string, look: Promise<FirstLook>): void {
    if (this.ahead.size >= MOST_AHEAD) return;
    look.catch(() => undefined);
    this.ahead.set(systemId, look);
  }

  private ask(systemId: string, document: boolean, isAhead = false): Promise<FirstLook> {
    const known = this.waiting.get(systemId);
    if (known !== undefined) {
      known.document ||= document;
      known.isAhead &&= isAhead;
      return known.answer;
    }
    let resolve: Wanted["resolve"] = () => undefined;
    const answer = new Promise<FirstLook>((done) => (resolve = done));
    this.waiting.set(systemId, { document, isAhead, answer, resolve });
    this.asked.add(systemId);
    this.open(document || this.asked.size < WORTH_A_LIST ? OPEN_MS : OPEN_FOR_MANY_MS);
    return answer;
  }

  private open(ms: number): void {
    if (this.isOpen) return;
    this.isOpen = true;
    setTimeout(() => {
      this.isOpen = false;
      this.send();
    }, ms);
  }

  /** Shares those who wait among the lists that may be under way. */
  private send(): void {
    while (this.waiting.size > 0 && this.underWay < LISTS_AT_A_TIME) {
      const count = listLength(this.waiting.size, LISTS_AT_A_TIME - this.underWay);
      const chosen = new Map([...this.waiting].slice(0, count));
      for (const systemId of chosen.keys()) this.waiting.delete(systemId);
      this.underWay += 1;
      void this.read(chosen).finally(() => {
        this.underWay -= 1;
        if (this.waiting.size > 0) this.open(OPEN_MS);
      });
    }
  }

  private async read(chosen: ReadonlyMap<string, Wanted>): Promise<void> {
    const at = Date.now();
    const documents = [...chosen.values()].filter((wanted) => wanted.document).length;
    const inList = chosen.size > 1 && (documents > 1 || chosen.size >= WORTH_A_LIST);
    const list = inList ? this.list([...chosen.keys()]) : Promise.resolve(new Map<string, Machine>());
    const looks = [...chosen].map(async ([systemId, wanted]) => {
      const look = list.then((found) => {
        const document = found.get(systemId);
        if (document !== undefined) return lookAt(document, at);
        if (inList && wanted.isAhead) throw new Error(`machine ${systemId} is not in the list`);
        return this.readAlone(systemId, wanted.document);
      });
      wanted.resolve(look);
      await look.catch(() => undefined);
    });
    await Promise.all(looks);
  }

  /** Machines that are missing here are asked for alone: that answer says whether they are gone or may not be seen. */
  private async list(systemIds: readonly string[]): Promise<ReadonlyMap<string, Machine>> {
    try {
      const machines = await listMachinesById(this.client, systemIds);
      return new Map(machines.map((machine) => [machine.system_id, machine]));
    } catch (error) {
      // One machine can spoil the list for all: alone, the others are read.
      if (error instanceof ResponseError || (error instanceof ServerError && error.outcome !== "unknown"))
        return new Map();
      throw error;
    }
  }

  private async readAlone(systemId: string, document: boolean): Promise<FirstLook> {
    const at = Date.now();
    if (document) return lookAt(await readMachine(this.client, systemId), at);
    return { disks: await listBlockDevices(this.client, systemId), at };
  }
}

const lookAt = (document: Machine, at: number): FirstLook => ({ disks: document.blockdevice_set, document, at });
