import { type ObjectType } from "./type";

export const cacheSetType = {
  segment: "cache-set",
  noun: "cache set",
  numberOutput: "cacheSetId",
  device: undefined,
  hasDeviceNumber: false,
  memberships: ["bcache-cache"],
  hasUuid: false,
  list: async (look) =>
    (await look("cacheSets")).map(({ id, name, cache_device }) => ({ id, name, members: [cache_device] })),
} as const satisfies ObjectType;
