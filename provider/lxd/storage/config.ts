import { parseBytes } from "../../size";
import { type Config } from "../api/pools";

/** Whose an object is: the uuid that the SDK derives from a resource's place in the program. */
export const MARKER = "user.pulumi";

/** On a volume, for its snapshots: they take the configuration of the volume along, and keep it. */
export const SNAPSHOT_MARKER = "user.pulumi.snapshot";

const isOurs = (key: string): boolean => key === MARKER || key === SNAPSHOT_MARKER;

const isSizeKey = (key: string): boolean => /(^|[._])(size|blocksize)$/.test(key);

/** Sizes are kept by LXD as they were written: `1GiB` and `1073741824` are one. */
export function sameValue(key: string, a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || !isSizeKey(key)) return false;
  const bytes = parseBytes(a);
  return bytes !== undefined && bytes === parseBytes(b);
}

/** True when both have the same keys with the same values. */
export function sameConfig(a: Config | undefined = {}, b: Config | undefined = {}): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(key, a[key], b[key]));
}

/** True when `live` has all that is wanted, whatever else it has, and nothing of what is wanted no longer. */
export function holds(live: Config, wanted: Config, dropped: readonly string[]): boolean {
  return (
    Object.entries(wanted).every(([key, value]) => sameValue(key, live[key], value)) &&
    dropped.every((key) => !(key in live))
  );
}

/** The keys that a program had and has no longer. */
export const droppedKeys = (before: Config, wanted: Config): string[] =>
  Object.keys(before).filter((key) => !(key in wanted));

/**
 * What to send in place of what is there: LXD removes what a body leaves out, its own keys (`source`, `volatile.*`) and
 * those of others included.
 */
export function overlay(live: Config, wanted: Config, dropped: readonly string[]): Config {
  const kept = Object.fromEntries(Object.entries(live).filter(([key]) => !dropped.includes(key)));
  // A size that is the same in other words stays as it is written.
  const changed = Object.entries(wanted).filter(([key, value]) => !sameValue(key, live[key], value));
  return { ...kept, ...Object.fromEntries(changed) };
}

/** What the server has of the keys that a program set. A value in other words is told in the program's. */
export function declaredPart(live: Config, declared: Config): Config {
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, value]): [string, string][] => {
      const now = live[key];
      if (now === undefined) return [];
      return [[key, sameValue(key, now, value) ? value : now]];
    }),
  );
}

const isSecret = (key: string): boolean => key.endsWith(".password");

/** What there is to see in outputs: no marks of ours, nothing that LXD changes while it runs, no secrets. */
export const visible = (live: Config): Config =>
  Object.fromEntries(
    Object.entries(live).filter(([key]) => !isOurs(key) && !key.startsWith("volatile.") && !isSecret(key)),
  );

/** What a program would write for an object that it takes over. */
export const importable = (live: Config, apart: readonly string[]): Config =>
  Object.fromEntries(Object.entries(visible(live)).filter(([key]) => !apart.includes(key)));

const UNITS = ["TiB", "GiB", "MiB", "KiB"] as const;

/** Bytes as LXD takes them, in the largest unit that they are a whole number of. */
export function sizeText(bytes: number): string {
  const index = UNITS.findIndex((_unit, at) => bytes % 2 ** (10 * (UNITS.length - at)) === 0);
  const unit = UNITS[index];
  return unit === undefined ? String(bytes) : `${bytes / 2 ** (10 * (UNITS.length - index))}${unit}`;
}
