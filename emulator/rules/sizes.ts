import { type Disk, type Machine, partitionsOf } from "../world";

/** Partitions are aligned to 4 MiB, and nothing is smaller; LVM's extents have the same size. `models/partition.py` */
export const ALIGNMENT = 4_194_304;
/** (2^32 - 1) sectors of 512 bytes, less 1 MiB, floored. `models/partitiontable.py` */
export const MBR_LARGEST = 2_199_019_061_248;
/** Each member gives this to the metadata of a RAID. `models/filesystemgroup.py` */
export const RAID_METADATA = 131_072;

const FRONT_AND_END = 5_242_880;
const PREP = 8_388_608;
const BIOS_GRUB = 1_048_576;

export const floorToAlignment = (bytes: number): number => ALIGNMENT * Math.floor(bytes / ALIGNMENT);

type Firmware = Pick<Machine, "architecture" | "biosBootMethod">;

const architectureOf = ({ architecture }: Firmware): string => architecture.split("/")[0] ?? "";

/** A boot method that is not known counts as pxe. */
export const isUefi = ({ biosBootMethod }: Firmware): boolean => biosBootMethod === "uefi";

export const isPpc64 = (machine: Firmware): boolean => architectureOf(machine) === "ppc64el";

export const isAmd64 = (machine: Firmware): boolean => architectureOf(machine) === "amd64";

/** What a partition table takes, with room for the partition that the firmware boots from. `models/partitiontable.py` */
export function tableOverhead(machine: Firmware): number {
  if (isPpc64(machine)) return FRONT_AND_END + PREP;
  return isAmd64(machine) && !isUefi(machine) ? FRONT_AND_END + BIOS_GRUB : FRONT_AND_END;
}

/** `models/blockdevice.py: get_used_size`. Used and available do not add up to the size, and may be negative. */
export function usedSize(machine: Firmware, disk: Disk): number {
  if (disk.filesystem !== null) return disk.size;
  if (disk.tables.length === 0) return 0;
  return partitionsOf(disk).reduce((sum, partition) => sum + partition.size, 0) + tableOverhead(machine);
}

/** `models/blockdevice.py: get_available_size` */
export function availableSize(machine: Firmware, disk: Disk): number {
  if (disk.filesystem !== null) return 0;
  const used = disk.tables.length === 0 ? tableOverhead(machine) : usedSize(machine, disk);
  return floorToAlignment(disk.size - used);
}

/** `models/filesystemgroup.py: get_raid_size`: the smallest of all members, spares included. A raid-10 has a fraction. */
export function raidSize(level: string, active: readonly number[], spares: readonly number[]): number {
  const all = [...active, ...spares];
  const smallest = all.length > 0 ? Math.min(...all) : 0;
  switch (level) {
    case "raid-0":
      return all.reduce((sum, size) => sum + size - RAID_METADATA, 0);
    case "raid-1":
      return smallest - RAID_METADATA;
    case "raid-5":
      return smallest * (active.length - 1) - RAID_METADATA;
    case "raid-6":
      return smallest * (active.length - 2) - RAID_METADATA;
    default:
      return (smallest * active.length) / 2 - RAID_METADATA;
  }
}

/** One extent of each member holds LVM's metadata. `models/filesystemgroup.py: get_lvm_size` */
export function volumeGroupSize(members: readonly number[]): number {
  const sum = members.reduce((total, size) => total + size, 0);
  return members.length === 0 ? 0 : (Math.floor(sum / ALIGNMENT) - members.length) * ALIGNMENT;
}

/** Powers of 1000, one decimal from kB on, no carry. `utils/converters.py: human_readable_bytes` */
export function humanSize(bytes: number): string {
  const units = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
  let value = bytes;
  let unit = "bytes";
  for (const next of units) {
    if (Math.abs(value) < 1000) break;
    value /= 1000;
    unit = next;
  }
  return unit === "bytes" ? `${Math.round(value)} bytes` : `${value.toFixed(1)} ${unit}`;
}

const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12, p: 1e15, e: 1e18 };

/** A size as forms take it: digits with a decimal suffix, nothing else. `utils/converters.py: machine_readable_bytes` */
export function parseBytes(text: string): number | undefined {
  const match = /^(-?\d+)([KkMmGgTtPpEe]?)$/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]) * (SUFFIXES[(match[2] ?? "").toLowerCase()] ?? 1);
}
