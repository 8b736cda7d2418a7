import { MIN_BLOCK_DEVICE_SIZE, MIN_BLOCK_SIZE } from "../constants";
import { type BlockDevice, type Filesystem, type VirtualDevice } from "../storage/records";
import { type Storage } from "../storage/storage";
import { serverError } from "../wire/reply";
import { alignDown, humanSize } from "./bytes";
import { saveGroup } from "./group";
import { freeSpace, groupSize } from "./group-size";
import { ModelCheck } from "./model-check";

export const NEEDS_IDENTITY = "serial/model are required if id_path is not provided.";

/** A physical device is found again by its id path, or by its model and serial (PhysicalBlockDevice.clean). */
export function lacksIdentity(device: BlockDevice): boolean {
  return device.type === "physical" && !device.idPath && !(device.model && device.serial);
}

/** Puts a device into the storage if it is valid, then brings the groups that it belongs to in line (CleanSave, signals/blockdevices.py). */
export function saveDevice(storage: Storage, given: BlockDevice): void {
  const device = given.type === "virtual" ? roundedVolume(storage, given) : given;
  checkDevice(storage, device).raise();
  if (device.type === "virtual") checkOwnSize(storage, device);
  storage.rows.devices.set(device.id, device);
  for (const group of groupsOn(storage, device.id)) saveGroup(storage, group);
  if (device.type === "virtual") renameGroup(storage, device);
}

/** What a device finds wrong with itself, over all its fields. */
function checkDevice(storage: Storage, device: BlockDevice): ModelCheck {
  const check = new ModelCheck();
  check.notBlank("name", device.name);
  check.maxLength("name", device.name, 255);
  check.atLeast("size", device.size, MIN_BLOCK_DEVICE_SIZE);
  check.atLeast("block_size", device.blockSize, MIN_BLOCK_SIZE);
  check.tags(device.tags);
  if (device.type === "physical") {
    check.maxLength("model", device.model, 255);
    check.maxLength("serial", device.serial, 255);
    check.maxLength("id_path", device.idPath, 4096);
    if (lacksIdentity(device)) check.addForModel(NEEDS_IDENTITY);
  } else {
    const problem = volumeProblem(storage, device);
    if (problem !== undefined) check.addForModel(problem);
  }
  const isTaken = storage.devices().some(({ id, name }) => id !== device.id && name === device.name);
  if (isTaken) check.addForModel("Block device with this Node config and Name already exists.");
  return check;
}

function isLogicalVolume(storage: Storage, device: VirtualDevice): boolean {
  return storage.groupBehind(device).type === "lvm-vg";
}

/** A logical volume is rounded down to whole extents (VirtualBlockDevice.clean). */
function roundedVolume(storage: Storage, device: VirtualDevice): VirtualDevice {
  return isLogicalVolume(storage, device) ? { ...device, size: alignDown(device.size) } : device;
}

function volumeProblem(storage: Storage, device: VirtualDevice): string | undefined {
  const group = storage.groupBehind(device);
  if (group.type !== "lvm-vg" || device.size <= freeSpace(storage, group, device.id)) return undefined;
  return `There is not enough free space (${humanSize(device.size)}) on volume group ${group.name}.`;
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
