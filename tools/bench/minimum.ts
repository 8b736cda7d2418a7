import { type Declared, writesToCreate } from "./layout";
import { type Operation } from "./operation";

/** The lists that MAAS tells the storage of one machine in; partitions are in that of the disks. */
const LISTS = [["Raid"], ["BcacheCacheSet"], ["Bcache"]] as const;

const listsOf = (layout: readonly Declared[]): number =>
  1 + LISTS.filter(([kind]) => layout.some((declared) => declared.kind === kind)).length;

/**
 * The fewest requests that a client can do with that looks before it writes: one look at each machine that it writes to,
 * one write for each step, and each list once for a refresh.
 */
export function minimumRequests(operation: Operation, machines: number, layout: readonly Declared[]): number {
  switch (operation) {
    case "up":
      return machines * (1 + writesToCreate(layout));
    case "preview":
    case "up again":
      return 0;
    case "refresh":
      return machines * listsOf(layout);
    case "change":
      return 2;
    case "destroy":
      return machines * (1 + layout.length);
  }
}
