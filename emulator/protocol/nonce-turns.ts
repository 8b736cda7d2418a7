/**
 * Requests with one nonce come one after the other. The nonce is a row with a unique index: a transaction that would insert it
 * a second time waits for the first one to end. It then finds the nonce used, or free again when the first was rolled back.
 */
export class NonceTurns {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<T>(nonce: string | undefined, work: () => Promise<T>): Promise<T> {
    if (nonce === undefined) return work();
    const before = this.last.get(nonce);
    const mine = before === undefined ? work() : before.then(work, work);
    this.last.set(nonce, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(nonce) === mine) this.last.delete(nonce);
    }
  }
}
