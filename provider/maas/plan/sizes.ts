import { type Planned, type Use } from "./intent";
import { type PlannedMachine, type Thing } from "./planned-machine";
import { left, partitionableBytes, raidBytes, type Share, shareBytes, volumeGroupBytes } from "./space";

/** Deeper than this nobody stacks devices; references that turn in a circle end here. */
const DEEPEST = 12;

/** One that shares a device with others, and what it has of it. */
export interface Sharer {
  readonly label: string;
  readonly planned?: Planned;
  readonly share: Share;
}

/** The bytes of a device or a volume group as it will be; undefined when they cannot be known. */
export function bytesOf(thing: Thing | undefined, machine: PlannedMachine, depth = DEEPEST): number | undefined {
  if (thing === undefined || depth === 0) return undefined;
  const { planned, found, container } = thing;
  if (planned === undefined || planned.about !== undefined) return found?.bytes ?? container?.bytes;
  if (!planned.isNew && !planned.isChanged) return found?.bytes ?? container?.bytes;
  return plannedBytes(planned, machine, depth - 1) ?? (planned.isNew ? undefined : (found?.bytes ?? container?.bytes));
}

function plannedBytes(planned: Planned, machine: PlannedMachine, depth: number): number | undefined {
  switch (planned.makes) {
    case "raid": {
      const active = sizesOf(planned, "member", machine, depth);
      const spare = sizesOf(planned, "spare", machine, depth);
      if (active === undefined || spare === undefined || planned.level === undefined || active.length === 0)
        return undefined;
      return raidBytes(planned.level, active, spare);
    }
    case "bcache":
      return sizesOf(planned, "backing", machine, depth)?.[0];
    case "volume group": {
      const members = sizesOf(planned, "physical volume", machine, depth);
      return members === undefined || members.length === 0 ? undefined : volumeGroupBytes(members);
    }
    case "partition":
    case "volume":
      return sharedBytes(planned, machine, depth);
    default:
      return undefined;
  }
}

/** The sizes of everything that is taken for one use; undefined unless all are known. */
function sizesOf(planned: Planned, use: Use, machine: PlannedMachine, depth: number): number[] | undefined {
  const takes = (planned.takes ?? []).filter((take) => take.use === use);
  const sizes = takes.flatMap((take) => bytesOf(machine.thingOf(take), machine, depth) ?? []);
  return sizes.length === takes.length ? sizes : undefined;
}

function sharedBytes(planned: Planned, machine: PlannedMachine, depth: number): number | undefined {
  const [take] = planned.takes ?? [];
  const on = take && machine.thingOf(take);
  const device = bytesOf(on, machine, depth);
  if (on === undefined || device === undefined || planned.share === undefined) return undefined;
  const own = shareBytes(shareOf(planned, machine), device);
  if (own !== undefined) return own;
  const others = sharersOf(on, planned, machine).filter((one) => one.planned !== planned);
  return others.some(({ share }) => shareBytes(share, device) === undefined)
    ? undefined
    : left(
        roomOn(on, device, machine),
        device,
        others.map(({ share }) => share),
      );
}

/** What partitions, or logical volumes, can have together. */
export const roomOn = (on: Thing, bytes: number, machine: PlannedMachine): number =>
  on.container !== undefined || on.planned?.makes === "volume group"
    ? bytes
    : partitionableBytes(bytes, machine.picture?.overhead ?? 0);

/** What a declared partition or logical volume has: what it is, when it stays, else what is asked for. */
export const shareOf = (planned: Planned, machine: PlannedMachine): Share => ({
  size: planned.share?.size,
  bytes: planned.isKept && !planned.changed.includes("size") ? machine.twinOf(planned)?.bytes : undefined,
});

/** Everybody who has a share of a device: what the program declares, and what somebody else has there. */
export function sharersOf(on: Thing, mine: Planned, machine: PlannedMachine): Sharer[] {
  const declared = machine.all
    .filter((planned) => planned.share !== undefined && takesShareOf(planned, on, machine))
    .map((planned) => ({ label: planned.label, planned, share: shareOf(planned, machine) }));
  // What stands on a device that is made anew goes with the old one.
  const stays = on.planned === undefined || on.planned.about !== undefined || !on.planned.isNew;
  const others =
    stays && machine.picture?.isReliable === true
      ? [...(on.found?.partitions ?? []), ...(on.container?.volumes ?? [])]
      : [];
  const foreign = others
    .filter((found) => machine.isForeign(found, mine))
    .map((found) => ({ label: found.name, share: { size: found.bytes } }));
  return [...foreign, ...declared];
}

const takesShareOf = (planned: Planned, on: Thing, machine: PlannedMachine): boolean =>
  (planned.takes ?? []).some(
    (take) => (take.use === "partition" || take.use === "volume") && machine.thingOf(take)?.key === on.key,
  );
