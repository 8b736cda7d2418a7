import { isDerived, nextIdentity, sameStack } from "../../identity";

export { isDerived, nextIdentity, sameStack };

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
