import { type CACHE_MODES, type RAID_LEVELS, type TABLE_TYPES } from "../constants";

/*
 * The rows of a machine's storage. Rows are never changed in place: an update puts a new row under the old id. A draft is
 * therefore a copy of the maps alone, and a request that fails leaves nothing behind.
 */

export type RaidLevel = (typeof RAID_LEVELS)[number];
export type CacheMode = (typeof CACHE_MODES)[number];
export type TableType = (typeof TABLE_TYPES)[number];
export type GroupType = RaidLevel | "lvm-vg" | "bcache";

interface DeviceFields {
  readonly id: number;
  /** The raw name; a logical volume shows its volume group's name in front of it. */
  readonly name: string;
  readonly size: number;
  readonly blockSize: number;
  readonly tags: readonly string[];
}

export interface PhysicalDevice extends DeviceFields {
  readonly type: "physical";
  readonly model: string;
  readonly serial: string;
  readonly idPath: string | null;
  readonly firmwareVersion: string | null;
  readonly numaNode: number;
}

/** The device that a RAID, a bcache or a logical volume offers. */
export interface VirtualDevice extends DeviceFields {
  readonly type: "virtual";
  readonly uuid: string;
  readonly groupId: number;
}

export type BlockDevice = PhysicalDevice | VirtualDevice;

export interface PartitionTable {
  readonly id: number;
  readonly deviceId: number;
  readonly tableType: TableType;
}

export interface Partition {
  readonly type: "partition";
  readonly id: number;
  readonly tableId: number;
  /** The number in the partition's name; changes when an earlier one is deleted. */
  readonly index: number;
  readonly uuid: string;
  readonly size: number;
  readonly bootable: boolean;
  readonly tags: readonly string[];
}

/** What a filesystem can be on. */
export type Holder = BlockDevice | Partition;

/** A RAID, a volume group or a bcache; its members are the filesystems that name it. */
export interface FilesystemGroup {
  readonly id: number;
  readonly type: GroupType;
  readonly name: string;
  readonly uuid: string;
  readonly cacheMode: CacheMode | null;
  readonly cacheSetId: number | null;
}

/**
 * A filesystem, or the mark of a membership (`raid`, `lvm-pv`, `bcache-cache`, …). One without a device and a partition is
 * special (tmpfs, ramfs). `acquired` ones are the scratch copy that an allocated machine edits.
 */
export interface Filesystem {
  readonly id: number;
  readonly fstype: string;
  readonly uuid: string;
  readonly label: string | null;
  readonly mountPoint: string | null;
  readonly mountOptions: string | null;
  readonly deviceId: number | null;
  readonly partitionId: number | null;
  readonly groupId: number | null;
  readonly cacheSetId: number | null;
  readonly acquired: boolean;
}

/** A cache set has no fields of its own: it is there as long as a filesystem carries its id. */
export interface Rows {
  readonly devices: Map<number, BlockDevice>;
  readonly tables: Map<number, PartitionTable>;
  readonly partitions: Map<number, Partition>;
  readonly groups: Map<number, FilesystemGroup>;
  readonly filesystems: Map<number, Filesystem>;
  /** The disk that was chosen to boot from; null falls back to the first that is large enough. */
  bootDiskId: number | null;
}

export function emptyRows(): Rows {
  return {
    devices: new Map(),
    tables: new Map(),
    partitions: new Map(),
    groups: new Map(),
    filesystems: new Map(),
    bootDiskId: null,
  };
}

export function copyRows(rows: Rows): Rows {
  return {
    devices: new Map(rows.devices),
    tables: new Map(rows.tables),
    partitions: new Map(rows.partitions),
    groups: new Map(rows.groups),
    filesystems: new Map(rows.filesystems),
    bootDiskId: rows.bootDiskId,
  };
}
