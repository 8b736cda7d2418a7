import { ConnectionError, isGateway, NotFoundError, RequestError } from "../../http/errors";
import { type Aside } from "../../pulumi/aside";
import { type Findings } from "../../pulumi/findings";
import { type Outputs, type Problem } from "../../pulumi/kind";
import { lookFor } from "../plan/look";
import { type Turn } from "../machine/turn";
import { type Planned } from "../plan/intent";
import { lossesOfFormat, lossesOfReplacement, whyReplaced } from "../plan/losses";
import { plannedOf } from "../plan/planning";
import { type PlannedMachine } from "../plan/planned-machine";
import { problemsWith } from "../plan/rules";
import { isTouched } from "../plan/rules/rule";
import { type Run } from "../run";
import { type CommonInputs, type Scope, type StorageKind } from "./kind";
import { changeProblem } from "./preflight";

/** One declaration, and where it is to be held against the rest of the program and the server. */
export interface Checked<I> {
  readonly run: Run;
  readonly scope: Scope;
  readonly inputs: I;
  /** The inputs of the last run; undefined for what does not exist yet. */
  readonly before: Outputs | undefined;
  readonly aside: Aside;
}

/**
 * Holds a declaration against what the program has declared so far on its machine, and, when something is to be written
 * for it, against what the server has: one look at a machine serves all of its resources.
 */
export async function checkOnMachine<I extends CommonInputs, O, S>(
  kind: StorageKind<I, O, S>,
  checked: Checked<I>,
): Promise<Findings> {
  const { run, inputs, aside } = checked;
  const machine = run.plan.machine(inputs.machine);
  const planned = plan(kind, checked, machine);
  const alone = () => [...problemsWith(planned, machine), ...disputes(checked)];
  // Of a kind that says nothing of itself, only a change under a deployment is looked at.
  const isPlain = kind.intent === undefined && checked.before !== undefined;
  if (!isTouched(planned) || (isPlain && run.deployment(inputs.machine) === undefined)) return found(alone());
  if (aside.isPreview && (run.preview === "offline" || run.plan.isUnreachable)) {
    return found(alone(), run.plan.takeWarning());
  }
  try {
    const findings = await checked.scope.session.turn((turn) => checkByLook(turn, kind, checked, machine));
    // A program that listens says them on its resources.
    if (aside.listener === undefined) findings.warnings.forEach((warning) => checked.scope.session.announce(warning));
    return findings;
  } catch (error) {
    const { problems, warnings } = withoutLook(error, checked);
    return found([...alone(), ...problems], warnings);
  }
}

/** Of one property, what was found first is said. */
const found = (problems: readonly Problem[], warnings: readonly string[] = []): Findings => ({
  problems: problems.filter(({ property, reason }, at) =>
    problems.slice(0, at).every((other) => other.property !== property && other.reason !== reason),
  ),
  warnings,
});

/** Keeps the declaration for those that follow. */
function plan<I extends CommonInputs, O, S>(
  kind: StorageKind<I, O, S>,
  checked: Checked<I>,
  machine: PlannedMachine,
): Planned {
  const { inputs, before, aside } = checked;
  const planned = plannedOf(kind, inputs, before, aside, machine);
  if (planned.identity !== "") checked.run.plan.record(planned);
  for (const { device, link } of planned.takes ?? []) if (link !== undefined) machine.learn(device, link);
  return planned;
}

/** What only one resource of a program can be or have. */
function disputes<I extends CommonInputs>({ run, inputs }: Checked<I>): Problem[] {
  const twin = run.declared.twinOf(inputs.identity);
  if (twin) return [{ property: "uuid", reason: `another ${twin.kind} of this program has it on this machine` }];
  const disputed = run.declared.disputed(inputs.identity);
  if (disputed === undefined) return [];
  const { property, what, kind } = disputed;
  return [{ property, reason: `another ${kind} of this program has ${what} on this machine` }];
}

async function checkByLook<I extends CommonInputs, O, S>(
  turn: Turn,
  kind: StorageKind<I, O, S>,
  checked: Checked<I>,
  machine: PlannedMachine,
): Promise<Findings> {
  const { run, inputs, scope, before } = checked;
  const document = await turn.machine();
  if (kind.intent !== undefined) await lookFor(plan(kind, checked, machine), machine, document, turn.look);
  // With the picture, two ways to write one device are no change any more.
  const planned = plan(kind, checked, machine);
  const leaving = planned.isNew ? run.plan.leavingOf(planned.identity) : undefined;
  const own = before === undefined ? await kind.preflight(turn, inputs, scope) : await changes(turn, planned);
  // What is replaced is checked a second time, as if it were new: the object that MAAS still has is in nobody's way.
  if (leaving !== undefined) own.push(...(await changeProblem(turn)));
  if (planned.isNew && kind.clears !== undefined) {
    machine.clears((await kind.clears(turn, inputs)) ? planned.layout : undefined);
  }
  return found(
    [...own, ...problemsWith(planned, machine), ...disputes(checked)],
    [
      ...whyReplaced(planned, leaving, run.plan),
      ...lossesOfReplacement(planned, leaving, machine),
      ...lossesOfFormat(planned, machine),
    ],
  );
}

/** A machine whose storage cannot be changed is better said in the preview. */
const changes = async (turn: Turn, planned: Planned): Promise<Problem[]> =>
  planned.needsReady || planned.isNew ? changeProblem(turn) : [];

const isUnreachable = (error: unknown): error is Error =>
  error instanceof ConnectionError || (error instanceof RequestError && isGateway(error.status));

/** What is said when the look failed. A preview goes on without MAAS, with one warning for each region. */
function withoutLook<I extends CommonInputs>(error: unknown, { run, inputs, aside }: Checked<I>): Findings {
  if (error instanceof NotFoundError) {
    const reason = `MAAS at ${run.client.apiUrl} has no machine "${inputs.machine}"`;
    return found([
      { property: "machine", reason: `${reason}: is it a hostname? Pass maas.getMachineOutput({ hostname })` },
    ]);
  }
  if (!aside.isPreview || run.preview === "strict" || !isUnreachable(error)) throw error;
  run.plan.goOnWithout(error.message);
  return found([], run.plan.takeWarning());
}
