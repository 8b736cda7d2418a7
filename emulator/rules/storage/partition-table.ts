import { alignDown } from "./alignment";
import {
  ALIGNMENT,
  BIOS_GRUB_PARTITION_SIZE,
  MAX_MBR_PARTITION_SIZE,
  PREP_PARTITION_SIZE,
  TABLE_OVERHEAD,
} from "../../world/constants";
import { type BlockDevice, type Partition, type PartitionTable } from "../../world/storage/records";
import { type MachineFacts, type Storage } from "../../world/storage/storage";
import { badRequest, modelErrors, serverError } from "../../wire/reply";
import { bootDisk, isBootDisk } from "./boot-disk";
import { effectiveFilesystem } from "./filesystem-kinds";
import { groupWord } from "./group-kinds";
import { ModelCheck } from "./model-check";

export const MAX_MBR_SIZE = alignDown(MAX_MBR_PARTITION_SIZE);

export function isArchitecture(machine: MachineFacts, name: string): boolean {
  return machine.architecture.split("/")[0] === name;
}

/** Room that MAAS keeps for a PReP or a bios_grub partition, on every device of the machine (PartitionTable.get_overhead_size). */
export function tableOverhead(machine: MachineFacts): number {
  if (isArchitecture(machine, "ppc64el")) return TABLE_OVERHEAD + PREP_PARTITION_SIZE;
  const startsFromBios = isArchitecture(machine, "amd64") && machine.biosBootMethod !== "uefi";
  return startsFromBios ? TABLE_OVERHEAD + BIOS_GRUB_PARTITION_SIZE : TABLE_OVERHEAD;
}

export function tableUsedSize(storage: Storage, table: PartitionTable, except?: Partition): number {
  const partitions = storage.partitionsIn(table.id).filter(({ id }) => id !== except?.id);
  return partitions.reduce((sum, { size }) => sum + size, 0) + tableOverhead(storage.machine);
}

export function tableAvailableSize(storage: Storage, table: PartitionTable, except?: Partition): number {
  return alignDown((storage.rows.devices.get(table.deviceId)?.size ?? 0) - tableUsedSize(storage, table, except));
}

/** A new GPT table, even beside another one; not on a logical volume or a bcache (PartitionTable.clean). */
export function createTable(storage: Storage, device: BlockDevice): PartitionTable {
  const type = device.type === "virtual" ? storage.groupBehind(device).type : undefined;
  if (type === "lvm-vg") throw modelErrors({ block_device: ["Cannot create a partition table on a logical volume."] });
  if (type === "bcache") throw modelErrors({ block_device: ["Cannot create a partition table on a Bcache volume."] });
  const table: PartitionTable = {
    id: storage.mint.sequences.tables.next(),
    deviceId: device.id,
    tableType: "GPT",
  };
  storage.rows.tables.set(table.id, table);
  return table;
}

/** The one table of a device, for requests that cannot cope with two (`objects.get`). */
export function onlyTable(storage: Storage, deviceId: number): PartitionTable | undefined {
  const tables = storage.tablesOf(deviceId);
  if (tables.length > 1) {
    throw serverError(`get() returned more than one PartitionTable -- it returned ${tables.length}!`);
  }
  return tables[0];
}

/** The next number; the first one of a GPT table is 2 where MAAS keeps 1 for itself (Partition._get_partition_number). */
function nextIndex(storage: Storage, table: PartitionTable): number {
  const index = 1 + Math.max(0, ...storage.partitionsIn(table.id).map((partition) => partition.index));
  if (table.tableType === "MBR") return index === 4 ? 5 : index;
  if (index > 1) return index;
  const { machine } = storage;
  if (isArchitecture(machine, "ppc64el")) return bootDisk(storage)?.id === table.deviceId ? 2 : 1;
  const isPhysical = storage.rows.devices.get(table.deviceId)?.type === "physical";
  return isArchitecture(machine, "amd64") && machine.biosBootMethod !== "uefi" && isPhysical ? 2 : 1;
}

/** Adds a partition; without a size, all that is left (PartitionTable.add_partition). */
export function addPartition(
  storage: Storage,
  table: PartitionTable,
  wanted: { readonly size?: number | undefined; readonly uuid?: string | undefined; readonly bootable?: boolean } = {},
): Partition {
  const free = tableAvailableSize(storage, table);
  const rest = table.tableType === "MBR" ? Math.min(free, MAX_MBR_SIZE) : free;
  const partition: Partition = {
    type: "partition",
    id: storage.mint.sequences.partitions.next(),
    tableId: table.id,
    index: nextIndex(storage, table),
    uuid: wanted.uuid ?? storage.mint.uuid(),
    size: alignDown(wanted.size ?? rest),
    bootable: wanted.bootable ?? false,
    tags: [],
  };
  return savePartition(storage, partition);
}

/** Puts a partition into the storage if it still fits (Partition.clean). */
export function savePartition(storage: Storage, given: Partition): Partition {
  const table = storage.rows.tables.get(given.tableId);
  if (table === undefined) throw new Error(`partition ${given.id} has lost its table`);
  const isNew = !storage.rows.partitions.has(given.id);
  const check = new ModelCheck();
  check.atLeast("size", given.size, ALIGNMENT);
  check.tags(given.tags);
  const size = fittingSize(storage, table, given);
  const what = isNew
    ? "Partition cannot be saved"
    : `Partition ${given.id} cannot be resized to fit on the block device`;
  if (size === undefined) {
    check.add(
      "size",
      isNew ? `${what}; not enough free space on the block device.` : `${what}; not enough free space.`,
    );
  } else if (table.tableType === "MBR" && size > MAX_MBR_SIZE) {
    check.add("size", `${what}; size is larger than the MBR 2TiB maximum.`);
  }
  check.raise();
  const partition = { ...given, size: size ?? given.size };
  storage.putPartition(partition);
  return partition;
}

/** A partition that is one block too large is made to fit (Partition._validate_enough_space). */
function fittingSize(storage: Storage, table: PartitionTable, partition: Partition): number | undefined {
  const size = alignDown(partition.size);
  const available = tableAvailableSize(storage, table, partition);
  if (size <= available) return size;
  const smaller = size - (storage.rows.devices.get(table.deviceId)?.blockSize ?? 0);
  return smaller <= available ? smaller : undefined;
}

/** Deletes a partition, renumbers the later ones, and drops an empty table (models/partition.py, signals/partitions.py). */
export function deletePartition(storage: Storage, table: PartitionTable, partition: Partition): void {
  if (partition.tableId !== table.id) throw badRequest("Partition doesn't belong to the partition table");
  const filesystem = effectiveFilesystem(storage, partition);
  const group = filesystem && storage.groupOf(filesystem);
  if (group !== undefined) throw badRequest(`Cannot delete partition because its part of a ${groupWord(group.type)}.`);
  for (const { id } of storage.filesystemsOn(partition)) storage.rows.filesystems.delete(id);
  storage.rows.partitions.delete(partition.id);
  const left = storage.partitionsIn(table.id).sort((a, b) => a.index - b.index);
  if (left.length === 0) storage.rows.tables.delete(table.id);
  for (const later of left.filter(({ index }) => index > partition.index)) {
    savePartition(storage, { ...later, index: later.index - 1 });
  }
}

/**
 * One partition over the whole device, as MAAS makes it where a boot disk is to be a member. A device that is named in two
 * lists of a request has its table by the second time, and that is an error of the server (BlockDevice.create_partition).
 */
export function partitionWholeDevice(storage: Storage, device: BlockDevice): Partition {
  if (storage.tableOf(device.id) !== undefined) {
    throw serverError(
      "Cannot call create_partition_if_boot_disk when a partition table already exists on the block device.",
    );
  }
  return addPartition(storage, createTable(storage, device));
}

/** A boot disk cannot be a member itself: its one partition is (create_partition_if_boot_disk). */
export function memberFor(storage: Storage, device: BlockDevice): BlockDevice | Partition {
  return isBootDisk(storage, device.id) ? partitionWholeDevice(storage, device) : device;
}
