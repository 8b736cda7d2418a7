/** Partitions are aligned down to 4 MiB; it is also the smallest partition, block device and LVM extent (models/partition.py). */
export const ALIGNMENT = 4 * 1024 ** 2;
export const MIN_BLOCK_DEVICE_SIZE = ALIGNMENT;
export const MIN_BLOCK_SIZE = 512;

/** What the database's columns hold: eight bytes for sizes, four for those of blocks (models/blockdevice.py). */
export const MAX_BLOCK_DEVICE_SIZE = 2n ** 63n - 1n;
export const MAX_BLOCK_SIZE = 2 ** 31 - 1;

/** What a partition table costs on every device: 4 MiB in front, 1 MiB at the end (models/partitiontable.py). */
export const TABLE_OVERHEAD = 5 * 1024 ** 2;
export const PREP_PARTITION_SIZE = 8 * 1024 ** 2;
export const BIOS_GRUB_PARTITION_SIZE = 1024 ** 2;

/** The largest partition of an MBR table, before alignment (models/partition.py). */
export const MAX_MBR_PARTITION_SIZE = (2 ** 32 - 1) * 512 - 1024 ** 2;

/** What each member of a RAID gives up for its superblock (models/filesystemgroup.py). */
export const RAID_SUPERBLOCK = 128 * 1024;

export const EFI_PARTITION_SIZE = 512 * 1024 ** 2;
export const MIN_BOOT_PARTITION_SIZE = 512 * 1024 ** 2;
export const MIN_ROOT_PARTITION_SIZE = 3 * 1024 ** 3;

export const RAID_LEVELS = ["raid-0", "raid-1", "raid-5", "raid-6", "raid-10"] as const;
export const CACHE_MODES = ["writeback", "writethrough", "writearound"] as const;
export const TABLE_TYPES = ["GPT", "MBR"] as const;

/** What `format` accepts (enum.py: FILESYSTEM_FORMAT_TYPE_CHOICES). A filesystem of another type belongs to a group. */
export const FORMAT_TYPES = [
  "fat32",
  "vfat",
  "ext2",
  "ext4",
  "xfs",
  "swap",
  "ramfs",
  "tmpfs",
  "btrfs",
  "zfsroot",
] as const;

/** Filesystems that live in memory and therefore only exist while they are mounted. */
export const SPECIAL_FORMAT_TYPES = ["ramfs", "tmpfs"] as const;

export const API_PREFIX = "/MAAS/api/2.0";

/** `/version/` names these in every release from 3.3 on (api/version.py). */
export const CAPABILITIES = [
  "networks-management",
  "static-ipaddresses",
  "ipv6-deployment-ubuntu",
  "devices-management",
  "storage-deployment-ubuntu",
  "network-deployment-ubuntu",
  "bridging-interface-ubuntu",
  "bridging-automatic-ubuntu",
  "authenticate-api",
] as const;
