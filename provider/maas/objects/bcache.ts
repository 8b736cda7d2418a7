import { type ObjectType } from "./type";

export const bcacheType = {
  segment: "bcache",
  noun: "bcache",
  numberOutput: "bcacheId",
  device: "disks",
  hasDeviceNumber: false,
  memberships: ["bcache-backing"],
  hasUuid: true,
  list: async (look) =>
    (await look("bcaches")).map(({ id, name, uuid, backing_device, virtual_device }) => ({
      id,
      name,
      uuid,
      members: [backing_device],
      deviceId: virtual_device.id,
    })),
} as const satisfies ObjectType;
