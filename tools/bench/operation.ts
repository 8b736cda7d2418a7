/**
 * What is measured, in the order in which a stack lives: once without Pulumi's own preview of each run, and what that
 * adds at the end.
 */
export const OPERATIONS = [
  "new preview",
  "up",
  "preview",
  "up again",
  "refresh",
  "previewed refresh",
  "change",
  "change all",
  "destroy",
  "previewed up",
  "previewed destroy",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The machines on which a mount point is another one when an operation runs the program. */
export type Changed = "none" | "one" | "all";

export const changedBy = (operation: Operation): Changed => {
  if (operation === "change") return "one";
  return operation === "change all" ? "all" : "none";
};

/** Operations that others need to have something to work on. */
const NEEDS: Readonly<Partial<Record<Operation, readonly Operation[]>>> = {
  "previewed up": ["destroy"],
  "previewed destroy": ["destroy", "previewed up"],
};

/** What is wanted and what that needs, in order. */
export function withWhatTheyNeed(wanted: readonly Operation[]): Operation[] {
  const all = new Set<Operation>(["up", ...wanted, ...wanted.flatMap((one) => NEEDS[one] ?? [])]);
  return OPERATIONS.filter((operation) => all.has(operation));
}
