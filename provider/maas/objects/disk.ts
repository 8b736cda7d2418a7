import { type ObjectType } from "./type";

/** A physical disk. MAAS gives it no uuid. */
export const diskType = {
  segment: "disk",
  noun: "disk",
  numberOutput: "diskId",
  device: "disks",
  hasDeviceNumber: true,
  memberships: [],
  hasUuid: false,
  list: async (look) =>
    (await look("disks"))
      .filter(({ type }) => type === "physical")
      .map(({ id, name }) => ({ id, name, members: [], deviceId: id })),
} as const satisfies ObjectType;
