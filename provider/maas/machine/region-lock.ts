import { createLockTag, deleteLockTag, readLockTag, updateLockTag } from "../api/lock-tags";
import { NotFoundError, ValidationError } from "../../http/errors";
import { type MaasClient } from "../http/client";
import { isOfDeadProcess, type Lease, leaseText, newLease, readLease, successorOf } from "./lease";

/** How long a lock is good for when its holder says nothing more. */
const LEASE_MS = 120_000;
/** With less than this left it is renewed before a write, so that a write has ended when somebody takes the lock over. */
const RENEW_MS = 60_000;
const MOST_ATTEMPTS = 5;
const LOOK_AGAIN_MS = 1_000;
/** A wait that is longer than this is announced. */
const QUIET_MS = 2_000;

export interface RegionLockOptions {
  readonly announce: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly leaseMs?: number;
}

/**
 * The lock of a machine that several computers share. MAAS has none, but the name of a tag is unique in its database: who
 * makes the tag has the lock. A lease in its comment says until when; one that lapsed is followed by another tag, whose
 * name comes from the lease, so that of several who take over only one does, and a late renewal is noticed.
 */
export class RegionLock {
  private held: { readonly names: readonly string[]; lease: Lease } | undefined;

  constructor(
    private readonly client: MaasClient,
    private readonly systemId: string,
    private readonly options: RegionLockOptions,
  ) {}

  /** Takes the lock, or makes sure that it is still held. True when somebody else may have written since. */
  async hold(): Promise<boolean> {
    if (this.held !== undefined && (await this.isStillHeld(this.held))) return false;
    const wasHeld = this.held !== undefined;
    this.held = undefined;
    return (await this.take()) || wasHeld;
  }

  /** After its lease has lapsed others may build on these tags: they remove them. */
  async release(): Promise<void> {
    const { names = [], lease } = this.held ?? {};
    this.held = undefined;
    if (lease === undefined || lease.until <= this.client.now()) return;
    for (const name of names) await deleteLockTag(this.client, name).catch(() => undefined);
  }

  private get leaseMs(): number {
    return this.options.leaseMs ?? LEASE_MS;
  }

  private get renewMs(): number {
    return Math.min(RENEW_MS, this.leaseMs / 2);
  }

  private async isStillHeld(held: NonNullable<typeof this.held>): Promise<boolean> {
    const left = held.lease.until - this.client.now();
    if (left > this.renewMs) return true;
    if (left <= 0) return false;
    const lease = { ...held.lease, until: this.client.now() + this.leaseMs };
    const name = held.names.at(-1) ?? "";
    try {
      await updateLockTag(this.client, { name, comment: leaseText(lease) });
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
    held.lease = lease;
    return (await this.find(successorOf(name, lease))) === undefined;
  }

  /** True when it was not free at once. */
  private async take(): Promise<boolean> {
    const base = `pulumi-maas-writer-${this.systemId}`;
    const start = Date.now();
    let announced = false;
    for (let names = [base], waited = false; ;) {
      const name = names.at(-1) ?? base;
      const lease = newLease(this.client.now() + this.leaseMs);
      const other = await this.make(name, lease);
      if (other === undefined) {
        if (await this.isAlone(names)) {
          this.held = { names, lease };
          return waited;
        }
        await deleteLockTag(this.client, name).catch(() => undefined);
        names = [base];
        continue;
      }
      waited = true;
      if (other.until <= this.client.now() || isOfDeadProcess(other)) {
        names = [...names, successorOf(name, other)];
        continue;
      }
      if (!announced && Date.now() - start > QUIET_MS) {
        announced = true;
        this.options.announce(
          `machine ${this.systemId}: waiting for another pulumi-maas that writes to it (tag ${name} in MAAS)`,
        );
      }
      await this.options.sleep(LOOK_AGAIN_MS);
      names = [base];
    }
  }

  /** Makes the tag; the lease of whoever was quicker, when somebody was. */
  private async make(name: string, lease: Lease): Promise<Lease | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await createLockTag(this.client, { name, comment: leaseText(lease) });
        return undefined;
      } catch (error) {
        const found = await this.find(name);
        if (found?.token === lease.token) return undefined;
        if (found !== undefined) return found;
        // Refused, and gone when it was looked at: it was given back meanwhile.
        if (!(error instanceof ValidationError) || attempt >= MOST_ATTEMPTS) throw error;
      }
    }
  }

  private async find(name: string): Promise<Lease | undefined> {
    try {
      const { comment } = await readLockTag(this.client, name);
      const lease = readLease(comment);
      if (lease !== undefined) return lease;
      throw new Error(`the tag ${name} in MAAS is not a lock of pulumi-maas: delete it, and run again`);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Whoever was thought to have let its lease lapse may have renewed it, or given it back, meanwhile. */
  private async isAlone(names: readonly string[]): Promise<boolean> {
    const before = names.at(-2);
    if (before === undefined) return true;
    const lease = await this.find(before);
    return lease !== undefined && (lease.until <= this.client.now() || isOfDeadProcess(lease));
  }
}
