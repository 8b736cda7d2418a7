/** The kinds of object that have an id of the form `<system id>/<kind>/<number or name>`. */
export type ObjectKind = "raid" | "bcache" | "cache-set" | "partition" | "layout";

/** A parsed resource id. `key` is a decimal number, or a name that a person typed for `get`. */
export interface ObjectId {
  readonly systemId: string;
  readonly kind: ObjectKind;
  readonly key: string;
}

const ID = /^([a-z0-9]+)\/(raid|bcache|cache-set|partition|layout)\/([^/\s]+)$/;

const isObjectKind = (text: string): text is ObjectKind =>
  ["raid", "bcache", "cache-set", "partition", "layout"].includes(text);

/** `abc123/raid/7` */
export function formatId(systemId: string, kind: ObjectKind, key: number | string): string {
  return `${systemId}/${kind}/${key}`;
}

/** The parts of a resource id, or undefined when `text` is something else, like the name of a disk. */
export function parseId(text: string): ObjectId | undefined {
  const [, systemId, kind, key] = ID.exec(text) ?? [];
  if (systemId === undefined || kind === undefined || key === undefined || !isObjectKind(kind)) return undefined;
  return { systemId, kind, key };
}

/** The object in `list` that an id means: by number when the key is one, else by name. */
export function pickByKey<T extends { id: number }>(
  list: readonly T[],
  key: string,
  nameOf: (item: T) => string,
): T | undefined {
  const number = /^\d+$/.test(key) ? Number(key) : undefined;
  return list.find((item) => (number === undefined ? nameOf(item) === key : item.id === number));
}

/** Reads the id of one of our objects. @throws for any other text */
export function requireId(id: string): ObjectId {
  const parsed = parseId(id);
  if (parsed !== undefined) return parsed;
  throw new Error(
    `"${id}" is no id of pulumi-maas: write "<system id>/raid/<number>", or bcache, cache-set, partition`,
  );
}

/** The output with the number in an id, so that an id with a name, typed for `get`, becomes one with a number. */
export const ID_OUTPUT: Readonly<Record<ObjectId["kind"], string>> = {
  partition: "partitionId",
  raid: "raidId",
  bcache: "bcacheId",
  "cache-set": "cacheSetId",
  layout: "",
};
