import { humanSize } from "../wire/bytes";
import { alignDown } from "../rules/storage/alignment";
import {
  MAX_BLOCK_DEVICE_SIZE,
  MAX_BLOCK_SIZE,
  MIN_BLOCK_DEVICE_SIZE,
  MIN_BLOCK_SIZE,
  TABLE_TYPES,
} from "../world/constants";
import { type Form } from "../wire/form";
import { lacksIdentity, NEEDS_IDENTITY } from "../rules/storage/device-check";
import { freeSpace } from "../rules/storage/group-size";
import { type PhysicalDevice, type TableType, type VirtualDevice } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { serverError } from "../wire/reply";

/** Machines have one NUMA node (NUMANodeFormMixin). */
export function numaNode(form: Form): number | undefined {
  const index = form.integer("numa_node", 0);
  if (index !== undefined && index !== 0) form.fail("numa_node", "Invalid NUMA node");
  return form.isWrong("numa_node") ? undefined : index;
}

/** The table's type can be changed while there is one (UpdateBlockDevicePartitionTableTypeFormMixin). */
export function tableType(form: Form, storage: Storage, deviceId: number): TableType | undefined {
  const type = form.word("partition_table_type", TABLE_TYPES);
  if (type !== undefined && storage.tableOf(deviceId) === undefined) {
    form.fail("partition_table_type", "Block device has no partition table");
  }
  return type;
}

/** What is found wrong with sizes when the device that has them is saved. */
export const SIZE_LIMITS = { min: MIN_BLOCK_DEVICE_SIZE, max: MAX_BLOCK_DEVICE_SIZE };
export const BLOCK_SIZE_LIMITS = { min: MIN_BLOCK_SIZE, max: MAX_BLOCK_SIZE };

/** A device is judged without the fields that are wrong in themselves: they keep what they were. */
export function requireIdentity(form: Form, device: PhysicalDevice, former: Partial<PhysicalDevice>): void {
  const judged = {
    ...device,
    model: form.isWrong("model") ? (former.model ?? "") : device.model,
    serial: form.isWrong("serial") ? (former.serial ?? "") : device.serial,
    idPath: form.isWrong("id_path") ? (former.idPath ?? "") : device.idPath,
  };
  if (lacksIdentity(judged)) form.failForm(NEEDS_IDENTITY);
}

/** What may be changed on a deployed machine as well: an empty text clears, a name that is not given stays. */
export function hardwareFields(form: Form, device: PhysicalDevice): PhysicalDevice {
  const name = form.text("name", { max: 255 });
  const model = form.text("model", { max: 255 });
  const serial = form.text("serial", { max: 255 });
  const idPath = form.absolutePath("id_path") ?? "";
  const changed: PhysicalDevice = {
    ...device,
    name: form.has("name") ? name : device.name,
    model: form.has("model") ? model : device.model,
    serial: form.has("serial") ? serial : device.serial,
    idPath: form.has("id_path") ? idPath : device.idPath,
  };
  requireIdentity(form, changed, device);
  return changed;
}

/** forms: UpdatePhysicalBlockDeviceForm */
export function physicalFields(form: Form, device: PhysicalDevice): PhysicalDevice {
  const hardware = hardwareFields(form, device);
  return {
    ...hardware,
    size: form.bytes("size", SIZE_LIMITS) ?? device.size,
    blockSize: form.bytes("block_size", BLOCK_SIZE_LIMITS) ?? device.blockSize,
    numaNode: numaNode(form) ?? device.numaNode,
  };
}

/** forms: UpdateVirtualBlockDeviceForm. An empty uuid makes a new one. */
export function virtualFields(form: Form, storage: Storage, device: VirtualDevice): VirtualDevice {
  const name = form.text("name", { max: 255 });
  const uuid = form.uuid() ?? (form.has("uuid") ? storage.mint.uuid() : device.uuid);
  const isVolume = storage.groupBehind(device).type === "lvm-vg";
  const size = isVolume ? volumeSize(form, storage, device) : unchangedSize(form, device);
  return { ...device, name: form.has("name") ? name : device.name, uuid, size };
}

/** Whole extents are asked of the volume group, whatever was written, even beyond all limits (VirtualBlockDevice.clean). */
function volumeSize(form: Form, storage: Storage, device: VirtualDevice): number {
  const size = alignDown(form.bytes("size") ?? device.size);
  if (!form.isWrong("size")) form.bytes("size", SIZE_LIMITS);
  const group = storage.groupBehind(device);
  if (size > freeSpace(storage, group, device.id)) {
    form.failForm(`There is not enough free space (${humanSize(size)}) on volume group ${group.name}.`);
  }
  return size;
}

/**
 * The size of a RAID or bcache cannot be changed. MAAS means to say so and fails before it does: the answer is an empty 500,
 * also for a size that no device can have (forms: UpdateVirtualBlockDeviceForm, VirtualBlockDevice.clean).
 */
function unchangedSize(form: Form, device: VirtualDevice): number {
  if ((form.bytes("size") ?? device.size) !== device.size) throw serverError("");
  return device.size;
}
