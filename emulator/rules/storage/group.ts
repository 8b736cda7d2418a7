import { type FilesystemGroup, type Holder } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest } from "../../wire/reply";
import { createFilesystem } from "./filesystem";
import { deleteDevice } from "./removal";
import { saveGroup } from "./save";

/** A group row without members; they are added next, and `saveGroup` then checks the whole. */
export function createGroup(
  storage: Storage,
  fields: Pick<FilesystemGroup, "type" | "name"> & Partial<FilesystemGroup>,
): FilesystemGroup {
  const group: FilesystemGroup = {
    cacheMode: null,
    cacheSetId: null,
    ...fields,
    uuid: fields.uuid ?? storage.mint.uuid(),
    id: storage.mint.sequences.groups.next(),
  };
  saveGroup(storage, group);
  return group;
}

export function addMember(storage: Storage, group: FilesystemGroup, holder: Holder, fstype: string): void {
  createFilesystem(storage, holder, { fstype, groupId: group.id });
}

/**
 * Deletes a group with what it offers; the members are free afterwards. What stands on the virtual device is not asked: its
 * membership disappears with the device (FilesystemGroup.delete).
 */
export function deleteGroup(storage: Storage, group: FilesystemGroup, options: { readonly force: boolean }): void {
  const devices = storage.virtualDevices(group.id);
  if (group.type === "lvm-vg" && !options.force && devices.length > 0) {
    throw badRequest("This volume group has logical volumes; it cannot be deleted.");
  }
  for (const device of devices) deleteDevice(storage, device);
  for (const { id } of storage.members(group.id)) storage.rows.filesystems.delete(id);
  storage.rows.groups.delete(group.id);
}
