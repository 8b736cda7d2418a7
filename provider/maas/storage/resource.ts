import { z } from "zod";

import { hidesFilesystems } from "../machine/readiness";
import { type MachineSession } from "../machine/session";
import { type Aside } from "../../pulumi/aside";
import { type Findings } from "../../pulumi/findings";
import { type Turn } from "../machine/turn";
import { objectIfThere } from "../missing";
import { type Run } from "../run";
import {
  type Decision,
  type Known,
  type Living,
  type Outputs,
  type Problem,
  type ResourceKind,
} from "../../pulumi/kind";
import { inputsIn } from "../../pulumi/schema";
import { keepingTheObject } from "../../pulumi/unfinished";
import { isUnknown } from "../../pulumi/unknown";
import { type Declaration } from "../../run/declarations";
import { checkOnMachine } from "./check";
import { formatId, requireId } from "./id";
import { isDerived } from "./identity";
import { type CommonInputs, type Placed, type Scope, type StorageKind } from "./kind";
import { inWordsOf, pathsIn } from "./by-path";
import { refersTo } from "./device";
import { standsOnAny } from "./layers";
import { deviceRecord, deviceRecords, textIn } from "./state";

/** Makes of the decisions of one kind of storage what Pulumi's protocol needs: observe, ensure and sync, on one machine. */
export const storageResource = <I extends CommonInputs, O, S>(kind: StorageKind<I, O, S>): ResourceKind<I, Run> =>
  new StorageResource(kind);

class StorageResource<I extends CommonInputs, O, S> implements ResourceKind<I, Run> {
  readonly system = "MAAS";
  readonly essential = ["machine", "identity", "apiUrl"];
  readonly name: string;
  readonly inputs: StorageKind<I, O, S>["inputs"];
  readonly outputs: z.ZodObject;
  readonly replaceOn: StorageKind<I, O, S>["replaceOn"];
  readonly ignored: StorageKind<I, O, S>["ignored"];
  readonly same: StorageKind<I, O, S>["same"];
  readonly madeOf: readonly (keyof I & string)[];

  constructor(private readonly kind: StorageKind<I, O, S>) {
    this.name = kind.name;
    this.inputs = kind.inputs;
    this.outputs = kind.outputs.extend({ apiUrl: z.string() });
    this.replaceOn = kind.replaceOn;
    this.ignored = kind.ignored;
    this.same = kind.same;
    this.madeOf = kind.madeOf ?? [];
  }

  problems(inputs: I): Problem[] {
    return this.kind.problems(inputs);
  }

  isPlaced({ machine }: I): boolean {
    return !isUnknown(machine);
  }

  check(run: Run, inputs: I, before: Outputs | undefined, aside: Aside): Promise<Findings> {
    return checkOnMachine(this.kind, { run, scope: this.scope(run, inputs), inputs, before, aside });
  }

  async reasonsToReplace(run: Run, state: Outputs, inputs: I, differing: readonly string[]): Promise<string[]> {
    const before = await this.inWordsOf(run, inputs, state);
    const left = before === state ? differing : differing.filter((key) => this.same[key]?.(before, inputs) !== true);
    return this.kind.reasonsToReplace?.(before, inputs, left) ?? [...left];
  }

  /** Which disk a path of the hardware means, only the machine knows. */
  private async inWordsOf(run: Run, inputs: I, state: Outputs): Promise<Outputs> {
    const paths = pathsIn(this.kind.declaration(inputs).devices);
    if (paths.length === 0 || isUnknown(inputs.machine)) return state;
    return inWordsOf(paths, state, await run.session(inputs.machine).read("disks"));
  }

  decided({ declared, plan }: Run, { id, state, inputs, isChanged, isReplaced, reasons }: Decision): void {
    const fate = isReplaced ? "is replaced" : isChanged ? "changes" : "stays";
    plan.decided(id, textIn(inputs, "identity"), isReplaced, reasons);
    declared.objects.continues(textIn(inputs, "identity"), id, textIn(state, "uuid"), fate);
    if (isReplaced) declared.leaves(id);
  }

  isChangedByOthers({ declared }: Run, id: string): boolean {
    return declared.objects.isChangedByOthers(id);
  }

  /** A device that is part of the one that is given up for it is free only when the object is made anew. */
  async cannotChange(run: Run, then: Outputs, inputs: I, changed: readonly string[]): Promise<string[]> {
    const moving = this.madeOf.filter((property) => changed.includes(property));
    if (moving.length === 0 || isUnknown(inputs.machine)) return [];
    const state = await this.inWordsOf(run, inputs, then);
    const look = run.session(inputs.machine).read;
    const before = [
      ...deviceRecords(state["members"]),
      ...deviceRecords(state["spares"]),
      deviceRecord(state["device"]),
    ];
    const wanted = this.kind.declaration(inputs).devices;
    const given = before.filter((record) => record !== undefined && !wanted.some((text) => refersTo(text, record)));
    const isUnder = await standsOnAny(
      look,
      wanted,
      given.flatMap((record) => record ?? []),
    ).catch(() => false);
    return isUnder ? [...moving] : [];
  }

  create(run: Run, wanted: I): Promise<Living> {
    const scope = this.scope(run, wanted);
    return keepingTheObject<Placed<O>, Living>(
      async (exists) => {
        const { placed, object } = await workOn(scope, async (turn) => {
          // What looks unused on such a machine may hold a filesystem: nothing is taken for free there.
          if (hidesFilesystems(await turn.machine())) await turn.requireReady();
          const placed = await this.kind.ensure(turn, wanted, scope);
          exists(placed);
          run.declared.objects.own(placed.id, wanted.identity, "made");
          return { placed, object: await this.kind.sync(turn, placed.object, wanted, scope) };
        });
        await placed.settle?.();
        run.plan.made(wanted);
        return { id: placed.id, state: this.state(run, object, wanted, {}) };
      },
      (placed) => this.stateNow(run, placed, wanted, {}),
    );
  }

  update(run: Run, { id, state: before }: Living, wanted: I, changed: readonly string[]): Promise<Outputs> {
    const scope = this.scope(run, wanted);
    const { key } = requireId(id, this.kind.type);
    return keepingTheObject<Placed<O>, Outputs>(
      async (exists) => {
        const object = await workOn(scope, async (turn) => {
          const there =
            (await this.recall(turn, key, before, changed)) ?? (await this.kind.observe(turn.look, key, before));
          const isMadeAgain = there === undefined && this.kind.isKnownByInputs === true;
          const found = isMadeAgain ? (await this.kind.ensure(turn, wanted, scope)).object : there;
          if (found === undefined)
            throw new Error(`${id} is gone from MAAS: run "pulumi refresh", then "pulumi up" again`);
          exists({ id, object: found });
          return this.kind.sync(turn, found, wanted, scope);
        });
        return this.state(run, object, wanted, before);
      },
      (placed) => this.stateNow(run, placed, wanted, before),
    );
  }

  /** A filesystem is written on a machine that is Ready only: the document that says so brings the disks along. */
  private async recall(turn: Turn, key: string, before: Outputs, changed: readonly string[]): Promise<O | undefined> {
    if (!changed.includes("filesystem")) return undefined;
    const machine = await turn.machine();
    if (changed.some((property) => property !== "filesystem" && property !== "tags")) return undefined;
    return this.kind.recall?.(machine, key, before);
  }

  async read(run: Run, { id, state: before }: Living, declared: Known<I>): Promise<Living | undefined> {
    const { systemId, type, key } = requireId(id, this.kind.type);
    const session = run.session(systemId);
    const object = await objectIfThere(run.client.apiUrl, before, id, () =>
      this.kind.observe(session.read, key, before),
    );
    if (object === undefined) {
      const mayBeThere = this.kind.isKnownByFilesystems === true && textIn(before, "machine") === systemId;
      return mayBeThere && (await session.hidesFilesystems()) ? { id, state: before } : undefined;
    }
    const state = await this.withHiddenFilesystem(session, before, this.state(run, object, declared, before));
    const number = type.numberOutput === undefined ? undefined : state[type.numberOutput];
    return { id: typeof number === "number" ? formatId(systemId, type.segment, number) : id, state };
  }

  /** A filesystem that MAAS does not show now is no drift: the state keeps what it has of it. */
  private async withHiddenFilesystem(session: MachineSession, before: Outputs, state: Outputs): Promise<Outputs> {
    const isMissing = (before["filesystem"] ?? undefined) !== undefined && state["filesystem"] === undefined;
    if (!isMissing || !(await session.hidesFilesystems())) return state;
    return { ...state, filesystem: before["filesystem"], filesystemUuid: before["filesystemUuid"] };
  }

  /** A uuid that pulumi-maas has derived is written by no program. */
  inputsIn(state: Outputs): Outputs {
    const { uuid, ...others } = inputsIn(this.inputs, state);
    return uuid === undefined || isDerived(textIn(state, "uuid")) ? others : { ...others, uuid };
  }

  async remove(run: Run, { id, state: before }: Living): Promise<void> {
    const { systemId, key } = requireId(id, this.kind.type);
    const session = run.session(systemId);
    const identity = textIn(before, "identity");
    const isHeir = (other: Declaration): boolean => other.systemId === systemId && this.kind.isHeir(before, other);
    if (run.declared.objects.outlives(id, identity) || run.declared.heirOf(id, identity, isHeir) !== undefined) {
      session.announce(`${id} stays: it is another resource of this program now`);
      return;
    }
    const scope: Scope = { session, declared: run.declared, since: Date.now() };
    await run.deployments.whileDeleting(systemId, id, () =>
      objectIfThere(run.client.apiUrl, before, id, async () => {
        const wasThere = await workOn(scope, (turn) => this.kind.remove(turn, key, before, scope));
        run.plan.removed(id, identity);
        run.declared.objects.gone(id, identity, textIn(before, "uuid"));
        return wasThere || undefined;
      })
        .then(() => undefined)
        .finally(() => run.declared.left(id)),
    );
  }

  private scope(run: Run, inputs: I): Scope {
    if (inputs.identity !== "") run.declared.record(inputs.identity, this.kind.declaration(inputs));
    return { session: run.session(inputs.machine), declared: run.declared, since: Date.now() };
  }

  private state(run: Run, object: O, declared: Known<I>, before: Outputs): Outputs {
    return { ...declared, ...this.kind.state(object, declared, before), apiUrl: run.client.apiUrl };
  }

  /** What is there after a failure, as far as it can be seen. */
  private async stateNow(run: Run, placed: Placed<O>, wanted: I, olds: Outputs): Promise<Outputs> {
    const before = { ...olds, ...this.kind.state(placed.object, wanted, olds) };
    const { key } = requireId(placed.id, this.kind.type);
    const session = run.session(wanted.machine);
    const now = await session.turn((turn) => this.kind.observe(turn.look, key, before)).catch(() => undefined);
    return this.state(run, now ?? placed.object, wanted, before);
  }
}

/** A turn of the machine, counted as work of the run. */
const workOn = <T>({ declared, session }: Scope, work: (turn: Turn) => Promise<T>): Promise<T> =>
  declared.during(() => session.turn(work));
