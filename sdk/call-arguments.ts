import { userError } from "./user-error";

/** What a call was given: null is "not given", and a name that the call does not know is refused. */
export function argumentsOf<T extends object>(
  call: string,
  args: T | null | undefined,
  names: readonly (keyof T & string)[],
): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  const entries = Object.entries(args ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const wrong = entries.find(([name]) => !names.some((known) => known === name));
  if (wrong !== undefined) throw userError(`${call}: there is no "${wrong[0]}"; ${alternatives(wrong[0], names)}`);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], null | undefined> };
}

function alternatives(wrong: string, names: readonly string[]): string {
  const lower = wrong.toLowerCase();
  const close = names.filter((name) => name.toLowerCase().includes(lower) || lower.includes(name.toLowerCase()));
  if (close.length > 0) return `did you mean ${close.map((name) => `"${name}"`).join(" or ")}?`;
  return names.length > 20 ? "see its type for what there is" : `it takes ${names.join(", ")}`;
}

/** A text that is given and not empty, without white space around it. */
export function textOf(call: string, name: string, value: unknown): string {
  if (typeof value !== "string") throw userError(`${call}: ${name} must be a text, not ${JSON.stringify(value)}`);
  const text = value.trim();
  if (text === "") throw userError(`${call}: ${name} is empty`);
  return text;
}

/** The one way in which something is named, of several; none and two are refused. */
export function exactlyOne<K extends string>(
  call: string,
  args: { readonly [P in K]?: unknown },
  keys: readonly K[],
): { readonly key: K; readonly text: string } {
  const found = keys.filter((key) => args[key] !== undefined);
  const [key] = found;
  if (key !== undefined && found.length === 1) return { key, text: textOf(call, key, args[key]) };
  const what = found.length === 0 ? "none" : found.join(" and ");
  throw userError(
    `${call}: give exactly one of ${keys.slice(0, -1).join(", ")} and ${keys.at(-1) ?? ""}; ${what} was given`,
  );
}
