import { type Bcache, cacheSetOf } from "../api/bcaches";
import { type CacheSet } from "../api/bcache-cache-sets";
import { type BlockDevice } from "../api/block-devices";
import { type Machine } from "../api/machines";
import { type Partition } from "../api/partitions";
import { type Raid } from "../api/raids";
import { type VolumeGroup } from "../api/volume-groups";
import { isPartition, type Member, type Part, type Storage } from "./storage";

/**
 * What the answer to one of our own writes says about a machine, applied to what we have read of it before: so one look
 * serves a whole run. Lists that were not read stay unread.
 */
export type Patch = (known: Partial<Storage>) => void;

const put = <T extends { id: number }>(list: T[] | undefined, item: T): void => {
  const at = list?.findIndex((other) => other.id === item.id) ?? -1;
  if (at >= 0) list?.splice(at, 1, item);
  else list?.push(item);
};

const drop = (list: { id: number }[] | undefined, id: number): void => {
  const at = list?.findIndex((item) => item.id === id) ?? -1;
  if (at >= 0) list?.splice(at, 1);
};

export const putPartition =
  (partition: Partition): Patch =>
  (known) => {
    const disk = known.disks?.find((other) => other.id === partition.device_id);
    if (disk === undefined) return;
    put(disk.partitions, partition);
    disk.partition_table_type ??= "GPT";
  };

export const dropPartition =
  (diskId: number, id: number): Patch =>
  (known) => {
    const disk = known.disks?.find((other) => other.id === diskId);
    if (disk === undefined) return;
    drop(disk.partitions, id);
    // MAAS drops the table along with its last partition (`models/signals/partitions.py`).
    if (disk.partitions.length === 0) disk.partition_table_type = null;
  };

export const putDisk =
  (disk: BlockDevice): Patch =>
  (known) => {
    put(known.disks, disk);
    // RAIDs, bcaches and volume groups carry copies of the disks that they make.
    for (const group of [...(known.raids ?? []), ...(known.bcaches ?? [])]) {
      if (group.virtual_device.id === disk.id) group.virtual_device = disk;
    }
    const group = known.volumeGroups?.find((other) => other.logical_volumes.some(({ id }) => id === disk.id));
    if (group !== undefined) putVolumes(group, [...others(group.logical_volumes, disk.id), disk]);
  };

const others = <T extends { id: number }>(list: readonly T[], id: number): T[] =>
  list.filter((other) => other.id !== id);

const putVolumes = (group: VolumeGroup, volumes: VolumeGroup["logical_volumes"]): void => {
  group.logical_volumes = volumes;
  group.used_size = volumes.reduce((sum, { size }) => sum + size, 0);
  group.available_size = group.size - group.used_size;
};

export const dropDisk =
  (id: number): Patch =>
  (known) => {
    drop(known.disks, id);
    for (const group of known.volumeGroups ?? []) {
      if (group.logical_volumes.some((volume) => volume.id === id))
        putVolumes(group, others(group.logical_volumes, id));
    }
  };

export const putMember = (member: Member): Patch => (isPartition(member) ? putPartition(member) : putDisk(member));

/** A member that left its group has no filesystem: the membership was one. */
const freeMember = (member: Member): Patch => putMember({ ...member, filesystem: null });

const sameMember = (a: Member, b: Member): boolean => a.id === b.id && isPartition(a) === isPartition(b);

const putMembers =
  (before: readonly Member[], after: readonly Member[]): Patch =>
  (known) => {
    for (const member of before) {
      if (!after.some((other) => sameMember(member, other))) freeMember(member)(known);
    }
    for (const member of after) putMember(member)(known);
  };

const present = (member: Member | null | undefined): Member[] => (member ? [member] : []);

const raidMembers = (raid: Raid | undefined): Member[] => [...(raid?.devices ?? []), ...(raid?.spare_devices ?? [])];

export const putRaid =
  (raid: Raid): Patch =>
  (known) => {
    const before = known.raids?.find((other) => other.id === raid.id);
    putMembers(raidMembers(before), raidMembers(raid))(known);
    put(known.disks, raid.virtual_device);
    put(known.raids, raid);
  };

/** Both lists have cache sets: that of the bcaches those that are used. */
export const putCacheSet =
  (cacheSet: CacheSet): Patch =>
  (known) => {
    const inBcaches = (known.bcaches ?? []).flatMap((bcache) => cacheSetOf(bcache) ?? []);
    const before = [...(known.cacheSets ?? []), ...inBcaches].find(({ id }) => id === cacheSet.id);
    putMembers(present(before?.cache_device), present(cacheSet.cache_device))(known);
    put(known.cacheSets, cacheSet);
    known.bcaches &&= known.bcaches.map((bcache) =>
      bcache.cache_set.id === cacheSet.id ? { ...bcache, cache_set: cacheSet } : bcache,
    );
  };

export const putBcache =
  (bcache: Bcache): Patch =>
  (known) => {
    const before = known.bcaches?.find((other) => other.id === bcache.id);
    putMembers(present(before?.backing_device), present(bcache.backing_device))(known);
    put(known.disks, bcache.virtual_device);
    put(known.bcaches, bcache);
  };

export const putVolumeGroup =
  (group: VolumeGroup): Patch =>
  (known) => {
    const before = known.volumeGroups?.find((other) => other.id === group.id);
    putMembers(before?.devices ?? [], group.devices)(known);
    for (const volume of group.logical_volumes) put(known.disks, volume);
    put(known.volumeGroups, group);
  };

/** A logical volume was made in a group. */
export const putNewVolume =
  (groupId: number, volume: BlockDevice): Patch =>
  (known) => {
    put(known.disks, volume);
    const group = known.volumeGroups?.find((other) => other.id === groupId);
    if (group !== undefined) putVolumes(group, [...others(group.logical_volumes, volume.id), volume]);
  };

/** The machine's document came as the answer. */
export const putMachine =
  (machine: Machine): Patch =>
  (known) => {
    known.machine = machine;
  };

/** What is known of a device without having looked: enough to find it in a list. */
export interface DeviceKey {
  readonly id: number;
  readonly type: string;
}

const free = (known: Partial<Storage>, key: DeviceKey): void => {
  const disks = known.disks ?? [];
  const members: Member[] = key.type === "partition" ? disks.flatMap((disk) => disk.partitions) : disks;
  const member = members.find((other) => other.id === key.id);
  if (member !== undefined) freeMember(member)(known);
};

/** What is made of devices was deleted: its disk goes with it, and its members are free again. */
export const dropGroup =
  (
    list: Exclude<Part, "disks" | "machine">,
    id: number,
    diskId: number | undefined,
    members: readonly DeviceKey[],
  ): Patch =>
  (known) => {
    for (const member of members) free(known, member);
    if (diskId !== undefined) drop(known.disks, diskId);
    drop(known[list], id);
  };
