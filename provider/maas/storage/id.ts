import { OBJECT_TYPES, type Segment } from "../objects";
import { type ObjectType } from "../objects/type";

/** A parsed resource id. `key` is a decimal number, or a name that a person typed for `get`. */
export interface ObjectId {
  readonly systemId: string;
  readonly type: ObjectType & { readonly segment: Segment };
  readonly key: string;
}

const ID = /^([a-z0-9]+)\/([a-z-]+)\/([^/\s]+)$/;

/** `abc123/raid/7` */
export function formatId(systemId: string, segment: Segment, key: number | string): string {
  return `${systemId}/${segment}/${key}`;
}

/** The parts of a resource id, or undefined when `text` is something else, like the name of a disk. */
export function parseId(text: string): ObjectId | undefined {
  const [, systemId, segment, key] = ID.exec(text) ?? [];
  const type = OBJECT_TYPES.find((other) => other.segment === segment);
  return systemId === undefined || key === undefined || type === undefined ? undefined : { systemId, type, key };
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

/** Reads the id of an object of one type. @throws for any other text */
export function requireId(id: string, { segment, numberOutput }: ObjectType): ObjectId {
  const parsed = parseId(id);
  if (parsed?.type.segment === segment) return parsed;
  const key = numberOutput === undefined ? "…" : "<number>";
  throw new Error(`"${id}" is not an id of this kind, which is written "<system id>/${segment}/${key}"`);
}
