import { ALIGNMENT, RAID_SUPERBLOCK } from "../../world/constants";
import { type Filesystem, type FilesystemGroup, type RaidLevel } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";

/** The size of what a filesystem is on (Filesystem.get_size). */
export function filesystemSize(storage: Storage, filesystem: Filesystem): number {
  return storage.holderOf(filesystem)?.size ?? 0;
}

/** What a group offers, from the sizes of its members (FilesystemGroup.get_size). */
export function groupSize(storage: Storage, group: FilesystemGroup): number {
  const members = storage.members(group.id);
  if (group.type === "bcache") {
    const backing = members.find(({ fstype }) => fstype === "bcache-backing");
    return backing === undefined ? 0 : filesystemSize(storage, backing);
  }
  const sizes = members.map((member) => filesystemSize(storage, member));
  if (group.type === "lvm-vg") return volumeGroupSize(sizes);
  return raidSize(group.type, sizes, members.filter(({ fstype }) => fstype === "raid").length);
}

/** Whole extents of 4 MiB, less one for each physical volume (get_lvm_size). */
export function volumeGroupSize(sizes: readonly number[]): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length === 0 ? 0 : (Math.floor(total / ALIGNMENT) - sizes.length) * ALIGNMENT;
}

/**
 * Spares count towards the smallest member, and in a RAID-0 towards the sum. RAID-10 divides without rounding, which is why
 * MAAS sends its size as a float (get_raid_size).
 */
export function raidSize(level: RaidLevel, sizes: readonly number[], activeCount: number): number {
  const smallest = sizes.length === 0 ? 0 : Math.min(...sizes);
  if (smallest <= 0) return 0;
  switch (level) {
    case "raid-0":
      return sizes.reduce((sum, size) => sum + size, 0) - RAID_SUPERBLOCK * sizes.length;
    case "raid-1":
      return smallest - RAID_SUPERBLOCK;
    case "raid-5":
      return smallest * (activeCount - 1) - RAID_SUPERBLOCK;
    case "raid-6":
      return smallest * (activeCount - 2) - RAID_SUPERBLOCK;
    case "raid-10":
      return (smallest * activeCount) / 2 - RAID_SUPERBLOCK;
  }
}

export function allocatedSize(storage: Storage, volumeGroup: FilesystemGroup, exceptDeviceId?: number): number {
  return storage
    .virtualDevices(volumeGroup.id)
    .filter(({ id }) => id !== exceptDeviceId)
    .reduce((sum, { size }) => sum + size, 0);
}

/** What a volume group has left for logical volumes; negative after a race (get_lvm_free_space). */
export function freeSpace(storage: Storage, volumeGroup: FilesystemGroup, exceptDeviceId?: number): number {
  return groupSize(storage, volumeGroup) - allocatedSize(storage, volumeGroup, exceptDeviceId);
}
