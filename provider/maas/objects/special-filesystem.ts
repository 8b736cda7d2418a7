import { type ObjectType } from "./type";

/** A filesystem in memory: it has no number, and is known by its mount point. */
export const specialFilesystemType = {
  segment: "special",
  noun: "special filesystem",
  numberOutput: undefined,
  device: undefined,
  hasDeviceNumber: false,
  memberships: [],
  hasUuid: false,
  list: () => Promise.resolve([]),
} as const satisfies ObjectType;
