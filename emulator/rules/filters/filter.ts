import { notAChoice } from "../../wire/form";
import { serverError } from "../../wire/reply";
import { type Controller, type Machine, type World } from "../../world/world";

export type AnyNode = Machine | Controller;

/** One filter: what is wrong with its values, and which nodes they let through. Different filters combine with AND. */
export interface Filter {
  readonly check?: (world: World, values: readonly string[]) => string | undefined;
  readonly matches: (node: AnyNode, values: readonly string[], world: World) => boolean;
}

/** The value of a node is one of those given; a node without one matches nothing. */
export function isOneOf(valueOf: (node: AnyNode, world: World) => unknown): Filter {
  return {
    matches: (node, values, world) => {
      const value = valueOf(node, world);
      return typeof value === "string" && values.includes(value);
    },
  };
}

export function excluding(filter: Filter): Filter {
  return { ...filter, matches: (node, values, world) => !filter.matches(node, values, world) };
}

/** Values must name something that is there; those that do not are listed, sorted. */
export function existing(
  filter: Filter,
  known: (world: World) => Iterable<string>,
  message: (missing: readonly string[]) => string,
): Filter {
  const check = (world: World, values: readonly string[]) => {
    const names = new Set(known(world));
    const missing = [...new Set(values)].filter((value) => !names.has(value)).sort();
    return missing.length > 0 ? message(missing) : undefined;
  };
  return { ...filter, check };
}

/** Values must look like names before they are looked for (fields.py: MODEL_NAME_VALIDATOR). */
export function named(filter: Filter): Filter {
  const isName = (value: string) => /^[\p{L}\p{N}_][\p{L}\p{N}_ -]*$/u.test(value);
  return {
    ...filter,
    check: (world, values) => (values.every(isName) ? filter.check?.(world, values) : "Enter a valid value."),
  };
}

const NUMBER = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const NO_NUMBER = /^[+-]?(inf(?:inity)?|nan)$/i;

/** What Python's `float()` reads; undefined for what it does not. */
function toFloat(text: string): number | undefined {
  const trimmed = text.trim();
  const [, word] = NO_NUMBER.exec(trimmed) ?? [];
  if (word !== undefined) return /^nan$/i.test(word) ? Number.NaN : Infinity;
  return NUMBER.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}

/** The database compares whole numbers. */
function toInteger(value: number): number {
  if (Number.isNaN(value)) throw serverError("cannot convert float NaN to integer");
  if (!Number.isFinite(value)) throw serverError("cannot convert float infinity to integer");
  return Math.ceil(value);
}

/** Of several numbers the least counts. */
export function atLeast(valueOf: (node: AnyNode, world: World) => number, message: string): Filter {
  return {
    check: (_world, values) => (values.some((value) => toFloat(value) === undefined) ? message : undefined),
    matches: (node, values, world) =>
      valueOf(node, world) >= toInteger(Math.min(...values.map((value) => toFloat(value) ?? 0))),
  };
}

/** Words of a fixed list, with an equals sign in front or not. */
export function choice(filter: Filter, choices: readonly string[]): Filter {
  const bare = (value: string) => value.replace(/^=/, "");
  const check = (_world: World, values: readonly string[]) => {
    const wrong = values.map(bare).find((value) => !choices.includes(value));
    return wrong === undefined ? undefined : notAChoice(wrong);
  };
  return { check, matches: (node, values, world) => filter.matches(node, values.map(bare), world) };
}
