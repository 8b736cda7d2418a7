import { type Planned } from "./intent";
import { type Found } from "./picture";
import { type Leaving, type Plan } from "./plan";
import { type PlannedMachine } from "./planned-machine";

/** `ext4 "root" at / on sda-part2` */
export function describeFilesystem({ filesystem, name }: Found): string | undefined {
  if (filesystem === undefined) return undefined;
  const label = filesystem.label ? ` "${filesystem.label}"` : "";
  const at =
    filesystem.mount_point === null || filesystem.mount_point === "none" ? "" : ` at ${filesystem.mount_point}`;
  return `${filesystem.fstype}${label}${at} on ${name}`;
}

/** The filesystems on a device and its partitions, for one line of a preview. */
export const filesystemsOn = (devices: readonly Found[]): string[] =>
  devices.flatMap((device) => [device, ...device.partitions]).flatMap((device) => describeFilesystem(device) ?? []);

const areLost = (what: readonly string[]): string => `${what.join(", ")} ${what.length > 1 ? "are" : "is"} lost`;

/** What goes with the object that a resource has now, and why it goes, when nobody has edited the resource itself. */
export function lossesOfReplacement(mine: Planned, leaving: Leaving | undefined, machine: PlannedMachine): string[] {
  if (leaving === undefined) return [];
  const found = machine.devices.find(({ objectId }) => objectId === leaving.objectId);
  // Partitions of a RAID that are resources of their own tell for themselves.
  const partitions = (found?.partitions ?? []).filter((partition) => machine.ownerOf(partition) === undefined);
  const lost = found === undefined ? [] : filesystemsOn([{ ...found, partitions }]);
  return lost.length === 0 ? [] : [`${mine.label} is made anew: ${areLost(lost)}`];
}

/** One that takes the rest of a disk could not grow when a partition before it becomes smaller: both are made anew. */
export function whyReplaced(mine: Planned, leaving: Leaving | undefined, plan: Plan): string[] {
  if (leaving?.reasons.length !== 1 || leaving.reasons[0] !== "siblings") return [];
  const machine = plan.machine(mine.systemId);
  const [take] = mine.takes ?? [];
  const on = take && machine.thingOf(take);
  const before = (mine.siblings ?? []).flatMap((identity) => {
    const sibling = plan.leavingOf(identity) === undefined ? undefined : machine.find(identity);
    return sibling === undefined ? [] : [sibling.label];
  });
  const share = typeof mine.share?.size === "string" ? mine.share.size : "the rest";
  return [
    `${mine.label} takes ${share} of ${on?.name ?? "its disk"}, and ${before.join(", ") || "a partition"} before it is made anew: so this one is, too`,
  ];
}

/** A filesystem of another type, label or uuid is made by formatting. */
export function lossesOfFormat(mine: Planned, machine: PlannedMachine): string[] {
  const found = machine.productOf(mine).found;
  if (mine.isNew || !mine.isChanged || found?.filesystem === undefined) return [];
  const wanted = mine.filesystem;
  const before = found.filesystem;
  const stays =
    wanted !== undefined &&
    wanted.type === before.fstype &&
    (wanted.label ?? "") === (before.label ?? "") &&
    (wanted.uuid === undefined || wanted.uuid === before.uuid);
  const lost = describeFilesystem(found);
  if (stays || lost === undefined) return [];
  const how = wanted === undefined ? "has no filesystem any more" : `is formatted as ${wanted.type}`;
  return [`${mine.label} ${how}: ${areLost([lost])}`];
}
