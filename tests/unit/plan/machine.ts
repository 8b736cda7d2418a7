import { type Intent, type Planned } from "../../../provider/maas/plan/intent";
import { type Found, type Picture } from "../../../provider/maas/plan/picture";
import { PlannedMachine } from "../../../provider/maas/plan/planned-machine";
import { problemsWith } from "../../../provider/maas/plan/rules";

export const GB = 1_000_000_000;
/** A multiple of 4 MiB. */
export const GiB = 1_073_741_824;
const STACK = "6d616173-aaaa-4aaa";

/** An identity of this stack. */
export const identity = (number: number): string => `${STACK}-8000-${String(number).padStart(12, "0")}`;
/** One that another stack derived. */
export const theirs = (number: number): string => `6d616173-bbbb-4bbb-8000-${String(number).padStart(12, "0")}`;

let count = 0;

export function declared(label: string, intent: Intent, more: Partial<Planned> = {}): Planned {
  count += 1;
  const own = identity(count);
  const known = { label, identity: own, uuids: [own, ...(intent.uuid === undefined ? [] : [intent.uuid])] };
  return {
    ...known,
    systemId: "abc123",
    isNew: true,
    isChanged: false,
    changed: [],
    isKept: false,
    needsReady: true,
    had: [],
    ...intent,
    ...more,
  };
}

export const kept = (label: string, intent: Intent, more: Partial<Planned> = {}): Planned =>
  declared(label, intent, { isNew: false, isKept: true, ...more });

const takes = (property: string, use: NonNullable<Intent["takes"]>[number]["use"], devices: readonly string[]) =>
  devices.map((device) => ({ property, use, device }));

export const partition = (on: string, more: Intent = {}): Intent => ({
  makes: "partition",
  takes: takes("blockDevice", "partition", [on]),
  share: { size: undefined },
  ...more,
});

export const raid = (name: string, devices: readonly string[], more: Intent = {}): Intent => ({
  makes: "raid",
  name,
  level: "raid-1",
  takes: takes("devices", "member", devices),
  ...more,
});

export const cacheSet = (device: string): Intent => ({
  makes: "cache set",
  takes: takes("cacheDevice", "cache", [device]),
});

export const bcache = (name: string, device: string, more: Intent = {}): Intent => ({
  makes: "bcache",
  name,
  takes: takes("backingDevice", "backing", [device]),
  ...more,
});

/** The same, with the resource that is passed in place of a reference. */
export const over = (planned: Planned, intent: Intent): Intent => ({
  ...intent,
  takes: (intent.takes ?? []).map((take, at) => (at === 0 ? { ...take, link: planned.identity } : take)),
});

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const disk = (name: string, id: number, more: Partial<Found> = {}): Found => ({
  key: `disk/${id}`,
  objectId: undefined,
  id,
  name,
  ownName: name,
  type: "disk",
  bytes: 4_000 * GB,
  uuid: undefined,
  table: null,
  partitions: [],
  filesystem: undefined,
  holder: undefined,
  ...more,
});

export const part = (name: string, id: number, uuid: string, more: Partial<Found> = {}): Found => ({
  ...disk(name, id, { key: `partition/${id}`, objectId: `abc123/partition/${id}`, type: "partition", uuid }),
  bytes: 100 * GiB,
  ...more,
});

export const picture = (disks: readonly Found[], more: Partial<Picture> = {}): Picture => ({
  disks,
  cacheSets: [],
  volumeGroups: [],
  special: [],
  bootDisk: "disk/1",
  overhead: 5_242_880,
  isReliable: true,
  isComplete: true,
  hasAllDisks: true,
  ...more,
});

export const ext4 = (mountPoint?: string) => ({
  type: "ext4" as const,
  ...(mountPoint === undefined ? {} : { mountPoint }),
});

/** What is said against the last of the declarations, each seen after the ones before it. */
export function against(seen: Picture | undefined, ...all: readonly Planned[]): string[] {
  const machine = new PlannedMachine("abc123");
  if (seen !== undefined) machine.see(seen);
  const said = all.map((planned) => {
    machine.record(planned);
    return problemsWith(planned, machine).map(({ property, reason }) => `${property}: ${reason}`);
  });
  return said.at(-1) ?? [];
}
