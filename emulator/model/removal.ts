import { cacheDeviceOf, type Device, devicesOf, type Disk, type Group, partitionsOf, type Storage } from "../world";

/** A cache set goes with its device, also while bcaches use it: they keep a ghost. */
export function removeCacheSetOf(storage: Storage, device: Device): void {
  const cacheSet = device.filesystem?.cacheSet;
  if (cacheSet === undefined) return;
  storage.cacheSets = storage.cacheSets.filter((other) => other !== cacheSet);
}

/**
 * A disk goes with its partitions, and with what it is the disk of. A volume group without its physical volume goes from
 * the lists, and leaves its logical volumes behind as ghosts.
 */
export function removeDisk(storage: Storage, disk: Disk): void {
  storage.disks = storage.disks.filter((other) => other !== disk);
  for (const device of [disk, ...partitionsOf(disk)]) removeCacheSetOf(storage, device);
  if (storage.bootDiskId === disk.id) storage.bootDiskId = null;
  if (disk.group !== undefined && disk.group.kind !== "volume-group") removeGroup(storage, disk.group);
  dropEmptyGroups(storage);
}

/** A group goes with its disk; its members are free again. */
export function removeGroup(storage: Storage, group: Group): void {
  storage.groups = storage.groups.filter((other) => other !== group);
  for (const device of devicesOf(storage)) {
    if (device.filesystem?.group === group) device.filesystem = null;
  }
  const disk = storage.disks.find((other) => other.group === group && group.kind !== "volume-group");
  if (disk !== undefined) removeDisk(storage, disk);
}

export function removeCacheSet(storage: Storage, cacheSet: { readonly id: number }): void {
  const device = cacheDeviceOf(storage, cacheSet);
  if (device !== undefined) device.filesystem = null;
  storage.cacheSets = storage.cacheSets.filter((other) => other !== cacheSet);
}

function dropEmptyGroups(storage: Storage): void {
  const used = new Set(devicesOf(storage).map(({ filesystem }) => filesystem?.group));
  storage.groups = storage.groups.filter((group) => used.has(group));
}
