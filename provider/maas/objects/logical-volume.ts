import { type BlockDevice } from "../api/block-devices";
import { type VolumeGroup } from "../api/volume-groups";
import { type Look } from "../machine/storage";
import { type ObjectType } from "./type";

/** A logical volume, which is a disk, and the group that it is in. */
export interface Volume {
  readonly group: VolumeGroup;
  readonly disk: BlockDevice;
}

/** The name that a program gives a volume: MAAS shows it with the group's name before it. */
export const volumeName = ({ group, disk }: Volume): string =>
  disk.name.startsWith(`${group.name}-`) ? disk.name.slice(group.name.length + 1) : disk.name;

/** All logical volumes of a machine. */
export async function listVolumes(look: Look): Promise<Volume[]> {
  const groups = await look("volumeGroups");
  return groups.flatMap((group) => group.logical_volumes.map((disk) => ({ group, disk })));
}

export const logicalVolumeType = {
  segment: "logical-volume",
  noun: "logical volume",
  numberOutput: "logicalVolumeId",
  device: "disks",
  hasDeviceNumber: true,
  memberships: [],
  hasUuid: true,
  list: async (look) =>
    (await listVolumes(look)).map((volume) => ({
      id: volume.disk.id,
      name: volumeName(volume),
      ...(volume.disk.uuid === null ? {} : { uuid: volume.disk.uuid }),
      members: [],
      deviceId: volume.disk.id,
    })),
} as const satisfies ObjectType;
