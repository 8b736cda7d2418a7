import type * as pulumi from "@pulumi/pulumi";

import { type EventResult } from "./events";
import { type MachineStatus } from "./machine-status";
import { type NodeResult } from "./node-result";

/** A filesystem on a disk or a partition, or its membership in a RAID, a bcache, a cache set or a volume group. */
export interface FilesystemResult {
  readonly type: string;
  readonly label?: string;
  readonly uuid?: string;
  readonly mountPoint?: string;
  readonly mountOptions?: string;
}

/** A partition; accepted wherever a device is. */
export interface PartitionResult {
  readonly id: number;
  readonly type: "partition";
  readonly systemId: string;
  readonly uuid: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly bootable: boolean;
  readonly tags: string[];
  readonly usedFor: string;
  readonly filesystem?: FilesystemResult;
}

/** A disk; accepted wherever a device is. */
export interface DiskResult {
  readonly id: number;
  /** `"physical"`, or `"virtual"` when a RAID, a bcache or a logical volume makes it. */
  readonly type: string;
  readonly systemId: string;
  readonly name: string;
  /** `/dev/disk/by-dname/<name>` */
  readonly path: string;
  readonly model?: string;
  readonly serial?: string;
  readonly idPath?: string;
  readonly sizeBytes: number;
  readonly blockSize: number;
  readonly availableBytes: number;
  readonly usedBytes: number;
  /** MAAS's own words for what it is used for; `"Unused"` when it is not. */
  readonly usedFor: string;
  readonly tags: string[];
  /** By the tags that commissioning gives (`rotary`, `ssd`); left out when it gave neither. */
  readonly rotational?: boolean;
  readonly isBootDisk: boolean;
  readonly numaNode?: number;
  readonly partitionTable?: string;
  readonly partitions: PartitionResult[];
  readonly filesystem?: FilesystemResult;
}

export interface RaidResult {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly level: string;
  readonly sizeBytes: number;
  readonly devices: (DiskResult | PartitionResult)[];
  readonly spareDevices: (DiskResult | PartitionResult)[];
  readonly disk: DiskResult;
}

export interface CacheSetResult {
  readonly id: number;
  readonly name: string;
  readonly cacheDevice?: DiskResult | PartitionResult;
}

export interface BcacheResult {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly cacheMode: string;
  readonly cacheSetId: number;
  readonly backingDevice?: DiskResult | PartitionResult;
  readonly disk: DiskResult;
}

/** A logical volume; its disk is accepted wherever a device is. */
export interface LogicalVolumeResult {
  readonly id: number;
  /** As MAAS shows it, `<group>-<volume>`. */
  readonly name: string;
  readonly uuid?: string;
  readonly sizeBytes: number;
  readonly disk: DiskResult;
}

/** A volume group; accepted wherever a group is. */
export interface VolumeGroupResult {
  readonly id: number;
  readonly systemId: string;
  readonly name: string;
  readonly uuid: string;
  readonly sizeBytes: number;
  readonly availableBytes: number;
  readonly devices: (DiskResult | PartitionResult)[];
  readonly logicalVolumes: LogicalVolumeResult[];
}

/** What the power driver was given, by MAAS's names: `power_address`, `power_user`, `power_pass` and others. */
export interface PowerParameters {
  readonly [name: string]: string;
}

/** What `storage: true` adds: one more GET each. */
export interface StorageResult {
  readonly raids: RaidResult[];
  readonly bcaches: BcacheResult[];
  readonly cacheSets: CacheSetResult[];
  readonly volumeGroups: VolumeGroupResult[];
}

/** A machine, as plain data; accepted wherever a machine is. */
export interface MachineResult extends NodeResult, Partial<StorageResult> {
  /** In the words of the filter `statuses`; `"unknown"` for one that this package does not know. */
  readonly status: MachineStatus | "unknown";
  /** In MAAS's own words, as its user interface shows it. */
  readonly statusName: string;
  readonly statusMessage?: string;
  readonly errorDescription?: string;
  readonly owner?: string;
  /** The annotations of its owner. */
  readonly ownerData: { readonly [key: string]: string };
  /** The VM host that it was composed on. */
  readonly pod?: { readonly id: number; readonly name: string };
  /** What happened to it, the newest first; with `events` only. */
  readonly events?: EventResult[];
  readonly locked: boolean;
  readonly biosBootMethod?: string;
  readonly pool: string;
  readonly bootDisk?: DiskResult;
  readonly disks: DiskResult[];
  readonly specialFilesystems: FilesystemResult[];
}

/** What `powerParameters: true` adds. */
export interface MachineWithPower extends MachineResult {
  /** A secret by itself, so that the rest of the machine is none. */
  readonly powerParameters: pulumi.Output<PowerParameters>;
}
