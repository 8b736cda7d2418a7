import { API_PREFIX } from "../world/constants";
import { effectiveFilesystem } from "../rules/storage/filesystem-kinds";
import { deviceName, devicePath, partitionName } from "../rules/storage/names";
import { availableSize, usedFor, usedSize } from "../rules/storage/space";
import {
  type BlockDevice,
  type Filesystem,
  type Holder,
  type Partition,
  type VirtualDevice,
} from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { type Json } from "../wire/json";

export function nodeUri({ machine }: Storage, rest: string): string {
  return `${API_PREFIX}/nodes/${machine.systemId}/${rest}`;
}

export function renderFilesystem(filesystem: Filesystem): Json {
  return {
    fstype: filesystem.fstype,
    label: filesystem.label,
    uuid: filesystem.uuid,
    mount_point: filesystem.mountPoint,
    mount_options: filesystem.mountOptions,
  };
}

function filesystemOf(storage: Storage, holder: Holder): Json | null {
  const filesystem = effectiveFilesystem(storage, holder);
  return filesystem === undefined ? null : renderFilesystem(filesystem);
}

/** DISPLAYED_PARTITION_FIELDS: there is no name in it, only a path. */
export function renderPartition(storage: Storage, partition: Partition): Json {
  const device = storage.deviceOf(partition);
  return {
    id: partition.id,
    uuid: partition.uuid,
    path: devicePath(partitionName(storage, partition)),
    type: "partition",
    size: partition.size,
    bootable: partition.bootable,
    tags: partition.tags,
    filesystem: filesystemOf(storage, partition),
    used_for: usedFor(storage, partition),
    system_id: storage.machine.systemId,
    device_id: device.id,
    resource_uri: nodeUri(storage, `blockdevices/${device.id}/partition/${partition.id}`),
  };
}

/** What physical and virtual devices fill differently: the one has no uuid, the other no hardware. */
function identityOf(device: BlockDevice): Json {
  return device.type === "physical"
    ? {
        uuid: null,
        model: device.model,
        serial: device.serial,
        id_path: device.idPath,
        numa_node: device.numaNode,
      }
    : { uuid: device.uuid, model: null, serial: null, id_path: null, numa_node: null };
}

/**
 * DISPLAYED_BLOCKDEVICE_FIELDS as the list has them: of what every block device is. It leaves the firmware out, and the path
 * of a logical volume is that of its raw name (models/blockdevice.py: path).
 */
export function renderListedDevice(storage: Storage, device: BlockDevice): Json {
  const table = storage.tableOf(device.id);
  const partitions = table === undefined ? [] : storage.partitionsIn(table.id);
  return {
    id: device.id,
    system_id: storage.machine.systemId,
    type: device.type,
    name: deviceName(storage, device),
    path: devicePath(device.name),
    ...identityOf(device),
    size: device.size,
    block_size: device.blockSize,
    available_size: availableSize(storage, device),
    used_size: usedSize(storage, device),
    used_for: usedFor(storage, device),
    tags: device.tags,
    filesystem: filesystemOf(storage, device),
    partition_table_type: table?.tableType ?? null,
    partitions: partitions.map((partition) => renderPartition(storage, partition)),
    storage_pool: null,
    resource_uri: nodeUri(storage, `blockdevices/${device.id}/`),
  };
}

/** A device anywhere else than in the list; virtual ones have no firmware. */
export function renderDevice(storage: Storage, device: BlockDevice): Json {
  const own = device.type === "physical" ? { firmware_version: device.firmwareVersion } : {};
  return { ...renderListedDevice(storage, device), path: devicePath(deviceName(storage, device)), ...own };
}

export function renderHolder(storage: Storage, holder: Holder): Json {
  return holder.type === "partition" ? renderPartition(storage, holder) : renderDevice(storage, holder);
}

/** What `create_logical_volume` answers: half a device (api/volume_groups.py). */
export function renderNewVolume(storage: Storage, volume: VirtualDevice): Json {
  const { id, uuid, name, size, used_size, available_size, system_id, resource_uri } = renderDevice(storage, volume);
  return { id, uuid, name, size, used_size, available_size, system_id, resource_uri };
}
