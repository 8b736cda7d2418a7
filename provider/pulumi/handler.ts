import { isDeepStrictEqual } from "node:util";

import { type Connector } from "../run/connector";
import { type Difference, type DynamicProvider } from "./protocol";
import { messageOf, PartialFailure, plainError, plainly, plainlyNow, toJson } from "./host-errors";
import { NotFoundError } from "../maas/http/errors";
import { unlessGone } from "./gone";
import { type Declaration } from "../run/declarations";
import { Questions } from "./replacement-question";
import { formatId, type ObjectId, requireId } from "../maas/storage/id";
import { isDerived } from "../maas/storage/identity";
import { problemsOf } from "../maas/storage/inputs";
import {
  type CommonInputs,
  type Known,
  type Outputs,
  type Placed,
  type Problem,
  type ResourceKind,
  type Scope,
} from "./kind";
import { textIn } from "../maas/storage/state";
import { type Turn } from "../maas/machine/turn";
import { type Run } from "../run/run";
import { holdsUnknown, isUnknown } from "./unknown";

/** Keys that travel with the inputs and are none. */
const TRAVELLERS = new Set(["__provider", "__lookup"]);

/**
 * Implements Pulumi's dynamic provider protocol for one kind, over its decisions. All traps of the dynamic host are
 * absorbed here and in `answers.ts` and `questions.ts`.
 */
export class Handler<I extends CommonInputs, O> implements DynamicProvider {
  private readonly questions = new Questions();
  private readonly comparisons: ReadonlyMap<string, (olds: Outputs, news: I) => boolean>;

  constructor(
    private readonly kind: ResourceKind<I, O>,
    private readonly connector: Connector,
  ) {
    this.comparisons = new Map(Object.entries<(olds: Outputs, news: I) => boolean>(kind.same));
  }

  /** Everything happens before the first `await`: the host runs other calls meanwhile. */
  configure = (request: { config: { get(key: string): string | undefined } }): Promise<void> => {
    this.connector.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = (olds: Outputs, news: Outputs): Promise<{ inputs: Outputs; failures: Problem[] }> =>
    plainly(async () => {
      const parsed = this.kind.inputs.safeParse(news);
      const unknownNames = Object.keys(news).filter((key) => !(key in this.kind.inputs.shape) && !TRAVELLERS.has(key));
      const misnamed = unknownNames.map((property) => ({ property, reason: "no such property" }));
      if (!parsed.success) return { inputs: news, failures: [...misnamed, ...problemsOf(parsed.error)] };
      const inputs = toJson(toRecord(parsed.data));
      const failures = [...misnamed, ...this.kind.problems(parsed.data)];
      const isNew = Object.keys(olds).every((key) => TRAVELLERS.has(key));
      if (failures.length === 0) failures.push(...(await this.checkAgainstMachine(parsed.data, isNew)));
      if (!isNew) this.questions.sawCheck(inputs);
      return { inputs, failures: failures.map(({ property, reason }) => ({ property, reason: messageOf(reason) })) };
    });

  diff = (id: string, olds: Outputs, news: Outputs): Promise<Difference> =>
    plainly(() => {
      const raw = Object.fromEntries(Object.entries(news).filter(([key]) => !TRAVELLERS.has(key)));
      const declared = this.knownRun()?.declared;
      declared?.continues(id, textIn(raw, "identity"));
      const asked = this.questions.askedAbout(raw);
      if (asked.length > 0) {
        declared?.leaves(id);
        return Promise.resolve({ changes: true, replaces: asked, deleteBeforeReplace: true });
      }
      const changed = this.changedProperties(olds, raw);
      if (changed === undefined) return Promise.resolve({});
      if (changed.length === 0) return Promise.resolve({ changes: false });
      const replaces = changed.filter((property) => this.kind.replaceOn.some((key) => key === property));
      // `changes` is left open: the engine then works out what to show, and `replaceOnChanges` works.
      if (replaces.length === 0) return Promise.resolve({});
      declared?.leaves(id);
      return Promise.resolve({ replaces, deleteBeforeReplace: true });
    });

  create = async (raw: Outputs): Promise<{ id: string; outs: Outputs }> => {
    const wanted = plainlyNow(() => this.parse(raw));
    let placed: Placed<O> | undefined;
    try {
      const scope = this.scope(wanted);
      const object = await workOn(scope, async (turn) => {
        placed = await this.kind.ensure(turn, wanted, scope);
        return this.kind.sync(turn, placed.object, wanted, scope);
      });
      await placed?.settle?.();
      const outs = this.outputs(object, wanted, {});
      this.requireDeclared(outs, raw);
      return { id: placed?.id ?? "", outs };
    } catch (error) {
      throw placed === undefined ? plainError(error) : await this.partial(placed, wanted, raw, error);
    }
  };

  update = async (id: string, olds: Outputs, raw: Outputs): Promise<{ outs: Outputs }> => {
    const wanted = plainlyNow(() => this.parse(raw));
    let placed: Placed<O> | undefined;
    try {
      const scope = this.scope(wanted);
      const { key } = requireId(id);
      // A filesystem is written on a machine that is Ready only: the document that says so brings the disks along.
      const needsState = this.changedProperties(olds, raw)?.includes("filesystem") === true;
      const object = await workOn(scope, async (turn) => {
        if (needsState) await turn.machine();
        const found = await this.kind.observe(turn.look, key, olds);
        if (found === undefined)
          throw new Error(`${id} is gone from MAAS: run "pulumi refresh", then "pulumi up" again`);
        placed = { id, object: found };
        return this.kind.sync(turn, found, wanted, scope);
      });
      const outs = this.outputs(object, wanted, olds);
      this.requireDeclared(outs, raw);
      return { outs };
    } catch (error) {
      throw placed === undefined ? plainError(error) : await this.partial(placed, wanted, raw, error, olds);
    }
  };

  read = (id: string, props: Outputs): Promise<{ id?: string; props?: Outputs; inputs?: Outputs }> =>
    plainly(async () => {
      const { systemId, kind, key } = requireId(id);
      const run = this.connector.run();
      const object = await unlessGone(run.client.apiUrl, props, id, () =>
        this.kind.observe(run.session(systemId).read, key, props),
      );
      if (object === undefined) return {};
      const outs = this.outputs(object, this.salvage(props), props);
      const number = outs[ID_OUTPUT[kind]];
      return {
        id: typeof number === "number" ? formatId(systemId, kind, number) : id,
        props: outs,
        inputs: this.inputsIn(outs),
      };
    });

  delete = (id: string, props: Outputs): Promise<void> =>
    plainly(async () => {
      const { systemId, key } = requireId(id);
      const run = this.connector.run();
      const session = run.session(systemId);
      const isHeir = (other: Declaration): boolean => other.systemId === systemId && this.kind.isHeir(props, other);
      if (run.declared.heirOf(id, textIn(props, "identity"), isHeir) !== undefined) {
        session.announce(`${id} stays: it is another resource of this program now`);
        return;
      }
      const scope: Scope = { session, declared: run.declared, since: Date.now() };
      await unlessGone(run.client.apiUrl, props, id, async () => {
        const wasThere = await workOn(scope, (turn) => this.kind.remove(turn, key, props, scope));
        run.declared.release(id);
        return wasThere || undefined;
      }).finally(() => run.declared.left(id));
    });

  private async checkAgainstMachine(inputs: I, isNew: boolean): Promise<Problem[]> {
    if (isUnknown(inputs.machine)) return [];
    let run: Run;
    try {
      run = this.connector.run();
    } catch (error) {
      return [{ property: "", reason: messageOf(error) }];
    }
    if (inputs.identity !== "") run.declared.record(inputs.identity, this.kind.declaration(inputs));
    const twin = run.declared.twinOf(inputs.identity);
    if (twin) return [{ property: "uuid", reason: `another ${twin.kind} of this program has it on this machine` }];
    if (!isNew) return [];
    const scope = this.scope(inputs);
    try {
      return await scope.session.turn(async (turn) => {
        await turn.machine();
        return this.kind.preflight(turn, inputs, scope);
      });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const reason = `MAAS at ${run.client.apiUrl} has no machine "${inputs.machine}"`;
      return [{ property: "machine", reason: `${reason}: is it a hostname? Pass maas.getMachineOutput({ hostname })` }];
    }
  }

  /** For what a run may remember but need not: a configuration that is not complete is told elsewhere. */
  private knownRun(): Run | undefined {
    try {
      return this.connector.run();
    } catch {
      return undefined;
    }
  }

  /** The properties that differ; undefined when the inputs cannot be understood (a state of another version). */
  private changedProperties(olds: Outputs, raw: Outputs): string[] | undefined {
    const parsed = this.kind.inputs.safeParse(raw);
    if (!parsed.success) return undefined;
    const news = parsed.data;
    const inputs = toRecord(news);
    return Object.keys(this.kind.inputs.shape).filter((property) => {
      if (this.kind.ignored.some((key) => key === property)) return false;
      if (holdsUnknown(inputs[property])) return true;
      const same = this.comparisons.get(property);
      return same ? !same(olds, news) : !isDeepStrictEqual(olds[property], inputs[property]);
    });
  }

  /** MAAS answers 200 to a write whose body it lost or did not understand, and changes nothing. */
  private requireDeclared(outs: Outputs, raw: Outputs): void {
    const left = this.changedProperties(outs, raw) ?? [];
    if (left.length === 0) return;
    throw new Error(
      `MAAS answered as if everything were done, but on the server ${left.join(" and ")} ` +
        `${left.length > 1 ? "are" : "is"} not as declared: check proxies on the way to MAAS, then run again`,
    );
  }

  private parse(raw: Outputs): I {
    if (holdsUnknown(raw)) throw new Error("an input is still unknown: this is a bug in pulumi-maas or in Pulumi");
    const parsed = this.kind.inputs.safeParse(raw);
    if (parsed.success) return parsed.data;
    throw new Error(
      problemsOf(parsed.error)
        .map(({ property, reason }) => `${property}: ${reason}`)
        .join("\n"),
    );
  }

  private scope(inputs: I): Scope {
    const run = this.connector.run();
    if (inputs.identity !== "") run.declared.record(inputs.identity, this.kind.declaration(inputs));
    return { session: run.session(inputs.machine), declared: run.declared, since: Date.now() };
  }

  private outputs(object: O, declared: Known<I>, before: Outputs): Outputs {
    const state = { ...declared, ...this.kind.state(object, declared, before) };
    return toJson({ ...state, apiUrl: this.connector.run().client.apiUrl });
  }

  /** The inputs as an old state has them: what cannot be understood is left out. */
  private salvage(props: Outputs): Known<I> {
    const shape = Object.entries(this.kind.inputs.shape);
    const good = shape.filter(([key, schema]) => props[key] !== undefined && schema.safeParse(props[key]).success);
    return this.kind.inputs.partial().parse(Object.fromEntries(good.map(([key]) => [key, props[key]])));
  }

  /** The inputs that a program would write for what is there, so that drift shows in the next diff. */
  private inputsIn(outs: Outputs): Outputs {
    const keys = Object.keys(this.kind.inputs.shape).filter(
      (key) => outs[key] !== undefined && !(key === "uuid" && typeof outs[key] === "string" && isDerived(outs[key])),
    );
    return Object.fromEntries(keys.map((key) => [key, outs[key]]));
  }

  private async partial(
    placed: Placed<O>,
    wanted: I,
    raw: Outputs,
    cause: unknown,
    olds: Outputs = {},
  ): Promise<Error> {
    const session = this.connector.run().session(wanted.machine);
    const before = { ...olds, ...this.kind.state(placed.object, wanted, olds) };
    const key = requireId(placed.id).key;
    const now = await session.turn((turn) => this.kind.observe(turn.look, key, before)).catch(() => undefined);
    const essential = {
      machine: wanted.machine,
      identity: wanted.identity,
      apiUrl: session.client.apiUrl,
      __provider: raw["__provider"],
    };
    return new PartialFailure(placed.id, this.outputs(now ?? placed.object, wanted, before), essential, cause);
  }
}

/** The output with the number in an id, so that an id with a name, typed for `get`, becomes one with a number. */
const ID_OUTPUT: Readonly<Record<ObjectId["kind"], string>> = {
  partition: "partitionId",
  raid: "raidId",
  bcache: "bcacheId",
  "cache-set": "cacheSetId",
  layout: "",
};

/** A turn of the machine, counted as work of the run. */
const workOn = <T>({ declared, session }: Scope, work: (turn: Turn) => Promise<T>): Promise<T> =>
  declared.during(() => session.turn(work));

const toRecord = (inputs: object): Outputs => Object.fromEntries(Object.entries(inputs));
