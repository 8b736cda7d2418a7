import { type Filesystem, type FilesystemGroup, type Holder } from "../storage/records";
import { type Storage } from "../storage/storage";
import { badRequest, serverError } from "../wire/reply";
import { saveDevice } from "./block-device";
import { createFilesystem } from "./filesystem";
import { isRaid } from "./group-kinds";
import { freeSpace, groupSize } from "./group-size";
import { ModelCheck } from "./model-check";
import { raidProblem } from "./raid-members";
import { deleteDevice } from "./removal";

/** Deeper than any stack of devices; a RAID that holds itself gets there, as it gets to Python's recursion limit in MAAS. */
const DEEPEST = 100;
const depths = new WeakMap<Storage, number>();

/** Puts a group into the storage if it is valid, and brings its virtual device in line (FilesystemGroup.save). */
export function saveGroup(storage: Storage, group: FilesystemGroup): void {
  const depth = (depths.get(storage) ?? 0) + 1;
  if (depth > DEEPEST) throw serverError("maximum recursion depth exceeded");
  depths.set(storage, depth);
  if (group.type === "lvm-vg" && freeSpace(storage, group) < 0) {
    throw badRequest("Volume group cannot be smaller than its logical volumes.");
  }
  const check = new ModelCheck();
  check.notBlank("name", group.name);
  check.maxLength("name", group.name, 255);
  const problem = storage.rows.groups.has(group.id) ? memberProblem(storage, group) : undefined;
  if (problem !== undefined) check.addForModel(problem);
  check.raise();
  storage.rows.groups.set(group.id, group);
  if (group.type !== "lvm-vg" && storage.members(group.id).length > 0) syncVirtualDevice(storage, group);
  depths.set(storage, depth - 1);
}

/** FilesystemGroup.clean; a new group has no members yet and is not asked. */
function memberProblem(storage: Storage, group: FilesystemGroup): string | undefined {
  const members = storage.members(group.id);
  if (members.length === 0) return "At least one filesystem must have been added.";
  if (isRaid(group.type)) return raidProblem(group.type, members);
  return group.type === "bcache" ? bcacheProblem(storage, members) : undefined;
}

function bcacheProblem(storage: Storage, members: readonly Filesystem[]): string | undefined {
  if (members.length > 1) return "Bcache can only contain one backing device.";
  const [backing] = members;
  const device = backing?.deviceId == null ? undefined : storage.rows.devices.get(backing.deviceId);
  const isLogicalVolume = device?.type === "virtual" && storage.groupBehind(device).type === "lvm-vg";
  return isLogicalVolume ? "Bcache cannot use a logical volume as a backing device." : undefined;
}

/** The device of a RAID or bcache has its name, its size and its block size (VirtualBlockDeviceManager). */
function syncVirtualDevice(storage: Storage, group: FilesystemGroup): void {
  const existing = storage.virtualDevice(group.id);
  saveDevice(storage, {
    type: "virtual",
    id: existing?.id ?? storage.mint.sequences.devices.next(),
    uuid: existing?.uuid ?? storage.mint.uuid(),
    tags: existing?.tags ?? [],
    groupId: group.id,
    name: group.name,
    size: groupSize(storage, group),
    blockSize: group.type === "bcache" ? backingBlockSize(storage, group) : 512,
  });
}

function backingBlockSize(storage: Storage, group: FilesystemGroup): number {
  const [backing] = storage.members(group.id);
  const holder = backing && storage.holderOf(backing);
  if (holder === undefined) return 0;
  return holder.type === "partition" ? storage.deviceOf(holder).blockSize : holder.blockSize;
}

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
