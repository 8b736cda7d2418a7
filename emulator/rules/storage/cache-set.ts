import { type BlockDevice, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest } from "../../wire/reply";
import { createFilesystem, saveFilesystem } from "./filesystem";
import { memberFor } from "./partition-table";

/** Makes a cache set on a device or a partition; of the boot disk, its one partition (CreateCacheSetForm.save). */
export function createCacheSet(storage: Storage, cache: BlockDevice | Partition): number {
  const holder = cache.type === "partition" ? cache : memberFor(storage, cache);
  const cacheSetId = storage.mint.sequences.cacheSets.next();
  createFilesystem(storage, holder, { fstype: "bcache-cache", cacheSetId });
  return cacheSetId;
}

/**
 * Moves a cache set. MAAS takes the former partition off before it sets a device, but not the former device before it sets
 * the boot disk's partition, and then refuses that (UpdateCacheSetForm.save).
 */
export function moveCacheSet(storage: Storage, cacheSetId: number, cache: BlockDevice | Partition): void {
  const filesystem = storage.cacheSetFilesystem(cacheSetId);
  if (filesystem === undefined) throw new Error(`cache set ${cacheSetId} has lost its device`);
  if (cache.type === "partition") {
    saveFilesystem(storage, { ...filesystem, deviceId: null, partitionId: cache.id });
    return;
  }
  const holder = memberFor(storage, cache);
  const place = holder.type === "partition" ? { partitionId: holder.id } : { partitionId: null, deviceId: holder.id };
  saveFilesystem(storage, { ...filesystem, ...place });
}

/** A cache set that a bcache uses stays (models/cacheset.py: delete). */
export function deleteCacheSet(storage: Storage, cacheSetId: number): void {
  const isInUse = [...storage.rows.groups.values()].some((group) => group.cacheSetId === cacheSetId);
  if (isInUse) throw badRequest("Cannot delete cache set; it's currently in use.");
  const filesystem = storage.cacheSetFilesystem(cacheSetId);
  if (filesystem !== undefined) storage.rows.filesystems.delete(filesystem.id);
}
