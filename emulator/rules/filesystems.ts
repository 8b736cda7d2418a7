import { type Device, type Filesystem } from "../world";

/** What `format` takes; `ramfs` and `tmpfs` pass the form and fail after it. `enum.py: FILESYSTEM_FORMAT_TYPE_CHOICES` */
export const FORMATS = ["fat32", "vfat", "ext2", "ext4", "xfs", "btrfs", "swap", "ramfs", "tmpfs", "zfsroot"];
/** Filesystems without a device. */
export const VIRTUAL = ["ramfs", "tmpfs"];
/** Types that say "this device belongs to a group". */
const MEMBERS = ["lvm-pv", "raid", "raid-spare", "bcache-cache", "bcache-backing", "vmfs6"];

export const isMembership = (filesystem: Filesystem | null): boolean =>
  filesystem !== null && MEMBERS.includes(filesystem.fstype);

/** Swap has no mount point; `none` says that it is in use. */
export const isMounted = (filesystem: Filesystem | null): boolean =>
  filesystem?.mountPoint !== null && filesystem !== null;

/** What a group is called in messages. */
export function groupWord(filesystem: Filesystem): string {
  if (filesystem.fstype === "lvm-pv") return "volume group";
  return filesystem.fstype.startsWith("raid") ? "RAID" : "Bcache";
}

/** A device is free for a group when it has neither a filesystem nor, as a disk, a partition table. `forms: filter_by_free` */
export const isFree = (device: Device): boolean =>
  device.filesystem === null && (device.kind === "partition" || device.tables.length === 0);

export const newFilesystem = (fstype: string, uuid: string, label: string | null): Filesystem => ({
  fstype,
  uuid,
  label,
  mountPoint: null,
  mountOptions: null,
});
