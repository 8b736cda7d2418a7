import { type Random } from "../world/random";
import { type FaultTarget } from "./plan";

/** How long requests take: not at all, a fixed time in milliseconds, or as a real region does. */
export type Latency = number | "region";

/** How many requests one process of a region works on at a time; the others wait. */
export const REGION_SLOTS = 4;

/**
 * Milliseconds that a MAAS 3.7.3 region took, median and 95th percentile, with PostgreSQL on the same two cores; for answers
 * that grow with what is on a machine, those of an empty one, and the milliseconds of each further KiB. A machine in a
 * list costs a fifth of its document: MAAS reads what belongs to several machines at once there. The first row that matches counts.
 */
const MEASURED: readonly (readonly [
  method: string,
  path: RegExp,
  op: string | undefined,
  median: number,
  p95: number,
  perKib?: number,
])[] = [
  ["GET", /\/version\/$/, undefined, 2, 3],
  ["GET", /\/users\/$/, "whoami", 5, 6],
  ["GET", /\/machines\/[^/]+\/$/, undefined, 35, 37, 5.1],
  ["GET", /\/machines\/$/, undefined, 180, 200, 0.6],
  ["GET", /controllers\/[^/]+\/$/, undefined, 23, 24],
  ["GET", /controllers\/$/, undefined, 154, 167],
  ["GET", /\/blockdevices\/$/, undefined, 27, 28, 3.3],
  ["GET", /\/(blockdevices\/[^/]+\/|partitions?\/[^/]*)$/, undefined, 12, 14],
  ["GET", /\/(raids|raid\/[^/]+)\/$/, undefined, 8, 9, 7.6],
  ["GET", /\/(bcaches|bcache\/[^/]+)\/$/, undefined, 8, 9, 10.5],
  ["GET", /\/bcache-cache-set/, undefined, 8, 9, 17],
  ["GET", /\/volume-group/, undefined, 8, 9, 14],
  ["POST", /\/machines\/[^/]+\/$/, undefined, 160, 166],
  ["POST", /\/partitions\/$/, undefined, 13, 15],
  ["POST", /\/partitions?\/[^/]+$/, "format", 27, 30],
  ["POST", /\/(partitions?\/[^/]+|blockdevices\/[^/]+\/)$/, undefined, 15, 17],
  ["DELETE", /\/partitions?\/[^/]+$/, undefined, 30, 32],
  ["POST", /\/raids\/$/, undefined, 57, 62],
  ["PUT", /\/raid\//, undefined, 76, 84],
  ["POST", /\/bcaches\/$/, undefined, 75, 81],
  ["PUT", /\/bcache\//, undefined, 89, 95],
  ["POST", /\/(bcache-cache-sets|volume-groups)\/$/, undefined, 35, 40],
  ["PUT", /\/bcache-cache-set\//, undefined, 50, 54],
  ["POST", /\/volume-group/, undefined, 28, 33],
  ["DELETE", /./, undefined, 19, 21],
];
const OTHERS = [15, 18] as const;

/** How long a request takes, in milliseconds, whose answer has so many bytes. */
export function latencyOf(latency: Latency, target: FaultTarget, bytes: number, random: Random): number {
  if (latency !== "region") return latency;
  const row = MEASURED.find(
    ([method, path, op]) =>
      method === target.method && path.test(target.path) && (op === undefined || op === target.op),
  );
  const [median, p95, perKib = 0] = row === undefined ? OTHERS : [row[3], row[4], row[5]];
  return (median + (bytes / 1024) * perKib) * (p95 / median) ** spread(random);
}

/** Standard normal, scaled so that 1 is the 95th percentile (the logarithms of latencies are about normal). */
function spread(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return normal / 1.645;
}

/** Lets a limited number through at a time, first come first served. */
export class Slots {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly count: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken < this.count) this.taken += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The slot goes to the next in line, or is free.
      const next = this.waiting.shift();
      if (next === undefined) this.taken -= 1;
      else next();
    }
  }
}
