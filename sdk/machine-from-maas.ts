import { type Bcache } from "../provider/maas/api/bcaches";
import { type CacheSet } from "../provider/maas/api/bcache-cache-sets";
import { type BlockDevice } from "../provider/maas/api/block-devices";
import { type Filesystem } from "../provider/maas/api/filesystem";
import { type MachineDetails } from "../provider/maas/api/machine-details";
import { type Member } from "../provider/maas/api/member";
import { type Partition } from "../provider/maas/api/partitions";
import { type Raid } from "../provider/maas/api/raids";
import { type VolumeGroup } from "../provider/maas/api/volume-groups";
import { withoutEmpty } from "./without-empty";
import { toStatus } from "./machine-status";
import {
  type DiskResult,
  type FilesystemResult,
  type MachineResult,
  type PartitionResult,
  type StorageResult,
} from "./machine-result";
import { toNode } from "./node-from-maas";

const toFilesystem = (
  filesystem: Omit<Filesystem, "uuid"> & { uuid?: string | null | undefined },
): FilesystemResult => ({
  type: filesystem.fstype,
  ...withoutEmpty({
    label: filesystem.label,
    uuid: filesystem.uuid,
    mountPoint: filesystem.mount_point,
    mountOptions: filesystem.mount_options,
  }),
});

const toPartition = (partition: Partition): PartitionResult => ({
  id: partition.id,
  type: "partition",
  systemId: partition.system_id,
  uuid: partition.uuid,
  path: partition.path,
  sizeBytes: partition.size,
  bootable: partition.bootable,
  tags: [...partition.tags].sort(),
  usedFor: partition.used_for,
  ...(partition.filesystem ? { filesystem: toFilesystem(partition.filesystem) } : {}),
});

const isRotational = (tags: readonly string[]): boolean | undefined => {
  if (tags.includes("rotary")) return true;
  return tags.includes("ssd") ? false : undefined;
};

const byNumber = (a: Partition, b: Partition): number => numberOf(a) - numberOf(b);
const numberOf = ({ path }: Partition): number => Number(/(\d+)$/.exec(path)?.[1] ?? 0);

/** MAAS lists partitions in no order; here they come by their number. */
export const toDisk = (disk: BlockDevice, bootDiskId: number | undefined): DiskResult => ({
  id: disk.id,
  type: disk.type,
  systemId: disk.system_id,
  name: disk.name,
  path: disk.path,
  sizeBytes: disk.size,
  blockSize: disk.block_size,
  availableBytes: disk.available_size,
  usedBytes: disk.used_size,
  usedFor: disk.used_for,
  tags: [...disk.tags].sort(),
  isBootDisk: disk.id === bootDiskId,
  partitions: [...disk.partitions].sort(byNumber).map(toPartition),
  ...withoutEmpty({
    rotational: isRotational(disk.tags),
    model: disk.model,
    serial: disk.serial,
    idPath: disk.id_path,
    numaNode: disk.numa_node,
    partitionTable: disk.partition_table_type,
  }),
  ...(disk.filesystem ? { filesystem: toFilesystem(disk.filesystem) } : {}),
});

const toDevice =
  (boot: number | undefined) =>
  (device: Member): DiskResult | PartitionResult =>
    "partitions" in device ? toDisk(device, boot) : toPartition(device);

/** The lists of a machine's storage, in full. */
export function toStorage(
  lists: { raids: Raid[]; bcaches: Bcache[]; cacheSets: CacheSet[]; volumeGroups: VolumeGroup[] },
  boot: number | undefined,
): StorageResult {
  const device = toDevice(boot);
  return {
    raids: lists.raids.map(({ id, name, uuid, level, devices, spare_devices: spares, virtual_device: disk }) => ({
      ...{ id, name, uuid, level, sizeBytes: disk.size, disk: toDisk(disk, boot) },
      devices: devices.map(device),
      spareDevices: spares.map(device),
    })),
    bcaches: lists.bcaches.map(
      ({ id, name, uuid, cache_mode: cacheMode, cache_set: set, backing_device: backing, ...one }) => ({
        ...{ id, name, uuid, cacheMode, cacheSetId: set.id, disk: toDisk(one.virtual_device, boot) },
        ...withoutEmpty({ backingDevice: backing && device(backing) }),
      }),
    ),
    cacheSets: lists.cacheSets.map(({ id, name, cache_device: cache }) => ({
      ...{ id, name },
      ...withoutEmpty({ cacheDevice: cache && device(cache) }),
    })),
    volumeGroups: lists.volumeGroups.map(({ id, name, uuid, size, available_size: available, devices, ...one }) => ({
      ...{ id, name, uuid, systemId: one.system_id, sizeBytes: size, availableBytes: available },
      devices: devices.map(device),
      logicalVolumes: one.logical_volumes.map((volume) => ({
        id: volume.id,
        name: volume.name,
        sizeBytes: volume.size,
        disk: toDisk(volume, boot),
        ...withoutEmpty({ uuid: volume.uuid }),
      })),
    })),
  };
}

/** A machine in the words of this package. */
export function toMachine(machine: MachineDetails): MachineResult {
  const boot = machine.boot_disk?.id;
  return {
    ...toNode(machine),
    status: toStatus(machine.status),
    statusName: machine.status_name,
    locked: machine.locked,
    ownerData: machine.owner_data,
    pool: machine.pool?.name ?? "",
    disks: machine.blockdevice_set.map((disk) => toDisk(disk, boot)),
    specialFilesystems: machine.special_filesystems.map(toFilesystem),
    ...withoutEmpty({
      owner: machine.owner,
      pod: machine.pod && { id: machine.pod.id, name: machine.pod.name },
      statusMessage: machine.status_message,
      errorDescription: machine.error_description,
      biosBootMethod: machine.bios_boot_method,
      bootDisk: machine.boot_disk && toDisk(machine.boot_disk, boot),
    }),
  };
}
