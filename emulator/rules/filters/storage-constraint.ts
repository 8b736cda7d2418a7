import { type BlockDevice, type Holder, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { serverError } from "../../wire/reply";

const CONSTRAINT = /(?:([a-zA-Z0-9]+):)?([0-9.]+)(?:\(([^)]+)\))?/g;

/** One disk or partition that a machine has to have. */
interface Constraint {
  /** Empty when there is none. */
  readonly label: string;
  /** Bytes; at least as much. */
  readonly size: number;
  /** All of them; `partition` among them asks for a partition. */
  readonly tags: readonly string[];
}

/** True when nothing of a text is left over, e.g. `root:80(ssd),data:400` (storage_validator). */
export function isStorageConstraint(text: string): boolean {
  const found = [...text.matchAll(CONSTRAINT)].map(([part]) => part);
  return found.length > 0 && found.join(",") === text;
}

/** Digits and points need not make a number. */
function gigabytes(text: string): number {
  if (/\d/.test(text) && text.split(".").length <= 2) return Number(text);
  throw serverError(`could not convert string to float: '${text}'`);
}

/** Sizes in GB. The first constraint stays the first, then the one with the most tags (get_storage_constraints_from_string). */
function constraintsOf(text: string): Constraint[] {
  const all = [...text.matchAll(CONSTRAINT)].map(([, label = "", size = "", tags]) => ({
    label,
    size: Math.trunc(gigabytes(size) * 1e9),
    tags: tags === undefined ? [] : tags.split(","),
  }));
  return [...all.slice(0, 1), ...all.slice(1).sort((a, b) => b.tags.length - a.tags.length)];
}

/** What a machine has for each constraint, as far as it has something that no other one got. */
function chosen(storage: Storage, text: string): Map<Holder, string> {
  const taken = new Map<Holder, string>();
  constraintsOf(text).forEach((constraint, position) => {
    const candidates = position === 0 ? rootOf(storage, constraint) : unused(storage, constraint);
    const choice = candidates.find((candidate) => !taken.has(candidate));
    if (choice !== undefined) taken.set(choice, constraint.label);
  });
  return taken;
}

/**
 * Whether a machine has something else for each constraint: the root filesystem's disk or partition for the first, unused
 * ones, the smallest that will do, for the others (nodes_by_storage).
 */
export function meetsStorageConstraint(storage: Storage, text: string): boolean {
  return chosen(storage, text).size === constraintsOf(text).length;
}

/** The ids of what was chosen, by the label of its constraint; what has none is not told. */
export function storageMatches(storage: Storage, text: string): Map<string, (number | string)[]> {
  const found = new Map<string, (number | string)[]>();
  for (const [holder, label] of chosen(storage, text)) {
    if (label === "") continue;
    const key = holder.type === "partition" ? `partition:${holder.id}` : holder.id;
    found.set(label, [...(found.get(label) ?? []), key]);
  }
  return found;
}

function meets({ size, tags }: Constraint, holder: Holder): boolean {
  return holder.size >= size && tags.every((tag) => tag === "partition" || holder.tags.includes(tag));
}

const asksForPartition = ({ tags }: Constraint): boolean => tags.includes("partition");

/** What holds `/`, in the machine's layout and not in a scratch copy. */
function rootOf(storage: Storage, constraint: Constraint): Holder[] {
  const roots = [...storage.rows.filesystems.values()].filter((root) => root.mountPoint === "/" && !root.acquired);
  const holders = roots.flatMap((root) => storage.holderOf(root) ?? []);
  const wanted = asksForPartition(constraint)
    ? holders.filter((holder) => holder.type === "partition")
    : holders.map((holder) => (holder.type === "partition" ? storage.deviceOf(holder) : holder));
  return wanted.filter((holder) => meets(constraint, holder)).slice(0, 1);
}

function unused(storage: Storage, constraint: Constraint): Holder[] {
  const isFree = (holder: Holder) => storage.filesystemsOn(holder).length === 0;
  const all: readonly (BlockDevice | Partition)[] = asksForPartition(constraint)
    ? [...storage.rows.partitions.values()]
    : storage.devices().filter(({ id }) => storage.tableOf(id) === undefined);
  return all.filter((holder) => meets(constraint, holder) && isFree(holder)).sort((a, b) => a.size - b.size);
}
