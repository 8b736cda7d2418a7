/** An object as it goes out. */
export type Json = Readonly<Record<string, unknown>>;

/** Marks a number that Python sends as a float, also where it is whole; taken out again by `encode`. */
const MARK = "\u0001float:";

/** A number that MAAS computes as a float: JSON then has a point in it (`6001180413952.0`). */
export function float(value: number): string | number {
  return Number.isInteger(value) ? `${MARK}${value}.0` : value;
}

const ESCAPED_MARK = "\\u0001float:";
const MARKED = /"\\u0001float:(-?\d+\.0)"/g;

/** JSON as MAAS sends it: indented by four, floats with a point. */
export function encode(value: unknown): string {
  const text = JSON.stringify(value, null, 4);
  return text.includes(ESCAPED_MARK) ? text.replace(MARKED, "$1") : text;
}

/** The same value without marks, for those who look at an object and not at its text. */
export function decode(value: unknown): unknown {
  return JSON.parse(encode(value));
}
