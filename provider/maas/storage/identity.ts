/**
 * MAAS takes a client-chosen version 4 uuid for RAIDs, bcaches and partitions. Ours are derived from the place of a
 * resource in its program (the SDK computes them), so that the next run finds what an interrupted one made:
 * `6d616173` ("maas"), then seven digits that stand for project and stack, then the rest for the resource itself.
 */
const DERIVED = /^6d616173-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The part of a derived uuid that all resources of one stack share. */
const STACK_PART = "6d616173-xxxx-4xxx".length;

/** True for a uuid that pulumi-maas derived; one that a user wrote, or that MAAS made, is not. */
export const isDerived = (uuid: string): boolean => DERIVED.test(uuid);

/** True when both were derived for the same project and stack. */
export function sameStack(uuid: string, identity: string): boolean {
  return isDerived(uuid) && uuid.slice(0, STACK_PART) === identity.slice(0, STACK_PART);
}

/** The one object that has a uuid. MAAS checks no uuid for being unique: of two, none is taken over. */
export function pickByUuid<T extends { readonly uuid: string; readonly name: string }>(
  list: readonly T[],
  uuid: string,
): T | undefined {
  const found = list.filter((one) => sameUuid(one.uuid, uuid));
  if (found.length > 1) throw new Error(sharedUuid(found.map((one) => one.name)));
  return found[0];
}

export const sharedUuid = (names: readonly string[]): string =>
  `${names.join(" and ")} have the same uuid: remove the one that is not wanted in MAAS, then run again`;

/** MAAS keeps uuids as they were written, in any case. */
export const sameUuid = (a: string | null | undefined, b: string | undefined): boolean =>
  typeof a === "string" && b !== undefined && a.toLowerCase() === b.toLowerCase();
