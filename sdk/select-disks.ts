import { printable } from "../provider/printable";
import { parseBytes } from "../provider/size";
import { argumentsOf } from "./call-arguments";
import { isFree, type MachineDisks } from "./free-disks";
import { type DiskResult } from "./machine-result";
import { userError } from "./user-error";

/** Which disks, as people think of them; everything that is given must hold. */
export interface DiskSelection {
  /** How many: exactly so many must be there; of more, the first ones. All by default. */
  count?: number;
  /** All of these tags. */
  tags?: string[];
  /** None of these tags. */
  notTags?: string[];
  /** At least: bytes or a text (`"1TB"`, `"900GiB"`). */
  minSize?: number | string;
  /** At most. */
  maxSize?: number | string;
  /** The name (`"nvme0n1"`), or a pattern for it (`/^nvme/`). */
  name?: string | RegExp;
  /** The model, or a part of it. */
  model?: string | RegExp;
  serial?: string | RegExp;
  /** By the tags of commissioning: `rotary` or `ssd`. A disk with neither is neither. */
  rotational?: boolean;
  /** The boot disk, or any other. */
  boot?: boolean;
  /**
   * True for disks that carry nothing: no partition, no filesystem, and they belong to nothing. What this stack has made
   * does not count, so that the next run picks the same disks: its partitions, and with `storage: true` its RAIDs, bcaches
   * and volume groups. Of a cache set or a filesystem on a whole disk that cannot be told: pick those by another property.
   */
  free?: boolean;
  /** None of these disks: what was picked before for something else. */
  except?: readonly DiskResult[];
  /** What comes first; the order of MAAS (by id) by default. */
  orderBy?: "size" | "name" | "id";
  /** The largest or last first. */
  descending?: boolean;
}

const isSize = (value: unknown): boolean => typeof value === "number" || typeof value === "string";
const isPattern = (value: unknown): boolean => typeof value === "string" || value instanceof RegExp;
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

const CHECKS: Readonly<Record<keyof DiskSelection, (value: unknown) => boolean>> = {
  count: (value) => Number.isInteger(value) && Number(value) >= 0,
  ...{ tags: Array.isArray, notTags: Array.isArray, except: Array.isArray },
  ...{ minSize: isSize, maxSize: isSize },
  ...{ name: isPattern, model: isPattern, serial: isPattern },
  ...{ rotational: isBoolean, boot: isBoolean, free: isBoolean, descending: isBoolean },
  orderBy: (value) => value === "size" || value === "name" || value === "id",
};
const NAMES = Object.keys(CHECKS) as (keyof DiskSelection)[];

/** A property that is not understood would pick other disks than were meant. */
function selectionOf(wanted: DiskSelection): DiskSelection {
  const selection = argumentsOf("selectDisks", wanted, NAMES);
  const wrong = NAMES.find((name) => selection[name] !== undefined && !CHECKS[name](selection[name]));
  if (wrong === undefined) return selection;
  throw userError(`selectDisks: ${wrong} cannot be ${JSON.stringify(selection[wrong])}`);
}

/** To the byte: rounding down to what MAAS partitions with would shut out disks of just this size. */
const bytes = (name: string, size: number | string): number => {
  const parsed = typeof size === "number" ? size : parseBytes(size);
  if (parsed !== undefined && parsed >= 0) return parsed;
  throw userError(`selectDisks: ${name}: "${size}" is neither a number of bytes nor a text like "1TB"`);
};

const matches = (text: string | undefined, wanted: string | RegExp): boolean =>
  typeof wanted === "string" ? (text ?? "").includes(wanted) : (text ?? "").search(wanted) >= 0;

const isNamed = (name: string, wanted: string | RegExp): boolean =>
  typeof wanted === "string" ? name === wanted : name.search(wanted) >= 0;

const isWanted =
  (selection: DiskSelection, machine: MachineDisks) =>
  (disk: DiskResult): boolean =>
    disk.type === "physical" &&
    (selection.free === undefined || isFree(disk, machine) === selection.free) &&
    !(selection.except ?? []).some(({ id }) => id === disk.id) &&
    (selection.name === undefined || isNamed(disk.name, selection.name)) &&
    (selection.tags ?? []).every((tag) => disk.tags.includes(tag)) &&
    !(selection.notTags ?? []).some((tag) => disk.tags.includes(tag)) &&
    (selection.minSize === undefined || disk.sizeBytes >= bytes("minSize", selection.minSize)) &&
    (selection.maxSize === undefined || disk.sizeBytes <= bytes("maxSize", selection.maxSize)) &&
    (selection.model === undefined || matches(disk.model, selection.model)) &&
    (selection.serial === undefined || matches(disk.serial, selection.serial)) &&
    (selection.rotational === undefined || disk.rotational === selection.rotational) &&
    (selection.boot === undefined || disk.isBootDisk === selection.boot);

const ORDERS = {
  size: (a: DiskResult, b: DiskResult) => a.sizeBytes - b.sizeBytes || a.id - b.id,
  name: (a: DiskResult, b: DiskResult) => a.name.localeCompare(b.name, "en", { numeric: true }),
  id: (a: DiskResult, b: DiskResult) => a.id - b.id,
};

const describe = ({ except = [], ...selection }: DiskSelection): string =>
  JSON.stringify(
    { ...selection, ...(except.length > 0 ? { except: except.map(({ name }) => name) } : {}) },
    (_key, value: unknown) => (value instanceof RegExp ? String(value) : value),
  );

/**
 * Picks physical disks of a machine result, so that one program runs unchanged on machines with different hardware. The
 * result is accepted wherever devices are. What a disk is used for is no way to pick it, since in the next run it is
 * used by what this one made; `free` looks past that. Fewer than `count` disks are an error that lists what there is.
 *
 * ```ts
 * const node = await maas.getMachine({ hostname: "stor-01" });
 * const mirror = maas.selectDisks(node, { rotational: false, orderBy: "size", count: 2 });
 * ```
 */
export function selectDisks(
  machine: { readonly hostname: string } & MachineDisks,
  wanted: DiskSelection = {},
): DiskResult[] {
  const selection = selectionOf(wanted);
  const found = machine.disks.filter(isWanted(selection, machine)).sort(ORDERS[selection.orderBy ?? "id"]);
  if (selection.descending) found.reverse();
  const { count } = selection;
  if (count === undefined) return found;
  if (found.length >= count) return found.slice(0, count);
  const all = machine.disks.map(
    ({ name, sizeBytes, tags }) => `${name} (${Math.round(sizeBytes / 1e9)} GB ${tags.join(" ")})`,
  );
  const text = `selectDisks: ${machine.hostname} has ${found.length} disks for ${describe(selection)}, of ${all.join(", ") || "none"}`;
  throw userError(printable(text));
}
