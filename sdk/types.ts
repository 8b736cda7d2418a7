import type * as pulumi from "@pulumi/pulumi";

/** The RAID levels of MAAS. */
export const RaidLevel = {
  /** Striping without redundancy: at least 2 devices, no spares. */
  Raid0: "raid-0",
  /** Mirroring: at least 2 devices. */
  Raid1: "raid-1",
  /** Striping with one parity: at least 3 devices. */
  Raid5: "raid-5",
  /** Striping with two parities: at least 4 devices. */
  Raid6: "raid-6",
  /** Striped mirrors: at least 3 devices. */
  Raid10: "raid-10",
} as const;
/** `"raid-0"`, `"raid-1"`, `"raid-5"`, `"raid-6"` or `"raid-10"`. */
export type RaidLevel = (typeof RaidLevel)[keyof typeof RaidLevel];

/** When a bcache writes to its backing device. */
export const CacheMode = {
  /** A write is done when it is in the cache: fastest, and lost with the cache device. */
  Writeback: "writeback",
  /** A write is done when it is on both: the cache serves reads. */
  Writethrough: "writethrough",
  /** Writes pass the cache by. */
  Writearound: "writearound",
} as const;
/** `"writeback"`, `"writethrough"` or `"writearound"`. */
export type CacheMode = (typeof CacheMode)[keyof typeof CacheMode];

/** The filesystems that MAAS makes on a device. */
export const FilesystemType = {
  Ext2: "ext2",
  Ext4: "ext4",
  Xfs: "xfs",
  Btrfs: "btrfs",
  Fat32: "fat32",
  Vfat: "vfat",
  Swap: "swap",
  Zfsroot: "zfsroot",
} as const;
/** `"ext2"`, `"ext4"`, `"xfs"`, `"btrfs"`, `"fat32"`, `"vfat"`, `"swap"` or `"zfsroot"`. */
export type FilesystemType = (typeof FilesystemType)[keyof typeof FilesystemType];

/**
 * A filesystem on a partition, a RAID or a bcache. Leaving the whole block out unmounts and unformats the device. Only
 * what differs is sent: a new mount point is one `mount`; a new `type`, `label` or `uuid` formats again.
 */
export interface FilesystemArgs {
  /** The type. Changing it formats the device again. */
  type: pulumi.Input<FilesystemType>;
  /**
   * The label; none by default. At most 16 bytes for ext2 and ext4, 12 for xfs, 11 for fat32 and vfat, 15 for swap, 255
   * for the others (MAAS does not check; a deployment would fail). Changing it formats the device again.
   */
  label?: pulumi.Input<string>;
  /** A version 4 uuid in lower case. MAAS chooses one by default. Changing it formats the device again. */
  uuid?: pulumi.Input<string>;
  /**
   * Where it is mounted: an absolute path of at most 255 characters. Not mounted by default. Swap has none: it is in use
   * by itself. Changing it is one call, and leaves the filesystem alone.
   */
  mountPoint?: pulumi.Input<string>;
  /** Options for the mount, such as `"noatime,nodev"`; none by default. Changing them is one call. */
  mountOptions?: pulumi.Input<string>;
}

/** A filesystem as it was found; an output. */
export interface FilesystemState {
  readonly type: FilesystemType;
  readonly label?: string;
  readonly uuid?: string;
  readonly mountPoint?: string;
  readonly mountOptions?: string;
}

/** A device that a resource is made of, by what it was referred to as, and by its name and id in MAAS; an output. */
export interface DeviceRecord {
  readonly reference: string;
  readonly id: number;
  readonly name: string;
  readonly type: string;
}
