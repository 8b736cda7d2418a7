import { modelError } from "../errors";
import { nextPartitionIndex } from "../rules/names";
import { ALIGNMENT, availableSize, floorToAlignment, MBR_LARGEST } from "../rules/sizes";
import { type Disk, type Machine, newUuid, type Partition, partitionsOf, type World } from "../world";
import { removeCacheSetOf } from "./removal";

export interface NewPartition {
  /** Undefined: all that is left. */
  readonly size?: number | undefined;
  readonly uuid?: string | undefined;
  readonly bootable?: boolean;
}

/** Adds a partition, and with the first one a GPT. `models/partitiontable.py: add_partition`, `models/partition.py: clean` */
export function addPartition(world: World, machine: Machine, disk: Disk, wanted: NewPartition): Partition {
  if (disk.group?.kind === "volume-group")
    throw modelError({ block_device: ["Cannot create a partition table on a logical volume."] });
  if (disk.group?.kind === "bcache")
    throw modelError({ block_device: ["Cannot create a partition table on a Bcache volume."] });
  const existing = [...partitionsOf(disk)];
  const index = nextPartitionIndex(machine, disk, existing);
  const table = disk.tables[0] ?? { type: "GPT", partitions: [] };
  if (disk.tables.length === 0) disk.tables.push(table);
  const filesystem = disk.filesystem;
  // The space of the table is what counts: a filesystem on the whole disk is not looked at.
  disk.filesystem = null;
  const available = availableSize(machine, disk);
  disk.filesystem = filesystem;
  const largest = table.type === "MBR" ? Math.min(available, MBR_LARGEST) : available;
  const size = wanted.size === undefined ? largest : floorToAlignment(wanted.size);
  if (size < ALIGNMENT) throw modelError({ size: [`Ensure this value is greater than or equal to ${ALIGNMENT}.`] });
  if (available < size - disk.blockSize) {
    throw modelError({ size: ["Partition cannot be saved; not enough free space on the block device."] });
  }
  if (table.type === "MBR" && size > MBR_LARGEST) {
    throw modelError({ size: ["Partition cannot be saved; size is larger than the MBR 2TiB maximum."] });
  }
  const partition: Partition = {
    kind: "partition",
    id: world.nextId("partition"),
    disk,
    index,
    uuid: wanted.uuid ?? newUuid(),
    size,
    bootable: wanted.bootable ?? false,
    tags: [],
    filesystem: null,
  };
  table.partitions.push(partition);
  return partition;
}

/** A row that was updated moves to the end of the list. */
export function touch(partition: Partition): void {
  const list = partition.disk.tables[0]?.partitions;
  const at = list?.indexOf(partition) ?? -1;
  if (list === undefined || at < 0) return;
  list.splice(at, 1);
  list.push(partition);
}

/** Later partitions move up by one; with the last one the table goes. `models/signals/partitions.py` */
export function removePartition(machine: Machine, partition: Partition): void {
  const { disk } = partition;
  removeCacheSetOf(machine.storage, partition);
  for (const table of disk.tables) table.partitions = table.partitions.filter((other) => other !== partition);
  const later = partitionsOf(disk).filter((other) => other.index > partition.index);
  for (const other of later.sort((a, b) => a.index - b.index)) {
    other.index -= 1;
    touch(other);
  }
  disk.tables = disk.tables.filter((table) => table.partitions.length > 0);
}
