import { type Problem } from "../../../pulumi/kind";
import { ALIGNMENT } from "../../../size";
import { type Planned } from "../intent";
import { type PlannedMachine, type Thing } from "../planned-machine";
import { bytesOf, roomOn, type Sharer, sharersOf } from "../sizes";
import { left, MBR_LARGEST, percentOfAll, shareBytes } from "../space";
import { isTouched, type Rule } from "./rule";

/**
 * Partitions of a disk, and logical volumes of a group, must fit together (`models/partitiontable.py`,
 * `forms:CreateLogicalVolumeForm`). They come in the order in which they are declared: after one that takes the rest
 * nothing is left.
 */
export const fits: Rule = (mine, machine) => {
  const take = mine.share && (mine.takes ?? []).find(({ use }) => use === "partition" || use === "volume");
  const on = take && machine.thingOf(take);
  if (take === undefined || on === undefined) return [];
  const sharers = sharersOf(on, mine, machine);
  const all = [on.planned, ...sharers.map(({ planned }) => planned)];
  if (!all.some((planned) => planned !== undefined && isTouched(planned))) return [];
  const reason = problemOn(on, mine, sharers, machine);
  return reason === undefined ? [] : [{ property: mine.share?.size === undefined ? take.property : "size", reason }];
};

function problemOn(on: Thing, mine: Planned, sharers: readonly Sharer[], machine: PlannedMachine): string | undefined {
  const bytes = bytesOf(on, machine);
  const others = sharers.filter(({ planned }) => planned !== mine);
  const shares = sharers.map(({ share }) => share);
  const names = others.map(({ label }) => label).join(", ");
  const rest = others.find(({ share }) => share.bytes === undefined && isRest(share.size));
  if (rest !== undefined && isAfter(mine, rest.planned, machine)) {
    return `${rest.label} takes the rest of ${on.name}, and leaves nothing for ${mine.label}: give it a size, or declare it last`;
  }
  const percent = percentOfAll(shares);
  if (percent > 100) return `together with ${names} that is ${percent}% of ${on.name}`;
  if (bytes === undefined) return undefined;
  const room = roomOn(on, bytes, machine);
  const free = left(
    room,
    bytes,
    others.map(({ share }) => share),
  );
  const wanted = shareBytes(own(mine, sharers), bytes) ?? ALIGNMENT;
  if (wanted <= free) return undefined;
  const beside = others.length === 0 ? "" : ` beside ${names}`;
  return `${wanted} bytes do not fit on ${on.name}${beside}: it has ${bytes} bytes, of which ${Math.max(free, 0)} are free`;
}

const isRest = (size: unknown): boolean => size === undefined || size === "100%";

const own = (mine: Planned, sharers: readonly Sharer[]) =>
  sharers.find(({ planned }) => planned === mine)?.share ?? { size: mine.share?.size };

const isAfter = (mine: Planned, other: Planned | undefined, machine: PlannedMachine): boolean =>
  other !== undefined && machine.all.indexOf(mine) > machine.all.indexOf(other);

/** An MBR addresses no more than 2 TiB (`models/partition.py:clean`). */
export const withinMbr: Rule = (mine, machine): Problem[] => {
  const [take] = mine.takes ?? [];
  const size = mine.share?.size;
  if (mine.makes !== "partition" || take === undefined || typeof size !== "number" || !isTouched(mine)) return [];
  const { found } = machine.thingOf(take) ?? {};
  if (found?.table !== "MBR" || size <= MBR_LARGEST || machine.picture?.isReliable !== true) return [];
  if (!found.partitions.some((partition) => machine.isForeign(partition, mine))) return [];
  return [
    { property: "size", reason: `${found.name} has an MBR, in which a partition has at most ${MBR_LARGEST} bytes` },
  ];
};
