import type * as provider from "../../provider";

/** A kind of MAAS by the name that the provider exports it under. */
export type Kind = Exclude<keyof typeof provider, `Lxd${string}`>;

/** Stands for a resource of the same machine that was declared earlier. */
export interface Reference {
  readonly resource: string;
}

export const the = (resource: string): Reference => ({ resource });

export const isReference = (value: unknown): value is Reference =>
  typeof value === "object" && value !== null && "resource" in value;

/** A filesystem that a resource has in itself. */
export interface Filesystem {
  readonly type: string;
  readonly label?: string;
  readonly mountPoint?: string;
}

export type Argument =
  | string
  | boolean
  | Reference
  | readonly (string | Reference)[]
  | Filesystem
  | Readonly<Record<string, string>>
  | undefined;

/**
 * A resource of one machine, as data, without the machine: a program, a test of the handlers and the benchmark make the
 * same thing of it.
 */
export interface Declared {
  readonly kind: Kind;
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
}

/** The resources that must be there before this one. Partitions of a disk are made in the order they are declared in. */
export function needsOf(declared: Declared, layout: readonly Declared[]): string[] {
  const references = Object.values(declared.args).flatMap((value) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => (isReference(one) ? [one.resource] : [])),
  );
  const before = layout.slice(0, layout.indexOf(declared));
  const disk = declared.args["blockDevice"];
  const sibling = before.findLast((other) => disk !== undefined && other.args["blockDevice"] === disk);
  return sibling === undefined ? references : [...references, sibling.name];
}

/**
 * The fewest writes that make a layout by MAAS's API: one for each object, one for each filesystem, one for each mount.
 */
export function writesToCreate(layout: readonly Declared[]): number {
  return layout.reduce((sum, { kind, args }) => sum + writesToMake(kind) + writesToFill(args["filesystem"]), 0);
}

/** A disk is there. */
const writesToMake = (kind: Kind): number => (kind === "BlockDevice" ? 0 : 1);

function writesToFill(filesystem: Argument): number {
  if (typeof filesystem !== "object" || !("type" in filesystem)) return 0;
  // Swap counts as used only when it is mounted, too.
  return filesystem.mountPoint !== undefined || filesystem.type === "swap" ? 2 : 1;
}
