import {
  type BlockDevice,
  type FilesystemGroup,
  type Holder,
  type Partition,
  type VirtualDevice,
} from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { isBootDisk } from "./boot-disk";
import { addMember, createGroup } from "./group";
import { freeSpace } from "./group-size";
import { partitionWholeDevice } from "./partition-table";
import { saveDevice, saveGroup } from "./save";

/** Logical volumes have blocks of 4 KiB, whatever they are on (get_virtual_block_device_block_size). */
const VOLUME_BLOCK_SIZE = 4096;

export interface PhysicalVolumes {
  readonly devices: readonly BlockDevice[];
  readonly partitions: readonly Partition[];
}

/** The boot disk takes part with its one partition (_move_boot_disk_to_partitions). */
function withoutBootDisk(storage: Storage, { devices, partitions }: PhysicalVolumes): Holder[] {
  const boot = devices.find(({ id }) => isBootDisk(storage, id));
  if (boot === undefined) return [...devices, ...partitions];
  return [...devices.filter((device) => device !== boot), ...partitions, partitionWholeDevice(storage, boot)];
}

/** VolumeGroupManager.create_volume_group */
export function createVolumeGroup(
  storage: Storage,
  fields: { readonly name: string; readonly uuid?: string | undefined },
  volumes: PhysicalVolumes,
): FilesystemGroup {
  const holders = withoutBootDisk(storage, volumes);
  const { name, uuid } = fields;
  const group = createGroup(storage, { type: "lvm-vg", name, ...(uuid === undefined ? {} : { uuid }) });
  for (const holder of holders) addMember(storage, group, holder, "lvm-pv");
  saveGroup(storage, group);
  return group;
}

/**
 * Replaces the physical volumes at once, so that a swap in one request works. One that has become the boot disk meanwhile
 * takes part with a partition from then on (update_block_devices_and_partitions).
 */
export function updateVolumeGroup(
  storage: Storage,
  updated: FilesystemGroup,
  changes: { readonly add: PhysicalVolumes; readonly remove: PhysicalVolumes },
): void {
  const removed = new Set<Holder>([...changes.remove.devices, ...changes.remove.partitions]);
  const members = storage.members(updated.id);
  const kept = members.flatMap((member) => storage.holderOf(member) ?? []).filter((holder) => !removed.has(holder));
  const wanted = withoutBootDisk(storage, {
    devices: [...kept.flatMap((holder) => (holder.type === "partition" ? [] : [holder])), ...changes.add.devices],
    partitions: [...kept.flatMap((holder) => (holder.type === "partition" ? [holder] : [])), ...changes.add.partitions],
  });
  const stays = new Set(wanted);
  for (const member of members) {
    const holder = storage.holderOf(member);
    if (holder === undefined || !stays.has(holder)) storage.rows.filesystems.delete(member.id);
  }
  const former = new Set(kept);
  for (const holder of wanted) if (!former.has(holder)) addMember(storage, updated, holder, "lvm-pv");
  saveGroup(storage, updated);
}

/** Makes a logical volume; without a size, of all that is free (VolumeGroup.create_logical_volume). */
export function createLogicalVolume(
  storage: Storage,
  group: FilesystemGroup,
  fields: { readonly name: string; readonly uuid?: string | undefined; readonly size?: number | undefined },
): VirtualDevice {
  const volume: VirtualDevice = {
    type: "virtual",
    id: storage.mint.sequences.devices.next(),
    uuid: fields.uuid ?? storage.mint.uuid(),
    name: fields.name,
    size: fields.size ?? freeSpace(storage, group),
    blockSize: VOLUME_BLOCK_SIZE,
    tags: [],
    groupId: group.id,
  };
  saveDevice(storage, volume);
  return volume;
}
