import { isUnknown } from "../../pulumi/unknown";

/** The levels of MAAS with the fewest active devices each takes (`models/filesystemgroup.py`). */
export const RAID_LEVELS = {
  "raid-0": { minimum: 2, spares: false },
  "raid-1": { minimum: 2, spares: true },
  "raid-5": { minimum: 3, spares: true },
  "raid-6": { minimum: 4, spares: true },
  "raid-10": { minimum: 3, spares: true },
} as const;

export type RaidLevel = keyof typeof RAID_LEVELS;

export const isRaidLevel = (text: string): text is RaidLevel => text in RAID_LEVELS;

/** Members by a key of the caller's, active ones and spares. */
export interface Members {
  readonly active: readonly string[];
  readonly spare: readonly string[];
}

/** One PUT: MAAS removes first, checks the level's minimum after each removal, and adds then. */
export interface MemberChange {
  readonly removeActive: readonly string[];
  readonly removeSpare: readonly string[];
  readonly addActive: readonly string[];
  readonly addSpare: readonly string[];
}

const NOTHING: MemberChange = { removeActive: [], removeSpare: [], addActive: [], addSpare: [] };

const without = (all: readonly string[], some: readonly string[]): string[] => all.filter((one) => !some.includes(one));
const both = (a: readonly string[], b: readonly string[]): string[] => a.filter((one) => b.includes(one));
const isChange = (change: MemberChange): boolean =>
  Object.values<readonly string[]>({ ...change }).some((list) => list.length > 0);

/**
 * The PUTs that take a RAID from its members to the wanted ones, as few as can be, in an order that never passes below
 * the level's minimum:
 *
 * 1. spares leave (a spare that becomes active is free only in the next PUT), free devices come;
 * 2. former spares become active;
 * 3. active devices leave, once enough others are there;
 * 4. former active devices become spares.
 */
export function planMembers(level: RaidLevel, now: Members, wanted: Members): MemberChange[] {
  const { minimum } = RAID_LEVELS[level];
  const known = [...now.active, ...now.spare];
  const leaving = without(now.active, wanted.active);
  const promoted = both(now.spare, wanted.active);
  const demoted = both(now.active, wanted.spare);
  const first: MemberChange = {
    removeActive: [],
    removeSpare: without(now.spare, wanted.spare),
    addActive: without(wanted.active, known),
    addSpare: without(wanted.spare, known),
  };
  if (now.active.length - leaving.length >= minimum) {
    // Enough stay: who leaves can leave at once, and who changes sides is free for the second PUT.
    return [
      { ...first, removeActive: leaving },
      { ...NOTHING, addActive: promoted, addSpare: demoted },
    ].filter(isChange);
  }
  const afterFirst = now.active.length + first.addActive.length;
  if (afterFirst - leaving.length >= minimum) {
    return [
      first,
      { ...NOTHING, removeActive: leaving, addActive: promoted },
      { ...NOTHING, addSpare: demoted },
    ].filter(isChange);
  }
  return [
    first,
    { ...NOTHING, addActive: promoted },
    { ...NOTHING, removeActive: leaving },
    { ...NOTHING, addSpare: demoted },
  ].filter(isChange);
}

/** The lists of references, those that a preview cannot know left out. */
export function listed(lists: { devices: readonly string[]; spareDevices: readonly string[] }) {
  const known = (list: readonly string[]): readonly string[] => (isUnknown(list) ? [] : list);
  return { devices: known(lists.devices), spareDevices: known(lists.spareDevices) };
}
