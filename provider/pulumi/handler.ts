import { isDeepStrictEqual } from "node:util";

import { type Aside, ASIDE, asideIn } from "./aside";
import { type Findings, NOTHING_FOUND, tellProgram } from "./findings";
import { type Difference, type DynamicProvider } from "./protocol";
import { messageOf, PartialFailure, plainError, plainly, plainlyNow, toJson } from "./host-errors";
import { type Connector, type Known, type Living, type Outputs, type Problem, type ResourceKind } from "./kind";
import { ReplacementQuestions } from "./replacement-question";
import { withoutNulls } from "../nulls";
import { changedProperties, knownInputsOf, parseInputs, problemsOf, toRecord } from "./schema";
import { UnfinishedError } from "./unfinished";

/** Keys that Pulumi and the SDK send along with the inputs. */
const ADDED_KEYS = new Set(["__provider", "__lookup"]);

/**
 * Implements Pulumi's dynamic provider protocol for one kind, over its decisions, for any system. All traps of the
 * dynamic host are absorbed here, in `host-errors.ts` and in `replacement-question.ts`.
 */
export class Handler<I extends object, R> implements DynamicProvider {
  private readonly questions = new ReplacementQuestions();

  private readonly knownInputs: (state: Outputs) => Known<I>;

  constructor(
    private readonly kind: ResourceKind<I, R>,
    private readonly connector: Connector<R>,
  ) {
    this.knownInputs = knownInputsOf(kind.inputs);
  }

  /** Everything happens before the first `await`: the host runs other calls meanwhile. */
  configure = (request: { config: { get(key: string): string | undefined } }): Promise<void> => {
    this.connector.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = (olds: Outputs, declared: Outputs): Promise<{ inputs: Outputs; failures: Problem[] }> =>
    plainly(async () => {
      const aside = asideIn(declared);
      const given = withoutNulls(Object.fromEntries(Object.entries(declared).filter(([key]) => key !== ASIDE)));
      const isNew = Object.keys(olds).every((key) => ADDED_KEYS.has(key));
      const { inputs, findings } = await this.findings(given, isNew ? undefined : olds, aside);
      const problems = findings.problems.map(({ property, reason }) => ({ property, reason: messageOf(reason) }));
      if (!isNew) this.questions.sawCheck(inputs);
      return { inputs, failures: tellProgram(aside, { ...findings, problems }) ? [] : problems };
    });

  diff = (id: string, olds: Outputs, news: Outputs): Promise<Difference> =>
    plainly(async () => {
      const inputs = Object.fromEntries(Object.entries(news).filter(([key]) => !ADDED_KEYS.has(key)));
      const run = this.configuredRun();
      const difference = await this.difference(id, olds, inputs, run);
      const reasons = difference.replaces ?? [];
      const isReplaced = difference.replaces !== undefined;
      const isChanged = difference.changes !== false;
      if (run !== undefined) this.kind.decided(run, { id, state: olds, inputs, isChanged, isReplaced, reasons });
      // The engine replaces for reasons of its own as well, and would create first.
      return { ...difference, deleteBeforeReplace: true };
    });

  create = async (raw: Outputs): Promise<{ id: string; outs: Outputs }> => {
    const wanted = plainlyNow(() => parseInputs(this.kind.inputs, raw));
    try {
      const { id, state } = await this.kind.create(this.connector.run(), wanted);
      return { id, outs: this.asDeclared({ id, state }, raw) };
    } catch (error) {
      throw this.failure(error, raw);
    }
  };

  update = async (id: string, olds: Outputs, raw: Outputs): Promise<{ outs: Outputs }> => {
    const wanted = plainlyNow(() => parseInputs(this.kind.inputs, raw));
    try {
      const changed = changedProperties(this.kind, olds, raw) ?? [];
      const state = await this.kind.update(this.connector.run(), { id, state: olds }, wanted, changed);
      return { outs: this.asDeclared({ id, state }, raw) };
    } catch (error) {
      throw error instanceof UnfinishedError && this.standsAsBefore(error.state, olds, raw)
        ? plainError(error.cause)
        : this.failure(error, raw);
    }
  };

  read = (id: string, props: Outputs): Promise<{ id?: string; props?: Outputs; inputs?: Outputs }> =>
    plainly(async () => {
      const declared = this.knownInputs(props);
      const found = await this.kind.read(this.connector.run(), { id, state: props }, declared);
      if (found === undefined) return {};
      const outs = toJson(found.state);
      return { id: found.id, props: outs, inputs: this.kind.inputsIn(outs) };
    });

  delete = (id: string, props: Outputs): Promise<void> =>
    plainly(() => this.kind.remove(this.connector.run(), { id, state: props }));

  private async findings(given: Outputs, before: Outputs | undefined, aside: Aside) {
    const parsed = this.kind.inputs.safeParse(given);
    const unknownNames = Object.keys(given).filter((key) => !(key in this.kind.inputs.shape) && !ADDED_KEYS.has(key));
    const misnamed = unknownNames.map((property) => ({ property, reason: "no such property" }));
    if (!parsed.success) {
      return { inputs: given, findings: { problems: [...misnamed, ...problemsOf(parsed.error)], warnings: [] } };
    }
    const problems = [...misnamed, ...this.kind.problems(parsed.data)];
    const { problems: more, warnings } = await this.checkOnSystem(parsed.data, before, aside);
    // Of one property, what needs no look at the system is said alone.
    const others = more.filter(({ property }) => !problems.some((problem) => problem.property === property));
    return { inputs: toJson(toRecord(parsed.data)), findings: { problems: [...problems, ...others], warnings } };
  }

  private async checkOnSystem(inputs: I, before: Outputs | undefined, aside: Aside): Promise<Findings> {
    if (!this.kind.isPlaced(inputs)) return NOTHING_FOUND;
    let run: R | undefined;
    try {
      run = this.connector.run();
    } catch (error) {
      run = aside.isPreview && error instanceof Error ? this.connector.runWithout?.(error) : undefined;
      if (run === undefined) return { problems: [{ property: "", reason: messageOf(error) }], warnings: [] };
    }
    const found = await this.kind.check(run, inputs, before, aside);
    return "problems" in found ? found : { problems: found, warnings: [] };
  }

  /** For what a run may remember but need not: a configuration that is not complete is told elsewhere. */
  private configuredRun(): R | undefined {
    try {
      return this.connector.run();
    } catch {
      return undefined;
    }
  }

  private async difference(
    id: string,
    olds: Outputs,
    inputs: Outputs,
    run: R | undefined,
  ): Promise<Omit<Difference, "deleteBeforeReplace">> {
    const { standsOn } = this.kind;
    const asked = this.questions
      .propertiesAskedAbout(inputs)
      .filter((property) => standsOn === undefined || standsOn.some((key) => key === property));
    if (asked.length > 0) return { changes: true, replaces: asked };
    const isBehind = run !== undefined && this.kind.isChangedByOthers?.(run, id) === true;
    const changed = changedProperties(this.kind, olds, inputs);
    if (changed?.length === 0) return { changes: isBehind };
    const replaces = await this.reasonsToReplace(olds, inputs, run, changed ?? []);
    // `changes` is left open: the engine then works out what to show, and `replaceOnChanges` works.
    return replaces.length === 0 ? {} : { replaces };
  }

  private async reasonsToReplace(
    olds: Outputs,
    raw: Outputs,
    run: R | undefined,
    changed: readonly string[],
  ): Promise<string[]> {
    const differing = changed.filter((property) => this.kind.replaceOn.some((key) => key === property));
    const parsed = this.kind.inputs.safeParse(raw);
    if (run === undefined || !parsed.success) return differing;
    if (differing.length > 0) return this.kind.reasonsToReplace?.(run, olds, parsed.data, differing) ?? differing;
    return (await this.kind.cannotChange?.(run, olds, parsed.data, changed)) ?? [];
  }

  /** A server, or a proxy before it, answers 200 to a write whose body it lost or did not understand. */
  private asDeclared({ id, state }: Living, raw: Outputs): Outputs {
    const outs = toJson(state);
    const left = changedProperties(this.kind, outs, raw) ?? [];
    if (left.length === 0) return outs;
    const { system } = this.kind;
    const cause = new Error(
      `${system} answered as if everything were done, but on the server ${left.join(" and ")} ` +
        `${left.length > 1 ? "are" : "is"} not as declared: check proxies on the way to ${system}, then run again`,
    );
    throw new UnfinishedError(id, outs, cause);
  }

  /**
   * True when a failed update has left an object on what it stood on before. Then the state is to stay as it was: with new
   * inputs Pulumi would keep new dependencies as well, and delete in the wrong order.
   */
  private standsAsBefore(now: Outputs, olds: Outputs, raw: Outputs): boolean {
    const state = toJson(now);
    const changed = changedProperties(this.kind, olds, raw) ?? [];
    const isAsBefore = (property: string): boolean => isDeepStrictEqual(state[property], olds[property]);
    const moving = changed.filter((property) => this.kind.madeOf?.some((key) => key === property));
    return moving.length > 0 && moving.every(isAsBefore);
  }

  private failure(error: unknown, raw: Outputs): Error {
    if (!(error instanceof UnfinishedError)) return plainError(error);
    const { id, state, cause } = error;
    const essential = Object.fromEntries(this.kind.essential.map((property) => [property, state[property]]));
    return new PartialFailure(id, state, { ...essential, __provider: raw["__provider"] }, cause);
  }
}
