import { ALIGNMENT, floorToAlignment, requestedBytes, type Size } from "../../size";
import { type RaidLevel } from "../storage/members";

/** What MAAS keeps of every disk for the partition table (`models/partitiontable.py`). */
const TABLE_BYTES = 5_242_880;
/** And besides for a PReP partition on ppc64el, and for bios_grub on amd64 machines that do not boot by UEFI. */
const PREP_BYTES = 8_388_608;
const BIOS_GRUB_BYTES = 1_048_576;
/** The largest partition in an MBR (`models/partition.py`). */
export const MBR_LARGEST = 2_199_019_061_248;
/** What each member of a RAID keeps for itself (`models/filesystemgroup.py`). */
const RAID_BYTES = 131_072;

/** The bytes of each disk of a machine that no partition gets (`models/partitiontable.py:get_overhead_size`). */
export function overheadBytes(architecture: string, bootMethod: string | null | undefined): number {
  const [family] = architecture.split("/");
  if (family === "ppc64el") return TABLE_BYTES + PREP_BYTES;
  return family === "amd64" && bootMethod !== "uefi" ? TABLE_BYTES + BIOS_GRUB_BYTES : TABLE_BYTES;
}

/** What partitions can have together on a disk of `diskBytes` (`models/blockdevice.py:get_available_size`). */
export const partitionableBytes = (diskBytes: number, overhead: number): number =>
  floorToAlignment(diskBytes - overhead);

/** The size of a RAID; of a raid-10, MAAS shows the fraction (`models/filesystemgroup.py:get_raid_size`). */
export function raidBytes(level: RaidLevel, active: readonly number[], spare: readonly number[]): number {
  const all = [...active, ...spare];
  const least = Math.min(...all);
  const count = active.length;
  switch (level) {
    case "raid-0":
      return all.reduce((sum, bytes) => sum + bytes, 0) - RAID_BYTES * all.length;
    case "raid-1":
      return least - RAID_BYTES;
    case "raid-5":
      return least * (count - 1) - RAID_BYTES;
    case "raid-6":
      return least * (count - 2) - RAID_BYTES;
    case "raid-10":
      return Math.floor((least * count) / 2) - RAID_BYTES;
  }
}

/** The size of a volume group: every member gives up one extent (`models/filesystemgroup.py:get_lvm_allocated_size`). */
export const volumeGroupBytes = (members: readonly number[]): number =>
  floorToAlignment(members.reduce((sum, bytes) => sum + bytes, 0)) - ALIGNMENT * members.length;

/** Something that takes a part of a device. */
export interface Share {
  readonly size: Size;
  /** What it has already, when it stays as it is. */
  readonly bytes?: number | undefined;
}

/** The bytes of a share; undefined for all that is left. */
export const shareBytes = ({ size, bytes }: Share, deviceBytes: number): number | undefined =>
  bytes ?? requestedBytes(size, deviceBytes);

/** What is left of `room` when all shares are served; those that take the rest need 4 MiB at the least. */
export function left(room: number, deviceBytes: number, shares: readonly Share[]): number {
  const taken = shares.map((share) => shareBytes(share, deviceBytes) ?? ALIGNMENT);
  return room - taken.reduce((sum, bytes) => sum + bytes, 0);
}

/** The percentages of shares together; what is given in bytes does not count. */
export const percentOfAll = (shares: readonly Share[]): number =>
  shares.reduce((sum, { size, bytes }) => {
    const percent = bytes === undefined && typeof size === "string" ? Number.parseFloat(size) : 0;
    return sum + percent;
  }, 0);
