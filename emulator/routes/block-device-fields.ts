import { MIN_BLOCK_DEVICE_SIZE, MIN_BLOCK_SIZE, TABLE_TYPES } from "../constants";
import { type Form } from "../form";
import { lacksIdentity, NEEDS_IDENTITY } from "../rules/device-check";
import { humanSize } from "../rules/bytes";
import { freeSpace } from "../rules/group-size";
import { type PhysicalDevice, type TableType, type VirtualDevice } from "../storage/records";
import { type Storage } from "../storage/storage";
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
    idPath: form.has("id_path") && !form.isWrong("id_path") ? idPath : device.idPath,
  };
  if (lacksIdentity(changed)) form.failForm(NEEDS_IDENTITY);
  return changed;
}

/** forms: UpdatePhysicalBlockDeviceForm */
export function physicalFields(form: Form, device: PhysicalDevice): PhysicalDevice {
  const hardware = hardwareFields(form, device);
  return {
    ...hardware,
    size: form.bytes("size", { min: MIN_BLOCK_DEVICE_SIZE }) ?? device.size,
    blockSize: form.bytes("block_size", { min: MIN_BLOCK_SIZE }) ?? device.blockSize,
    numaNode: numaNode(form) ?? device.numaNode,
  };
}

/**
 * The size of a RAID or bcache cannot be changed. MAAS means to say so and fails before it does: the answer is an empty 500
 * (forms: UpdateVirtualBlockDeviceForm, VirtualBlockDevice.clean).
 */
export function virtualFields(form: Form, storage: Storage, device: VirtualDevice): VirtualDevice {
  const name = form.text("name", { max: 255 });
  const uuid = form.uuid();
  const size = form.bytes("size", { min: MIN_BLOCK_DEVICE_SIZE });
  const group = storage.groupBehind(device);
  if (group.type !== "lvm-vg" && size !== undefined && size !== device.size) throw serverError("");
  if (group.type === "lvm-vg" && size !== undefined && size > freeSpace(storage, group, device.id)) {
    form.failForm(`There is not enough free space (${humanSize(size)}) on volume group ${group.name}.`);
  }
  return {
    ...device,
    name: form.has("name") ? name : device.name,
    uuid: uuid ?? device.uuid,
    size: size ?? device.size,
  };
}
