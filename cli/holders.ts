import { type Member } from "../provider/maas/api/member";
import { type MachineStorage } from "./machine-storage";

/** Disks and partitions are numbered apart. */
export const memberKey = ({ type, id }: Member): string => (type === "partition" ? `partition:${id}` : `disk:${id}`);

/** A disk has a name; that of a partition is the last part of its path. */
export const memberName = (member: Member): string =>
  "name" in member ? member.name : (member.path.split("/").pop() ?? member.path);

/** Which device is a part of what, in words, by {@link memberKey}. */
export function holdersOf({ raids, bcaches, cacheSets, volumeGroups }: MachineStorage): ReadonlyMap<string, string> {
  const cachedBy = (id: number): string =>
    bcaches
      .filter(({ cache_set }) => cache_set.id === id)
      .map(({ name }) => name)
      .join(", ");
  return new Map([
    ...raids.flatMap(({ name, devices, spare_devices }) => [
      ...devices.map((device) => [memberKey(device), name] as const),
      ...spare_devices.map((device) => [memberKey(device), `${name} (spare)`] as const),
    ]),
    ...volumeGroups.flatMap(({ name, devices }) => devices.map((device) => [memberKey(device), name] as const)),
    ...bcaches.flatMap(({ name, backing_device }) =>
      backing_device ? [[memberKey(backing_device), name] as const] : [],
    ),
    ...cacheSets.flatMap(({ id, name, cache_device }) =>
      cache_device ? [[memberKey(cache_device), `${name} of ${cachedBy(id) || "no bcache"}`] as const] : [],
    ),
  ]);
}
