import { alignDown } from "./alignment";
import { type BlockDevice, type Holder } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { effectiveFilesystem, isMounted } from "./filesystem-kinds";
import { cacheSetName } from "./names";
import { tableAvailableSize, tableOverhead, tableUsedSize } from "./partition-table";

/** A filesystem uses the whole device, whatever is on it besides (BlockDevice.get_used_size). */
export function usedSize(storage: Storage, device: BlockDevice): number {
  if (effectiveFilesystem(storage, device) !== undefined) return device.size;
  const table = storage.tableOf(device.id);
  return table === undefined ? 0 : tableUsedSize(storage, table);
}

/** What a partition could have; an empty device pays for its table in advance (BlockDevice.get_available_size). */
export function availableSize(storage: Storage, device: BlockDevice): number {
  if (effectiveFilesystem(storage, device) !== undefined) return 0;
  const table = storage.tableOf(device.id);
  return table === undefined
    ? alignDown(device.size - tableOverhead(storage.machine))
    : tableAvailableSize(storage, table);
}

/** One sentence on what a device or a partition is used for; the first rule that matches (utils/storage.py: used_for). */
export function usedFor(storage: Storage, holder: Holder): string {
  const filesystem = effectiveFilesystem(storage, holder);
  if (filesystem === undefined) return holder.type === "partition" ? "Unused" : tableUse(storage, holder);
  const { fstype, mountPoint, cacheSetId } = filesystem;
  if (isMounted(filesystem)) return `${fstype} formatted filesystem mounted at ${mountPoint}`;
  if (cacheSetId !== null) return `Cache device for ${cacheSetName(storage, cacheSetId)}`;
  const group = storage.groupOf(filesystem);
  if (group === undefined) return `Unmounted ${fstype} formatted filesystem`;
  if (group.type === "lvm-vg") return `LVM volume for ${group.name}`;
  if (group.type === "bcache") return `Backing device for ${group.name}`;
  return `${fstype === "raid-spare" ? "Spare" : "Active"} ${group.type} device for ${group.name}`;
}

function tableUse(storage: Storage, device: BlockDevice): string {
  const table = storage.tableOf(device.id);
  if (table === undefined) return "Unused";
  const count = storage.partitionsIn(table.id).length;
  return `${table.tableType} partitioned with ${count} partition${count > 1 ? "s" : ""}`;
}
