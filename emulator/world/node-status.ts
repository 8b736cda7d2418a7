/** Number, filter word and display name of every machine state (maascommon/enums/node.py). */
const STATUSES = [
  [0, "new", "New"],
  [1, "commissioning", "Commissioning"],
  [2, "failed_commissioning", "Failed commissioning"],
  [3, "missing", "Missing"],
  [4, "ready", "Ready"],
  [5, "reserved", "Reserved"],
  [6, "deployed", "Deployed"],
  [7, "retired", "Retired"],
  [8, "broken", "Broken"],
  [9, "deploying", "Deploying"],
  [10, "allocated", "Allocated"],
  [11, "failed_deployment", "Failed deployment"],
  [12, "releasing", "Releasing"],
  [13, "failed_releasing", "Releasing failed"],
  [14, "disk_erasing", "Disk erasing"],
  [15, "failed_disk_erasing", "Failed disk erasing"],
  [16, "rescue_mode", "Rescue mode"],
  [17, "entering_rescue_mode", "Entering rescue mode"],
  [18, "failed_entering_rescue_mode", "Failed to enter rescue mode"],
  [19, "exiting_rescue_mode", "Exiting rescue mode"],
  [20, "failed_exiting_rescue_mode", "Failed to exit rescue mode"],
  [21, "testing", "Testing"],
  [22, "failed_testing", "Failed testing"],
] as const;

/** A machine's state under the name that MAAS displays, e.g. `Ready` or `Failed deployment`. */
export type StatusName = (typeof STATUSES)[number][2];

export const STATUS_NAMES = STATUSES.map(([, , name]) => name);
export const STATUS_WORDS: readonly string[] = STATUSES.map(([, word]) => word);

const numbers = new Map<string, number>(STATUSES.map(([number, , name]) => [name, number]));
const words = new Map<string, string>(STATUSES.map(([, word, name]) => [name, word]));

export function statusNumber(name: StatusName): number {
  return numbers.get(name) ?? 0;
}

export function statusWord(name: StatusName): string {
  return words.get(name) ?? "";
}

/** In these states a machine shows and edits a scratch copy of its filesystems (node_status.py: ALLOCATED_NODE_STATUSES). */
const ALLOCATED: ReadonlySet<StatusName> = new Set<StatusName>([
  "Allocated",
  "Deploying",
  "Deployed",
  "Failed deployment",
  "Releasing",
  "Releasing failed",
  "Disk erasing",
  "Failed disk erasing",
  "Rescue mode",
  "Entering rescue mode",
  "Failed to enter rescue mode",
  "Exiting rescue mode",
  "Failed to exit rescue mode",
  "Testing",
  "Failed testing",
]);

export function isAllocatedState(name: StatusName): boolean {
  return ALLOCATED.has(name);
}
