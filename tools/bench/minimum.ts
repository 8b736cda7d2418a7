import { type Declared, writesToCreate } from "../../kit/layouts/declared";
import { type Operation } from "./operation";

/** The lists that MAAS tells the storage of one machine in; partitions are in that of the disks. */
const LISTS = [["Raid"], ["BcacheCacheSet"], ["Bcache"]] as const;

const listsOf = (layout: readonly Declared[]): number =>
  1 + LISTS.filter(([kind]) => layout.some((declared) => declared.kind === kind)).length;

/** Machines that a client may read in one list: more would make a URL that a server refuses. */
const MACHINES_IN_A_LIST = 25;

/**
 * The fewest requests that a client can do with that looks before it writes: looks at the machines, which share lists, one
 * write for each step, and each other list of a machine once for a refresh.
 */
export function minimumRequests(operation: Operation, machines: number, layout: readonly Declared[]): number {
  const looks = Math.ceil(machines / MACHINES_IN_A_LIST);
  switch (operation) {
    case "new preview":
      return looks;
    case "up":
      return looks + machines * writesToCreate(layout);
    case "previewed up":
      return 2 * looks + machines * writesToCreate(layout);
    case "preview":
    case "up again":
      return 0;
    case "refresh":
      return looks + machines * (listsOf(layout) - 1);
    case "previewed refresh":
      return 2 * minimumRequests("refresh", machines, layout);
    case "change":
      return 2;
    case "change all":
      return looks + machines;
    case "destroy":
    case "previewed destroy":
      return looks + machines * layout.length;
  }
}
