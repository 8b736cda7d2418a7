import { type ObjectType } from "./type";

export const raidType = {
  segment: "raid",
  noun: "RAID",
  numberOutput: "raidId",
  device: "disks",
  hasDeviceNumber: false,
  memberships: ["raid", "raid-spare"],
  hasUuid: true,
  list: async (look) =>
    (await look("raids")).map(({ id, name, uuid, devices, spare_devices, virtual_device }) => ({
      id,
      name,
      uuid,
      members: [...devices, ...spare_devices],
      deviceId: virtual_device.id,
    })),
} as const satisfies ObjectType;
