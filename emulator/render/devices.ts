import { devicePath, displayName, partitionName } from "../rules/names";
import { availableSize, humanSize, raidSize, usedSize, volumeGroupSize } from "../rules/sizes";
import { cacheSetName, usedFor } from "../rules/used-for";
import {
  cacheDeviceOf,
  type CacheSet,
  type Device,
  type Disk,
  type Filesystem,
  type Group,
  logicalVolumesOf,
  type Machine,
  membersOf,
  type Partition,
  partitionsOf,
  virtualDiskOf,
} from "../world";

export type Json = Record<string, unknown>;

const nodeUri = (machine: Machine, rest: string): string => `/MAAS/api/2.0/nodes/${machine.systemId}/${rest}`;

export const renderFilesystem = (filesystem: Filesystem | null): Json | null =>
  filesystem && {
    fstype: filesystem.fstype,
    label: filesystem.label,
    uuid: filesystem.uuid,
    mount_point: filesystem.mountPoint,
    mount_options: filesystem.mountOptions,
  };

export function renderPartition(machine: Machine, partition: Partition): Json {
  const { disk } = partition;
  return {
    id: partition.id,
    uuid: partition.uuid,
    path: devicePath(partitionName(partition)),
    type: "partition",
    size: partition.size,
    bootable: partition.bootable,
    tags: partition.tags,
    filesystem: renderFilesystem(partition.filesystem),
    used_for: usedFor(machine.storage, partition),
    system_id: machine.systemId,
    device_id: disk.id,
    resource_uri: nodeUri(machine, `blockdevices/${disk.id}/partition/${partition.id}`),
  };
}

/** Lists of disks leave the firmware out, and virtual disks have none at all. */
export function renderDisk(machine: Machine, disk: Disk, withFirmware = true): Json {
  return {
    id: disk.id,
    system_id: machine.systemId,
    type: disk.type,
    name: displayName(disk),
    path: devicePath(displayName(disk)),
    uuid: disk.uuid,
    model: disk.model,
    serial: disk.serial,
    id_path: disk.idPath,
    size: disk.size,
    block_size: disk.blockSize,
    available_size: availableSize(machine, disk),
    used_size: usedSize(machine, disk),
    used_for: usedFor(machine.storage, disk),
    tags: disk.tags,
    filesystem: renderFilesystem(disk.filesystem),
    partition_table_type: disk.tables[0]?.type ?? null,
    partitions: partitionsOf(disk).map((partition) => renderPartition(machine, partition)),
    storage_pool: null,
    numa_node: disk.numaNode,
    resource_uri: nodeUri(machine, `blockdevices/${disk.id}/`),
    ...(withFirmware && disk.type === "physical" ? { firmware_version: disk.firmwareVersion } : {}),
  };
}

export const renderDevice = (machine: Machine, device: Device): Json =>
  device.kind === "disk" ? renderDisk(machine, device) : renderPartition(machine, device);

const sizes = (devices: readonly Device[]): number[] => devices.map((device) => device.size);

export function renderRaid(machine: Machine, raid: Group): Json {
  const { storage } = machine;
  const active = membersOf(storage, raid, "raid");
  const spares = membersOf(storage, raid, "raid-spare");
  const size = raidSize(raid.level ?? "", sizes(active), sizes(spares));
  const disk = virtualDiskOf(storage, raid);
  return {
    id: raid.id,
    name: raid.name,
    uuid: raid.uuid,
    level: raid.level,
    size,
    human_size: humanSize(size),
    system_id: machine.systemId,
    devices: active.map((device) => renderDevice(machine, device)),
    spare_devices: spares.map((device) => renderDevice(machine, device)),
    virtual_device: disk ? renderDisk(machine, disk) : null,
    resource_uri: nodeUri(machine, `raid/${raid.id}/`),
  };
}

export function renderCacheSet(machine: Machine, cacheSet: CacheSet): Json {
  const device = cacheDeviceOf(machine.storage, cacheSet);
  return {
    id: cacheSet.id,
    name: cacheSetName(machine.storage, cacheSet.id),
    system_id: machine.systemId,
    cache_device: device ? renderDevice(machine, device) : null,
    resource_uri: nodeUri(machine, `bcache-cache-set/${cacheSet.id}/`),
  };
}

/** A cache set whose device was unformatted or deleted is a ghost in the bcaches that used it. */
function renderCacheSetOf(machine: Machine, cacheSet: CacheSet | null): Json | null {
  if (cacheSet === null) return null;
  if (machine.storage.cacheSets.includes(cacheSet)) return renderCacheSet(machine, cacheSet);
  return {
    id: cacheSet.id,
    system_id: null,
    cache_device: null,
    resource_uri: `/MAAS/api/2.0/nodes/system_id/bcache-cache-set/${cacheSet.id}/`,
  };
}

/** What the POST answers: half an object. `api/bcache.py` */
export function renderNewBcache(machine: Machine, bcache: Group): Json {
  const disk = virtualDiskOf(machine.storage, bcache);
  return {
    id: bcache.id,
    name: bcache.name,
    uuid: bcache.uuid,
    cache_mode: bcache.cacheMode,
    cache_set: renderCacheSetOf(machine, bcache.cacheSet),
    virtual_device: disk ? renderDisk(machine, disk) : null,
  };
}

export function renderBcache(machine: Machine, bcache: Group): Json {
  const [backing] = membersOf(machine.storage, bcache);
  const size = backing?.size ?? 0;
  return {
    ...renderNewBcache(machine, bcache),
    system_id: machine.systemId,
    size,
    human_size: humanSize(size),
    backing_device: backing ? renderDevice(machine, backing) : null,
    resource_uri: nodeUri(machine, `bcache/${bcache.id}/`),
  };
}

export function renderVolumeGroup(machine: Machine, group: Group): Json {
  const { storage } = machine;
  const members = membersOf(storage, group);
  const volumes = logicalVolumesOf(storage, group);
  const size = volumeGroupSize(sizes(members));
  const used = volumes.reduce((sum, volume) => sum + volume.size, 0);
  return {
    id: group.id,
    name: group.name,
    uuid: group.uuid,
    system_id: machine.systemId,
    size,
    human_size: humanSize(size),
    used_size: used,
    human_used_size: humanSize(used),
    available_size: size - used,
    human_available_size: humanSize(size - used),
    devices: members.map((device) => renderDevice(machine, device)),
    logical_volumes: volumes.map((volume) => renderDisk(machine, volume)),
    resource_uri: nodeUri(machine, `volume-group/${group.id}/`),
  };
}

/** What `create_logical_volume` answers: half a disk. `api/volume_groups.py` */
export const renderNewLogicalVolume = (machine: Machine, volume: Disk): Json => ({
  id: volume.id,
  name: displayName(volume),
  uuid: volume.uuid,
  size: volume.size,
  used_size: usedSize(machine, volume),
  available_size: availableSize(machine, volume),
  system_id: machine.systemId,
  resource_uri: nodeUri(machine, `blockdevices/${volume.id}/`),
});
