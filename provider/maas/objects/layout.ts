import { type ObjectType } from "./type";

/** A layout is no object in MAAS: it is what a machine begins with. */
export const layoutType = {
  segment: "layout",
  noun: "layout",
  numberOutput: undefined,
  device: undefined,
  hasDeviceNumber: false,
  memberships: [],
  hasUuid: false,
  list: () => Promise.resolve([]),
} as const satisfies ObjectType;
