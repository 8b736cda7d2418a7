/** At most so many at a time; the others wait in the order in which they came. */
export class Slots {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private limit: number) {}

  /** A new limit, for all that begin from now on. */
  limitTo(limit: number): void {
    this.limit = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.startWaiting();
    }
  }

  private startWaiting(): void {
    while (this.running < this.limit) {
      const next = this.queue.shift();
      if (next === undefined) return;
      this.running += 1;
      next();
    }
  }
}
