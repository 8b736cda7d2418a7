import { type Planned, type Take, type Use } from "../intent";
import { type Found, type Holder } from "../picture";
import { type PlannedMachine, type Thing } from "../planned-machine";
import { onMachine, productName } from "../words";
import { isAtStake, isTouched, type Rule } from "./rule";

/** Uses that several resources can make of one thing. */
const SHARED: ReadonlySet<Use> = new Set(["partition", "volume", "cache set"]);

const AS: Readonly<Record<Use, string>> = {
  member: "is a member of",
  spare: "is a spare of",
  cache: "is the cache device of",
  backing: "is the backing device of",
  "physical volume": "is a physical volume of",
  partition: "is partitioned by",
  volume: "holds",
  "cache set": "is used by",
};

/**
 * A device is for one thing: MAAS offers only those that are free, and partitions others without a word
 * (`forms:CreateRaidForm`, `models/partitiontable.py`). Held against the other resources of the program.
 */
export const oneUse: Rule = (mine, machine) => {
  const mineByKey = takesByKey(mine, machine);
  const twice = mineByKey.flatMap(({ take, thing }, at) => {
    const first = mineByKey.slice(0, at).find((one) => one.thing.key === thing.key && !SHARED.has(take.use));
    if (first === undefined) return [];
    return [{ property: take.property, reason: `${thing.name} is given twice: a device can be used only once` }];
  });
  const taken = machine
    .othersThan(mine)
    .flatMap((other) => (isAtStake(mine, other) ? conflicts(mine, mineByKey, other, takesByKey(other, machine)) : []));
  return [...twice, ...taken];
};

interface Taken {
  readonly take: Take;
  readonly thing: Thing;
}

const takesByKey = (planned: Planned, machine: PlannedMachine): Taken[] =>
  (planned.takes ?? []).flatMap((take) => {
    const thing = machine.thingOf(take);
    return thing === undefined ? [] : [{ take, thing }];
  });

function conflicts(mine: Planned, ours: readonly Taken[], other: Planned, theirs: readonly Taken[]) {
  return ours.flatMap(({ take, thing }) => {
    const clash = theirs.find(
      (one) => one.thing.key === thing.key && !(SHARED.has(take.use) && one.take.use === take.use),
    );
    if (clash === undefined) return [];
    return [{ property: take.property, reason: `${clashOf(mine, thing, other, clash.take)}: ${ONE_PLACE}` }];
  });
}

const ONE_PLACE = "a device can be in one place only";

function clashOf(mine: Planned, thing: Thing, other: Planned, { use }: Take): string {
  if (use === "cache" && mine.makes === "cache set")
    return `the cache set on ${onMachine(thing, mine)} belongs to another resource of this program, ${other.label}`;
  const holder = thing.found?.holder;
  const by = use === "cache" ? (holder?.isCacheSet === true ? holder.what : "a cache set") : productName(other);
  const why = `(it ${AS[use]} ${other.label})`;
  return `cannot make ${productName(mine)}: ${onMachine(thing, mine)} is in use by ${by}, another resource of this program ${why}`;
}

/** A device cannot hold a filesystem and be a part of something, or be partitioned (`forms:FormatPartitionForm`). */
export const filesystemAlone: Rule = (mine, machine) =>
  machine.othersThan(mine).flatMap((other) => {
    if (!isAtStake(mine, other)) return [];
    return [...underFilesystem(mine, other, machine), ...overFilesystem(mine, other, machine)];
  });

function underFilesystem(mine: Planned, other: Planned, machine: PlannedMachine) {
  if (mine.filesystem === undefined) return [];
  const { key } = machine.productOf(mine);
  const clash = takesByKey(other, machine).find(({ thing }) => thing.key === key);
  if (clash === undefined) return [];
  const reason = `it ${AS[clash.take.use]} ${other.label}, and can have no filesystem of its own: leave it out here`;
  return [{ property: "filesystem", reason }];
}

function overFilesystem(mine: Planned, other: Planned, machine: PlannedMachine) {
  if (other.filesystem === undefined) return [];
  const { key } = machine.productOf(other);
  return takesByKey(mine, machine)
    .filter(({ thing }) => thing.key === key)
    .map(({ take }) => ({
      property: take.property,
      reason: `${other.label} has a filesystem of its own, and cannot be used for anything else: leave the filesystem out there`,
    }));
}

/** What is on the server, and neither this program nor an earlier run of this stack has made, is in the way. */
export const freeOnServer: Rule = (mine, machine) => {
  if (!isTouched(mine) || machine.picture?.isReliable !== true) return [];
  return takesByKey(mine, machine).flatMap(({ take, thing }) => {
    if (thing.found === undefined || !isTaken(mine, take)) return [];
    const reason = strangersCacheSet(thing, mine, machine) ?? inUse(thing, thing.found, take, mine, machine);
    return reason === undefined ? [] : [{ property: take.property, reason }];
  });
};

/** A disk is formatted as a whole only while nothing is made of it, and it has no partitions (`forms:FormatBlockDeviceForm`). */
export const formatsFree: Rule = (mine, machine) => {
  const { about, filesystem, isNew, changed } = mine;
  if (about === undefined || filesystem === undefined || machine.picture?.isReliable !== true) return [];
  const { found, name } = machine.productOf(mine);
  if (found === undefined || !(isNew || changed.includes("filesystem"))) return [];
  const { holder } = found;
  const isHeld = holder !== undefined && isForeignHolder(holder, mine, machine);
  const by = isHeld ? holder.what : foreignPartitions(found, mine, machine);
  if (by === undefined) return [];
  const reason = `cannot format ${name} of machine ${mine.systemId}: it is in use by ${strangers(by, found)} disk`;
  return [{ property: "filesystem", reason }];
};

/** What stays where it is needs to be free for nobody. */
const isTaken = (mine: Planned, { property }: Take): boolean => mine.isNew || mine.changed.includes(property);

function inUse(thing: Thing, found: Found, take: Take, mine: Planned, machine: PlannedMachine): string | undefined {
  const by = occupant(found, take, mine, machine, thing.planned);
  if (by === undefined) return undefined;
  return `cannot make ${productName(mine)}: ${onMachine(thing, mine)} is in use by ${strangers(by, found)} device.`;
}

/** What somebody else has made, and the ways out; the last word is the caller's. */
function strangers(by: string, { holder }: Found): string {
  const it = holder?.what === by ? holder.id : "it";
  return `${by}, which this stack did not make: remove ${it} in MAAS, clear the machine with a StorageLayout, or choose another`;
}

/** A cache set is taken over when the program declares it on its device, but not away from bcaches of others. */
function strangersCacheSet(thing: Thing, mine: Planned, machine: PlannedMachine): string | undefined {
  const holder = thing.found?.holder;
  if (mine.makes !== "cache set" || holder?.isCacheSet !== true || machine.cacheSetOn(holder) !== mine)
    return undefined;
  if (!isForeignHolder(holder, mine, machine)) return undefined;
  return (
    `${onMachine(thing, mine)} holds the cache set ${holder.id}, which ${holder.users.join(", ")} use, and this stack made ` +
    `neither: to use it as it is, write maas.BcacheCacheSet.get("…", "${holder.id}")`
  );
}

function occupant(
  found: Found,
  take: Take,
  mine: Planned,
  machine: PlannedMachine,
  planned?: Planned,
): string | undefined {
  const { holder, filesystem } = found;
  if (holder !== undefined && isForeignHolder(holder, mine, machine)) return holder.what;
  // What a resource of this program or stack has formatted, it may unformat.
  if (filesystem !== undefined && planned === undefined && machine.isForeign(found, mine)) {
    const at = filesystem.mount_point === null ? "" : ` mounted at ${filesystem.mount_point}`;
    return `a filesystem (${filesystem.fstype})${at}`;
  }
  if (SHARED.has(take.use)) return undefined;
  return foreignPartitions(found, mine, machine);
}

function foreignPartitions({ partitions }: Found, mine: Planned, machine: PlannedMachine): string | undefined {
  const foreign = partitions.filter((partition) => machine.isForeign(partition, mine)).map(({ name }) => name);
  return foreign.length === 0 ? undefined : `the partition${foreign.length > 1 ? "s" : ""} ${foreign.join(", ")}`;
}

/** A cache set has no uuid: it is ours when only bcaches of this stack use it, and the program has it or they do. */
function isForeignHolder(holder: Holder, mine: Planned, machine: PlannedMachine): boolean {
  if (machine.holderOf(holder) !== undefined) return false;
  const isUsedByOthers = holder.uuids.some((uuid) => !machine.isOfStack(uuid, mine));
  return isUsedByOthers || (holder.uuids.length === 0 && machine.cacheSetOn(holder) === undefined);
}
