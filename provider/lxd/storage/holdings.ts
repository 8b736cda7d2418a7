import { type Decision } from "../../pulumi/kind";
import { textIn } from "./inputs";

/** How long a resource waits for a name that another one of the program is about to give up. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** Where an object is, in one text: `default/fast/data`. */
export type Address = string;

interface Holder {
  readonly identity: string;
  /** Where the program wants the object; undefined when the engine is going to delete it, to make it anew. */
  readonly next: Address | undefined;
  /** Whom the state has it for, when it differs from what the program wants: then the engine may replace it unasked. */
  readonly replaceableAs?: string | undefined;
}

/**
 * What the running program has where. In LXD a name is all that an object goes by, so two resources must never have one,
 * and one that another resource gives up in the same run is waited for.
 */
export class Holdings {
  private readonly held = new Map<Address, Holder>();
  private readonly declared = new Map<Address, string>();
  private readonly identities = new Set<string>();
  private readonly made = new Set<Address>();
  private readonly moves = new Map<Address, Address>();

  constructor(private readonly sleep: (ms: number) => Promise<void>) {}

  /** The program wants an object here. Answers false when another resource of it wants the same. */
  declare(address: Address, identity: string): boolean {
    this.identities.add(identity);
    const other = this.declared.get(address);
    if (other === undefined || identity === "") this.declared.set(address, identity);
    return other === undefined || other === identity;
  }

  /** The state has an object here, and the program wants it at `wanted`, if the engine does not make it anew. */
  hold(address: Address, wanted: Address, { state, inputs, isChanged, isReplaced }: Decision): void {
    const next = isReplaced ? undefined : wanted;
    const replaceableAs = isChanged ? textIn(state, "identity") : undefined;
    this.held.set(address, { identity: textIn(inputs, "identity") ?? "", next, replaceableAs });
    if (next !== undefined && next !== address) this.moves.set(address, next);
  }

  /** True when the program takes the object from one address to the other. */
  moved(from: Address, to: Address): boolean {
    return this.moves.get(from) === to;
  }

  /** The object has left the address: it was moved or deleted. */
  leave(address: Address): void {
    this.held.delete(address);
    this.made.delete(address);
  }

  /** This run has made the object here, or brought it here. */
  arrive(address: Address, identity: string): void {
    this.held.set(address, { identity, next: address });
    this.made.add(address);
  }

  /**
   * Why the deletion of what the state of one resource has here must not take it; undefined when it may. Two resources may
   * come to have one object: under an alias the one that has it is not the one that it is marked for.
   */
  whyItStays(address: Address, identity: string): string | undefined {
    if (this.made.has(address)) return "this run has made it";
    const holder = this.holderOf(address);
    const isAnothers = holder?.next === address && ![holder.identity, holder.replaceableAs].includes(identity);
    return isAnothers ? "another resource of this program has it" : undefined;
  }

  /** True when the state has what is here for this very resource: to be made anew, it has to be deleted first. */
  isPredecessor(address: Address, identity: string): boolean {
    return this.held.get(address)?.identity === identity && !this.made.has(address);
  }

  /** True when another resource of the program has what is here, and gives it up in this run. */
  isGivenUp(address: Address): boolean {
    const holder = this.held.get(address);
    return holder !== undefined && holder.next !== address;
  }

  /** The resource of the program that has what is here. A refresh tells also of those that the program has no longer. */
  private holderOf(address: Address): Holder | undefined {
    const holder = this.held.get(address);
    return holder !== undefined && this.identities.has(holder.identity) ? holder : undefined;
  }

  /** Waits until the address is free of other resources of the program. @throws when it does not become free */
  async untilFree(address: Address, identity: string, announce: (line: string) => void): Promise<void> {
    const began = Date.now();
    for (let isFirst = true; ; isFirst = false) {
      const holder = this.holderOf(address);
      if (holder === undefined || holder.identity === identity) return;
      if (holder.next === address) throw new Error(`another resource of this program has ${address}`);
      if (this.isCircle(address, identity)) {
        throw new Error(
          `${address} is given up only for a place that this resource has to give up first: do it in two runs, with ` +
            `another name in between`,
        );
      }
      if (Date.now() - began > PATIENCE_MS) {
        throw new Error(`${address} is still taken: give this resource a dependsOn on the one that gives it up`);
      }
      if (isFirst) announce(`waiting for another resource of this program to give up ${address}`);
      await this.sleep(LOOK_EVERY_MS);
    }
  }

  /** True when what holds the address waits, over whatever number of others, for what this resource has. */
  private isCircle(address: Address, identity: string): boolean {
    const seen = new Set<Address>();
    for (let at: Address | undefined = address; at !== undefined && !seen.has(at); at = this.held.get(at)?.next) {
      if (this.held.get(at)?.identity === identity) return true;
      seen.add(at);
    }
    return false;
  }
}
