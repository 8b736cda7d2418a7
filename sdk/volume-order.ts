import * as pulumi from "@pulumi/pulumi";

import { ownerOfOutput } from "./declared-inputs";
import { perProgram } from "./per-program";
import { resolved } from "./resolved";

/** A logical volume of this program. */
interface Declared {
  readonly number: number;
  readonly isRelative: boolean;
  group?: unknown;
  volume?: pulumi.CustomResource;
}

/** All logical volumes of a run of the program. */
interface Program {
  readonly volumes: Declared[];
  /** Settled when it is known of every volume that was declared so far in which group it is. */
  placed: Promise<unknown>;
}

const currentProgram = perProgram<Program>(() => ({ volumes: [], placed: Promise.resolve() }));

/** The place of a volume in the order of the program. */
export interface VolumeOrder {
  /** What is to be made before. */
  readonly before: Promise<pulumi.Resource[]>;
  /** Says which resource it is about. */
  readonly is: (volume: pulumi.CustomResource) => void;
}

/**
 * A volume that takes a share or the rest waits for those that were declared before it in its group, and is waited for.
 * Sizes in bytes fit in any order, and those wait for nobody: one can grow into what the next one gives up.
 */
export function volumeOrder(group: unknown, size: unknown): VolumeOrder {
  const program = currentProgram();
  const declared: Declared = { number: program.volumes.length, isRelative: mayBeRelative(size) };
  program.volumes.push(declared);
  const before = program.placed;
  const placed = groupOf(group).then((found) => (declared.group = found));
  program.placed = Promise.all([before, placed]);
  return {
    before: program.placed.then(() => earlier(program, declared)),
    is: (volume) => void (declared.volume = volume),
  };
}

function earlier({ volumes }: Program, declared: Declared): pulumi.Resource[] {
  const inGroup = volumes.filter((other) => other.number < declared.number && isSame(other.group, declared.group));
  const waitedFor = declared.isRelative ? inGroup : inGroup.filter(({ isRelative }) => isRelative);
  return waitedFor.flatMap(({ volume }) => volume ?? []);
}

const isSame = (a: unknown, b: unknown): boolean => a !== undefined && a === b;

/** A number of bytes or an absolute size stays what it is. */
const mayBeRelative = (size: unknown): boolean =>
  size === undefined ||
  size === null ||
  pulumi.Output.isInstance(size) ||
  size instanceof Promise ||
  (typeof size === "string" && size.trim().endsWith("%"));

/** The resource that makes a group, or the id of the group; undefined when this run cannot know it. */
async function groupOf(group: unknown): Promise<unknown> {
  if (pulumi.CustomResource.isInstance(group)) return group;
  if (pulumi.Output.isInstance(group)) {
    const known = ownerOfOutput(group) ?? (await resolved(group))?.value;
    return groupOf(known);
  }
  if (group instanceof Promise) return groupOf(pulumi.output(group));
  if (typeof group !== "object" || group === null) return group;
  const { systemId, id }: { systemId?: unknown; id?: unknown } = group;
  return `${String(systemId)}/volume-group/${String(id)}`;
}
