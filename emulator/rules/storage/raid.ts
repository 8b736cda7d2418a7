import { type BlockDevice, type FilesystemGroup, type Partition, type RaidLevel } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest, serverError } from "../../wire/reply";
import { bootDisk } from "./boot-disk";
import { effectiveFilesystem } from "./filesystem-kinds";
import { addMember, createGroup } from "./group";
import { memberFor, partitionWholeDevice } from "./partition-table";
import { saveGroup } from "./save";

/** Devices and partitions that become active members, and those that become spares. */
export interface RaidMembers {
  readonly devices: readonly BlockDevice[];
  readonly partitions: readonly Partition[];
  readonly spareDevices: readonly BlockDevice[];
  readonly sparePartitions: readonly Partition[];
}

/**
 * Makes a RAID. With the boot disk among its devices every device is partitioned first, and the partitions become members
 * (forms: CreateRaidForm.save, RAIDManager.create_raid).
 */
export function createRaid(
  storage: Storage,
  fields: { readonly name: string; readonly level: RaidLevel; readonly uuid: string | undefined },
  given: RaidMembers,
): FilesystemGroup {
  const members = withoutBootDisk(storage, given);
  const { name, level, uuid } = fields;
  const raid = createGroup(storage, { type: level, name, ...(uuid === undefined ? {} : { uuid }) });
  for (const device of members.devices) addMember(storage, raid, device, "raid");
  for (const partition of members.partitions) addMember(storage, raid, partition, "raid");
  for (const device of members.spareDevices) addMember(storage, raid, device, "raid-spare");
  for (const partition of members.sparePartitions) addMember(storage, raid, partition, "raid-spare");
  saveGroup(storage, raid);
  return raid;
}

function withoutBootDisk(storage: Storage, members: RaidMembers): RaidMembers {
  const boot = bootDisk(storage);
  if (boot === undefined) throw serverError("'NoneType' object has no attribute 'id'");
  if (![...members.devices, ...members.spareDevices].some(({ id }) => id === boot.id)) return members;
  const partitioned = (devices: readonly BlockDevice[]) =>
    devices.map((device) => partitionWholeDevice(storage, device));
  return {
    devices: [],
    partitions: [...members.partitions, ...partitioned(members.devices)],
    spareDevices: [],
    sparePartitions: [...members.sparePartitions, ...partitioned(members.spareDevices)],
  };
}

/** Takes a member out; what is left must still be a RAID of its level (RAID.remove_device). */
export function removeMember(storage: Storage, raid: FilesystemGroup, member: BlockDevice | Partition): void {
  const filesystem = effectiveFilesystem(storage, member);
  if (filesystem?.groupId !== raid.id) {
    const word = member.type === "partition" ? "Partition" : "Device";
    throw badRequest(`${word} does not belong to this array.`);
  }
  storage.rows.filesystems.delete(filesystem.id);
  saveGroup(storage, raid);
}

/** Changes members and then name and uuid. Removals come first, one by one, each checked at once (UpdateRaidForm.save). */
export function updateRaid(
  storage: Storage,
  raid: FilesystemGroup,
  changes: {
    readonly remove: readonly (BlockDevice | Partition)[];
    readonly add: RaidMembers;
    readonly name: string;
    readonly uuid: string | undefined;
  },
): FilesystemGroup {
  const { remove, add, name, uuid } = changes;
  for (const member of remove) removeMember(storage, raid, member);
  for (const device of add.devices) addFreeMember(storage, raid, memberFor(storage, device), "raid");
  for (const device of add.spareDevices) addFreeMember(storage, raid, memberFor(storage, device), "raid-spare");
  for (const partition of add.partitions) addFreeMember(storage, raid, partition, "raid");
  for (const partition of add.sparePartitions) addFreeMember(storage, raid, partition, "raid-spare");
  const updated = { ...raid, name: name || raid.name, uuid: uuid ?? raid.uuid };
  saveGroup(storage, updated);
  return updated;
}

/** A device that is named in two lists is taken by the first (RAID.add_device). */
function addFreeMember(storage: Storage, raid: FilesystemGroup, member: BlockDevice | Partition, fstype: string): void {
  if (effectiveFilesystem(storage, member) !== undefined) {
    const word = member.type === "partition" ? "partition" : "device";
    throw badRequest(`There is another filesystem on this ${word}.`);
  }
  addMember(storage, raid, member, fstype);
}
