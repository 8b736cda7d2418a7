import { type BlockDevice } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest } from "../../wire/reply";
import { effectiveFilesystem } from "./filesystem-kinds";
import { groupWord } from "./group-kinds";

/** Removes a device with its partitions and filesystems, and nothing else: a group that stood on it may be left without members. */
export function deleteDevice(storage: Storage, device: BlockDevice): void {
  const { rows } = storage;
  for (const table of storage.tablesOf(device.id)) {
    for (const partition of storage.partitionsIn(table.id)) {
      for (const { id } of storage.filesystemsOn(partition)) rows.filesystems.delete(id);
      rows.partitions.delete(partition.id);
    }
    rows.tables.delete(table.id);
  }
  for (const { id } of storage.filesystemsOn(device)) rows.filesystems.delete(id);
  rows.devices.delete(device.id);
  if (rows.bootDiskId === device.id) rows.bootDiskId = null;
}

/**
 * Deletes a device that nobody uses as a whole. Its partitions are not asked (BlockDevice.delete). The device of a RAID or a
 * bcache takes its group along; that of a logical volume goes alone (signals/blockdevices.py).
 */
export function removeDevice(storage: Storage, device: BlockDevice): void {
  const filesystem = effectiveFilesystem(storage, device);
  const user = filesystem && storage.groupOf(filesystem);
  if (user !== undefined) throw badRequest(`Cannot delete block device because its part of a ${groupWord(user.type)}.`);
  const own = device.type === "virtual" ? storage.groupBehind(device) : undefined;
  deleteDevice(storage, device);
  if (own === undefined || own.type === "lvm-vg") return;
  for (const { id } of storage.members(own.id)) storage.rows.filesystems.delete(id);
  storage.rows.groups.delete(own.id);
}
