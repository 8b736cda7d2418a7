import * as pulumi from "@pulumi/pulumi";

import { sameStack } from "../provider/identity";
import { deriveIdentity } from "./identity";
import { type DiskResult, type StorageResult } from "./machine-result";

/** A machine result, with the lists of its storage when they were asked for. */
export type MachineDisks = { readonly disks: readonly DiskResult[] } & Partial<StorageResult>;

/** True for a uuid that pulumi-maas has derived for this project and stack. */
const isOurs = (uuid: string | undefined): boolean =>
  uuid !== undefined &&
  sameStack(uuid, deriveIdentity({ project: pulumi.getProject(), stack: pulumi.getStack(), path: [] }));

/** The disks that belong as a whole to a RAID, a bcache or a volume group of this stack. */
const isInOurGroup = (disk: DiskResult, { raids = [], bcaches = [], volumeGroups = [] }: MachineDisks): boolean =>
  [
    ...raids.map(({ uuid, devices, spareDevices }) => ({ uuid, members: [...devices, ...spareDevices] })),
    ...bcaches.map(({ uuid, backingDevice }) => ({ uuid, members: backingDevice ? [backingDevice] : [] })),
    ...volumeGroups.map(({ uuid, devices }) => ({ uuid, members: devices })),
  ].some(({ uuid, members }) => members.some(({ id, type }) => type !== "partition" && id === disk.id) && isOurs(uuid));

/**
 * A disk that carries nothing, or only what this stack has made there: the next run picks the same disks. That a whole disk
 * belongs to something of ours is only seen with the lists of the storage, and of a cache set or a filesystem not at all.
 */
export const isFree = (disk: DiskResult, machine: MachineDisks): boolean =>
  (disk.filesystem === undefined || isInOurGroup(disk, machine)) && disk.partitions.every(({ uuid }) => isOurs(uuid));
