import { type ObjectType } from "./type";

export const volumeGroupType = {
  segment: "volume-group",
  noun: "volume group",
  numberOutput: "volumeGroupId",
  device: undefined,
  hasDeviceNumber: false,
  memberships: ["lvm-pv"],
  hasUuid: true,
  list: async (look) =>
    (await look("volumeGroups")).map(({ id, name, uuid, devices }) => ({ id, name, uuid, members: devices })),
} as const satisfies ObjectType;
