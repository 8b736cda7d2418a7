import { isDeepStrictEqual } from "node:util";

import { type z } from "zod";

import { type DeclaredSchemas, type InputSchema, type Known, type Outputs, type Problem } from "./kind";
import { holdsUnknown } from "./unknown";

/** The problems that zod found, each with the path of its property. Of a union, the last branch has the say. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => flatten(issue, []));
}

function flatten(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Problem[] {
  const here = [...path, ...issue.path];
  const branch = issue.code === "invalid_union" ? issue.errors.at(-1) : undefined;
  if (branch !== undefined && branch.length > 0) return branch.flatMap((inner) => flatten(inner, here));
  return [{ property: here.map(String).join("."), reason: reasonOf(issue) }];
}

/** What zod says of a wrong type, in words for people who wrote no schema. */
function reasonOf({ code, message, ...issue }: z.core.$ZodIssue): string {
  const [, received] = /^Invalid input: .*received (.+)$/.exec(message) ?? [];
  if (code !== "invalid_type" || received === undefined || !("expected" in issue)) return message;
  return received === "undefined" ? "is missing" : `must be a ${issue.expected}, not ${received}`;
}

export const toRecord = (inputs: object): Outputs => Object.fromEntries(Object.entries(inputs));

/** Inputs that are known, checked once more: they may come from a plan that is old. */
export function parseInputs<I>(schema: InputSchema<I>, raw: Outputs): I {
  if (holdsUnknown(raw)) throw new Error("an input is still unknown: this is a bug in pulumi-maas or in Pulumi");
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Error(
    problemsOf(parsed.error)
      .map(({ property, reason }) => `${property}: ${reason}`)
      .join("\n"),
  );
}

/** Reads the inputs as an old state has them: what cannot be understood is left out. Made once: every read needs it. */
export function knownInputsOf<I>(schema: InputSchema<I>): (state: Outputs) => Known<I> {
  const partial = schema.partial();
  const properties = Object.entries(schema.shape);
  return (state) => {
    const good = properties.filter(
      ([key, property]) => state[key] !== undefined && property.safeParse(state[key]).success,
    );
    return partial.parse(Object.fromEntries(good.map(([key]) => [key, state[key]])));
  };
}

/** The values that a state has of the inputs. */
export const inputsIn = (schema: { readonly shape: object }, state: Outputs): Outputs =>
  Object.fromEntries(
    Object.keys(schema.shape)
      .filter((key) => state[key] !== undefined)
      .map((key) => [key, state[key]]),
  );

/** The properties that differ; undefined when the inputs cannot be understood (a state of another version). */
export function changedProperties<I extends object>(
  kind: DeclaredSchemas<I>,
  olds: Outputs,
  raw: Outputs,
): string[] | undefined {
  const parsed = kind.inputs.safeParse(raw);
  if (!parsed.success) return undefined;
  const news = parsed.data;
  const inputs = toRecord(news);
  return Object.keys(kind.inputs.shape).filter((property) => {
    if (kind.ignored.some((key) => key === property)) return false;
    if (holdsUnknown(inputs[property])) return true;
    const same = Object.hasOwn(kind.same, property) ? kind.same[property] : undefined;
    return same ? !same(olds, news) : !isDeepStrictEqual(olds[property], inputs[property]);
  });
}
