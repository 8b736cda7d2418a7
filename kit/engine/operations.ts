import { type EngineEvent, type OpType } from "@pulumi/pulumi/automation";

/** One thing the engine did (or, in a preview, would do) with one resource. */
export interface Step {
  readonly op: OpType;
  readonly urn: string;
  /** Type and logical name, as in `Raid/md0`. */
  readonly resource: string;
  readonly diffs: readonly string[];
}

/** What became of a resource: the several steps of a replacement are one. */
export type Outcome = "same" | "create" | "update" | "replace" | "delete" | "read" | "import";

const outcomeByOp = new Map<OpType, Outcome>([
  ["same", "same"],
  ["create", "create"],
  ["update", "update"],
  ["delete", "delete"],
  ["read", "read"],
  ["import", "import"],
  ["replace", "replace"],
  ["create-replacement", "replace"],
  ["delete-replaced", "replace"],
  ["read-replacement", "replace"],
  ["import-replacement", "replace"],
]);

/** Type and logical name, as in `Raid/md0`. */
export const resourceOf = (urn: string): string => {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split(/[:$]/).pop() ?? ""}/${name}`;
};

/** The engine's own resources (the stack, the providers) are not what a test is about. */
const isStack = (type: string): boolean => type === "pulumi:pulumi:Stack";
const isOurs = (type: string): boolean => !isStack(type) && !type.startsWith("pulumi:providers:");

/** The steps in the order in which the engine began them. */
export const stepsOf = (events: readonly EngineEvent[]): readonly Step[] =>
  events.flatMap(({ resourcePreEvent }) => {
    if (!resourcePreEvent || !isOurs(resourcePreEvent.metadata.type)) return [];
    const { op, urn, diffs = [] } = resourcePreEvent.metadata;
    return [{ op, urn, resource: resourceOf(urn), diffs }];
  });

/** The outcome of each resource by type and logical name; reading for a refresh is no outcome. */
export const outcomesOf = (steps: readonly Step[]): Readonly<Record<string, Outcome>> => {
  const outcomes = new Map<string, Outcome>();
  for (const { op, resource } of steps) {
    const outcome = outcomeByOp.get(op);
    if (outcome !== undefined && outcomes.get(resource) !== "replace") outcomes.set(resource, outcome);
  }
  return Object.fromEntries(outcomes);
};

/** The outputs of the stack, which is the last that a run is done with. */
export const outputsOf = (events: readonly EngineEvent[]): Readonly<Record<string, unknown>> => {
  const done = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  return { ...done.filter(({ type }) => isStack(type)).pop()?.new?.outputs };
};
