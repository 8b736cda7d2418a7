import { isPartition, type Look, type Member } from "../machine/storage";
import { OBJECT_TYPES } from "../objects";
import { type DeviceRecord, isMeant, isSameDevice } from "./device";

/** True when one of the wanted devices is part of one of the devices, at any depth. */
export async function standsOnAny(
  look: Look,
  wanted: readonly string[],
  devices: readonly DeviceRecord[],
): Promise<boolean> {
  const disks = await look("disks");
  const all: Member[] = disks.flatMap((disk) => [disk, ...disk.partitions]);
  let layer = all.filter((member) => devices.some((record) => isSameDevice(record, member)));
  // No device is part of itself: as many layers as there are devices are the most.
  for (let depth = 0; depth < all.length && layer.length > 0; depth += 1) {
    layer = (await Promise.all(layer.map((member) => partsOf(look, member)))).flat();
    if (layer.some((member) => wanted.some((text) => isMeant(member, text)))) return true;
  }
  return false;
}

/** What a device is made of: the disk of a partition, the members of what makes a virtual disk. */
async function partsOf(look: Look, device: Member): Promise<Member[]> {
  if (isPartition(device)) return (await look("disks")).filter(({ id }) => id === device.device_id);
  for (const type of OBJECT_TYPES.filter((one) => one.device === "disks")) {
    const object = (await type.list(look)).find(({ deviceId }) => deviceId === device.id);
    if (object !== undefined) return object.members.flatMap((member) => member ?? []);
  }
  return [];
}
