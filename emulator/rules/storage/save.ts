import { alignDown } from "./alignment";
import {
  type BlockDevice,
  type Filesystem,
  type FilesystemGroup,
  type VirtualDevice,
} from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest, serverError } from "../../wire/reply";
import { checkDevice } from "./device-check";
import { checkGroup } from "./group-check";
import { freeSpace, groupSize } from "./group-size";

/*
 * Saving a device saves the groups on it, and saving a group saves its virtual device: a change goes up a stack of devices to
 * its top (models/filesystemgroup.py, signals/blockdevices.py).
 */

/** Deeper than any stack of devices; a RAID that holds itself gets there, as it gets to Python's recursion limit in MAAS. */
const DEEPEST = 100;
const depths = new WeakMap<Storage, number>();

/** Puts a device into the storage if it is valid, then brings the groups that it belongs to in line (CleanSave, signals/blockdevices.py). */
export function saveDevice(storage: Storage, given: BlockDevice): void {
  const device = given.type === "virtual" ? roundedVolume(storage, given) : given;
  checkDevice(storage, device).raise();
  if (device.type === "virtual") checkOwnSize(storage, device);
  storage.rows.devices.set(device.id, device);
  for (const group of groupsOn(storage, device.id)) saveGroup(storage, group);
  if (device.type === "virtual") renameGroup(storage, device);
}

function isLogicalVolume(storage: Storage, device: VirtualDevice): boolean {
  return storage.groupBehind(device).type === "lvm-vg";
}

/** A logical volume is rounded down to whole extents (VirtualBlockDevice.clean). */
function roundedVolume(storage: Storage, device: VirtualDevice): VirtualDevice {
  return isLogicalVolume(storage, device) ? { ...device, size: alignDown(device.size) } : device;
}

/** MAAS asserts that the device of a RAID or bcache has the group's size in whole bytes, and fails without a word. */
function checkOwnSize(storage: Storage, device: VirtualDevice): void {
  if (isLogicalVolume(storage, device)) return;
  if (Math.trunc(device.size) !== groupSize(storage, storage.groupBehind(device))) throw serverError("");
}

/** The groups with a member, or a cache device, on a device or its partitions (filter_by_block_device). */
function groupsOn(storage: Storage, deviceId: number) {
  const partitions = new Set(storage.partitionsOn(deviceId).map(({ id }) => id));
  const isHere = (filesystem: Filesystem) =>
    filesystem.deviceId === deviceId || (filesystem.partitionId !== null && partitions.has(filesystem.partitionId));
  const here = [...storage.rows.filesystems.values()].filter(isHere);
  const groupIds = new Set(here.map(({ groupId }) => groupId));
  const cacheSetIds = new Set(here.flatMap(({ cacheSetId }) => (cacheSetId === null ? [] : [cacheSetId])));
  return [...storage.rows.groups.values()].filter(
    ({ id, cacheSetId }) => groupIds.has(id) || (cacheSetId !== null && cacheSetIds.has(cacheSetId)),
  );
}

/** A RAID or a bcache is called what its device is called (signals/blockdevices.py). */
function renameGroup(storage: Storage, device: VirtualDevice): void {
  const group = storage.groupBehind(device);
  if (group.type !== "lvm-vg" && group.name !== device.name) saveGroup(storage, { ...group, name: device.name });
}

/** Puts a group into the storage if it is valid, and brings its virtual device in line (FilesystemGroup.save). */
export function saveGroup(storage: Storage, group: FilesystemGroup): void {
  const depth = (depths.get(storage) ?? 0) + 1;
  if (depth > DEEPEST) throw serverError("maximum recursion depth exceeded");
  depths.set(storage, depth);
  if (group.type === "lvm-vg" && freeSpace(storage, group) < 0) {
    throw badRequest("Volume group cannot be smaller than its logical volumes.");
  }
  checkGroup(storage, group).raise();
  storage.rows.groups.set(group.id, group);
  if (group.type !== "lvm-vg" && storage.members(group.id).length > 0) syncVirtualDevice(storage, group);
  depths.set(storage, depth - 1);
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
