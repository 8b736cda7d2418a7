import { type Device, type Storage, partitionsOf } from "../world";
import { isMounted } from "./filesystems";

/** A cache set is called by its position among those of its machine. `models/cacheset.py: get_name` */
export const cacheSetName = (storage: Storage, id: number): string =>
  `cache${[...storage.cacheSets].sort((a, b) => a.id - b.id).findIndex((other) => other.id === id)}`;

/** `utils/storage.py: used_for`; the first that applies. */
export function usedFor(storage: Storage, device: Device): string {
  const { filesystem } = device;
  if (filesystem !== null) {
    if (isMounted(filesystem))
      return `${filesystem.fstype} formatted filesystem mounted at ${filesystem.mountPoint ?? ""}`;
    const name = filesystem.group?.name ?? "";
    const level = filesystem.group?.level ?? "";
    switch (filesystem.fstype) {
      case "lvm-pv":
        return `LVM volume for ${name}`;
      case "raid":
        return `Active ${level} device for ${name}`;
      case "raid-spare":
        return `Spare ${level} device for ${name}`;
      case "bcache-cache":
        return filesystem.cacheSet ? `Cache device for ${cacheSetName(storage, filesystem.cacheSet.id)}` : "Unused";
      case "bcache-backing":
        return `Backing device for ${name}`;
      default:
        return `Unmounted ${filesystem.fstype} formatted filesystem`;
    }
  }
  const table = device.kind === "disk" ? device.tables[0] : undefined;
  if (device.kind === "disk" && table !== undefined) {
    const count = partitionsOf(device).length;
    return `${table.type} partitioned with ${count} partition${count === 1 ? "" : "s"}`;
  }
  return "Unused";
}
