import { Slots } from "./slots";

/** About here the throughput of a MAAS region peaks; more only adds latency. */
export const IN_FLIGHT = 4;

interface Limit {
  readonly slots: Slots;
  /** The least that anybody asked for. */
  least: number;
}

const byUrl = new Map<string, Limit>();

/**
 * The slots of one server, whatever the number of clients in this process. Where several say how many requests it gets at
 * a time, the smallest number counts, for all of them.
 */
export function slotsFor(url: string, maxInFlight: number | undefined): Slots {
  const limit = byUrl.get(url) ?? { slots: new Slots(IN_FLIGHT), least: Infinity };
  byUrl.set(url, limit);
  if (maxInFlight !== undefined) {
    limit.least = Math.min(limit.least, maxInFlight);
    limit.slots.limitTo(limit.least);
  }
  return limit.slots;
}
