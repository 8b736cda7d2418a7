import { type Machine } from "../api/machines";

/** States that end by themselves in Ready, unless something fails. MAAS's own words (`status_name`). */
const ON_THE_WAY: ReadonlySet<string> = new Set([
  "Commissioning",
  "Testing",
  "Releasing",
  "Disk erasing",
  "Exiting rescue mode",
]);

const WAY_OUT: Readonly<Record<string, string>> = {
  New: "commission it",
  Allocated: "release it: what is changed while it is allocated is thrown away on release",
  Deploying: "its storage is in use by the deployment",
  Deployed: "its storage is in use; release it to change its layout",
  Broken: "mark it as fixed",
  "Rescue mode": "exit rescue mode",
};

/**
 * In these states MAAS shows the copies of filesystems that an allocation makes. A machine that was never allocated has
 * none: its disks and partitions look unused, though nothing on them has changed (node_status.py).
 */
const HIDING: ReadonlySet<string> = new Set([
  "Testing",
  "Failed testing",
  "Entering rescue mode",
  "Failed to enter rescue mode",
  "Rescue mode",
  "Exiting rescue mode",
  "Failed to exit rescue mode",
]);

/** True when a filesystem that is not shown may be there all the same. */
export const hidesFilesystems = (machine: Machine): boolean => HIDING.has(machine.status_name);

/** True when a machine in this state gets to Ready by itself. */
export const isOnTheWay = (machine: Machine): boolean => ON_THE_WAY.has(machine.status_name);

export const isReady = (machine: Machine): boolean => machine.status_name === "Ready" && !machine.locked;

/** Why the storage of this machine cannot be changed now, and the way out. */
export function whyNotReady(machine: Machine): string {
  const name = `machine ${machine.hostname} (${machine.system_id})`;
  if (machine.locked) return `${name} is locked: unlock it in MAAS to change its storage`;
  const way = WAY_OUT[machine.status_name] ?? "bring it back to Ready in MAAS";
  return `${name} is ${machine.status_name}, and MAAS changes storage only in Ready: ${way}, then run again`;
}
