import { humanSize } from "../../wire/bytes";
import { MIN_BLOCK_DEVICE_SIZE, MIN_BLOCK_SIZE } from "../../world/constants";
import { type BlockDevice, type VirtualDevice } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { serverError } from "../../wire/reply";
import { freeSpace } from "./group-size";
import { ModelCheck } from "./model-check";

export const NEEDS_IDENTITY = "serial/model are required if id_path is not provided.";

/** A physical device is found again by its id path, or by its model and serial (PhysicalBlockDevice.clean). */
export function lacksIdentity(device: BlockDevice): boolean {
  return device.type === "physical" && !device.idPath && !(device.model && device.serial);
}

/** What a device finds wrong with itself, over all its fields. */
export function checkDevice(storage: Storage, device: BlockDevice): ModelCheck {
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
  if (isTaken) check.addUnlessWrong("Block device with this Node config and Name already exists.");
  return check;
}

function volumeProblem(storage: Storage, device: VirtualDevice): string | undefined {
  const group = storage.groupBehind(device);
  // What a group without members offers belongs to no machine any more (VirtualBlockDevice.clean).
  if (storage.members(group.id).length === 0) throw serverError("'NoneType' object has no attribute 'current_config'");
  if (group.type !== "lvm-vg" || device.size <= freeSpace(storage, group, device.id)) return undefined;
  return `There is not enough free space (${humanSize(device.size)}) on volume group ${group.name}.`;
}
