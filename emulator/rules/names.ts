import { type Disk, type Machine, type Partition, type Storage } from "../world";
import { isAmd64, isPpc64, isUefi } from "./sizes";

/** A logical volume shows with the name of its group before its own. `models/virtualblockdevice.py: get_name` */
export const displayName = (disk: Disk): string =>
  disk.group?.kind === "volume-group" ? `${disk.group.name}-${disk.name}` : disk.name;

export const partitionName = (partition: Partition): string => `${displayName(partition.disk)}-part${partition.index}`;

export const devicePath = (name: string): string => `/dev/disk/by-dname/${name}`;

/** The chosen boot disk, else the first physical disk of 512 MiB and more. `models/node.py: get_boot_disk` */
export function bootDisk(storage: Storage): Disk | undefined {
  const physical = storage.disks.filter((disk) => disk.type === "physical").sort((a, b) => a.id - b.id);
  return physical.find((disk) => disk.id === storage.bootDiskId) ?? physical.find((disk) => disk.size >= 536_870_912);
}

/**
 * The number of the next partition. The firmware's own partition, which has no row, takes the first number of a GPT; the
 * fourth of an MBR is the extended one. `models/partition.py: _get_partition_number`
 */
export function nextPartitionIndex(machine: Machine, disk: Disk, existing: readonly Partition[]): number {
  const table = disk.tables[0]?.type ?? "GPT";
  const highest = Math.max(0, ...existing.map((partition) => partition.index));
  const reserves =
    table === "GPT" &&
    ((isPpc64(machine) && bootDisk(machine.storage) === disk) ||
      (isAmd64(machine) && !isUefi(machine) && disk.type === "physical"));
  if (highest === 0) return reserves ? 2 : 1;
  return table === "MBR" && highest === 3 ? 5 : highest + 1;
}

/** Names of physical disks, RAIDs, bcaches and the raw names of logical volumes are unique on a machine. */
export const isNameTaken = (storage: Storage, name: string, except?: Disk): boolean =>
  storage.disks.some((disk) => disk !== except && disk.name === name);
