import { type Filesystem } from "../api/filesystem";
import { type Bcache } from "../api/bcaches";
import { type BlockDevice } from "../api/block-devices";
import { type CacheSet } from "../api/bcache-cache-sets";
import { type Machine } from "../api/machines";
import { type Raid } from "../api/raids";
import { isReady } from "../machine/readiness";
import { isPartition, type Look, type Member, type StorageLists } from "../machine/storage";
import { deviceName } from "../storage/device";
import { isMembership } from "../storage/filesystem";
import { formatId } from "../storage/id";
import { overheadBytes } from "./space";

/** What a device on the server belongs to. */
export interface Holder {
  readonly what: string;
  readonly id: string;
  /** The uuids by which one can tell whose it is: its own, or those of the bcaches that use a cache set. */
  readonly uuids: readonly string[];
  /** The names of the bcaches that use a cache set. */
  readonly users: readonly string[];
  readonly isCacheSet?: true;
}

/** A device that the server has. */
export interface Found {
  /** `disk/435` or `partition/208`: block devices and partitions are counted apart. */
  readonly key: string;
  readonly id: number;
  /** The id that resources have for it, or for what makes it. */
  readonly objectId: string | undefined;
  readonly name: string;
  /** Of a physical disk. */
  readonly idPath?: string | null;
  /** What is unique on the machine: a logical volume is shown with its group's name before this. */
  readonly ownName: string;
  readonly type: "disk" | "raid" | "bcache" | "volume" | "partition";
  readonly bytes: number;
  /** The uuid of what made it: of the partition, the RAID, the bcache or the logical volume. */
  readonly uuid: string | undefined;
  readonly table: string | null;
  readonly partitions: readonly Found[];
  readonly filesystem: Filesystem | undefined;
  readonly holder: Holder | undefined;
}

/** A cache set or a volume group: things that are no devices, and that others are made in. */
export interface Container {
  readonly key: string;
  readonly objectId: string;
  readonly name: string;
  readonly uuid: string | undefined;
  readonly bytes: number | undefined;
  readonly volumes: readonly Found[];
}

/** A machine's storage as the server has it. */
export interface Picture {
  readonly disks: readonly Found[];
  readonly cacheSets: readonly Container[];
  readonly volumeGroups: readonly Container[];
  readonly special: Machine["special_filesystems"];
  readonly bootDisk: string | undefined;
  /** The bytes of each disk that no partition gets. */
  readonly overhead: number;
  /** False in states in which MAAS hides filesystems, or puts others in their place. */
  readonly isReliable: boolean;
  /** False when nobody has asked what stands on the disks: of virtual ones nobody knows then who made them. */
  readonly isComplete: boolean;
  /** False while MAAS looks at the hardware: it may find other disks. */
  readonly hasAllDisks: boolean;
}

const contains = (members: readonly (Member | null)[], device: Member): boolean =>
  members.some((member) => member?.id === device.id && isPartition(member) === isPartition(device));

/** The lists in which MAAS tells what stands on the disks. */
export type Groups = Exclude<keyof StorageLists, "disks">;
export const ALL_GROUPS: readonly Groups[] = ["raids", "bcaches", "cacheSets", "volumeGroups"];

/** Looks at the disks, and at these of the other lists; one that the machine's document says is empty costs nothing. */
export async function takePicture(machine: Machine, look: Look, groups: readonly Groups[]): Promise<Picture> {
  const storage: StorageLists = {
    disks: await look("disks"),
    raids: groups.includes("raids") ? await look("raids") : [],
    bcaches: groups.includes("bcaches") ? await look("bcaches") : [],
    cacheSets: groups.includes("cacheSets") ? await look("cacheSets") : [],
    volumeGroups: groups.includes("volumeGroups") ? await look("volumeGroups") : [],
  };
  return pictureOf(
    machine,
    storage,
    ALL_GROUPS.every((part) => groups.includes(part)),
  );
}

export function pictureOf(machine: Machine, storage: StorageLists, isComplete = true): Picture {
  const disks = storage.disks.map((disk) => foundDisk(machine.system_id, disk, storage));
  const volumes = (names: readonly { id: number }[]): Found[] =>
    disks.filter((disk) => names.some(({ id }) => id === disk.id));
  return {
    disks,
    cacheSets: storage.cacheSets.map((set) => ({
      key: `cache-set/${set.id}`,
      objectId: `${machine.system_id}/cache-set/${set.id}`,
      name: set.name,
      uuid: undefined,
      bytes: undefined,
      volumes: [],
    })),
    volumeGroups: storage.volumeGroups.map((group) => ({
      key: `volume-group/${group.id}`,
      objectId: `${machine.system_id}/volume-group/${group.id}`,
      name: group.name,
      uuid: group.uuid,
      bytes: group.size,
      volumes: volumes(group.logical_volumes),
    })),
    special: machine.special_filesystems,
    bootDisk: machine.boot_disk ? `disk/${machine.boot_disk.id}` : undefined,
    overhead: overheadBytes(machine.architecture, machine.bios_boot_method),
    isReliable: isReady(machine),
    isComplete,
    hasAllDisks: machine.status_name !== "Commissioning",
  };
}

function foundDisk(systemId: string, disk: BlockDevice, storage: StorageLists): Found {
  const raid = storage.raids.find((one) => one.virtual_device.id === disk.id);
  const bcache = storage.bcaches.find((one) => one.virtual_device.id === disk.id);
  const group = storage.volumeGroups.find((one) => one.logical_volumes.some(({ id }) => id === disk.id));
  return {
    ...common(systemId, disk, storage),
    key: `disk/${disk.id}`,
    objectId: makerIdOf(systemId, disk, raid, bcache),
    name: disk.name,
    ownName: group && disk.name.startsWith(`${group.name}-`) ? disk.name.slice(group.name.length + 1) : disk.name,
    idPath: disk.id_path,
    type: raid ? "raid" : bcache ? "bcache" : disk.type === "virtual" ? "volume" : "disk",
    uuid: raid?.uuid ?? bcache?.uuid ?? disk.uuid ?? undefined,
    table: disk.partition_table_type,
    partitions: disk.partitions.map((partition) => ({
      ...common(systemId, partition, storage),
      key: `partition/${partition.id}`,
      objectId: `${systemId}/partition/${partition.id}`,
      name: deviceName(partition),
      ownName: deviceName(partition),
      type: "partition",
      uuid: partition.uuid,
      table: null,
      partitions: [],
    })),
  };
}

function makerIdOf(systemId: string, disk: BlockDevice, raid: Raid | undefined, bcache: Bcache | undefined) {
  if (raid) return `${systemId}/raid/${raid.id}`;
  if (bcache) return `${systemId}/bcache/${bcache.id}`;
  return disk.type === "virtual" ? `${systemId}/logical-volume/${disk.id}` : `${systemId}/disk/${disk.id}`;
}

const common = (systemId: string, member: Member, storage: StorageLists) => ({
  id: member.id,
  bytes: member.size,
  filesystem: member.filesystem && !isMembership(member.filesystem) ? member.filesystem : undefined,
  holder: isMembership(member.filesystem) ? holderOf(systemId, member, storage) : undefined,
});

const usersOf = (set: CacheSet, bcaches: readonly Bcache[]): readonly Bcache[] =>
  bcaches.filter((bcache) => bcache.cache_set.id === set.id);

function holderOf(systemId: string, device: Member, storage: StorageLists): Holder {
  const raid = storage.raids.find((one) => contains([...one.devices, ...one.spare_devices], device));
  if (raid)
    return { what: `RAID "${raid.name}"`, id: formatId(systemId, "raid", raid.id), uuids: [raid.uuid], users: [] };
  const bcache = storage.bcaches.find((one) => contains([one.backing_device], device));
  if (bcache)
    return {
      what: `bcache "${bcache.name}"`,
      id: formatId(systemId, "bcache", bcache.id),
      uuids: [bcache.uuid],
      users: [],
    };
  const set = storage.cacheSets.find((one) => contains([one.cache_device], device));
  if (set) {
    const id = formatId(systemId, "cache-set", set.id);
    const users = usersOf(set, storage.bcaches);
    return {
      what: `cache set "${set.name}"`,
      id,
      uuids: users.map(({ uuid }) => uuid),
      users: users.map(({ name }) => name),
      isCacheSet: true,
    };
  }
  const group = storage.volumeGroups.find((one) => contains(one.devices, device));
  return {
    what: group ? `volume group "${group.name}"` : "a group that MAAS does not show",
    id: `${systemId}/volume-group/${group?.id ?? "?"}`,
    uuids: group ? [group.uuid] : [],
    users: [],
  };
}
