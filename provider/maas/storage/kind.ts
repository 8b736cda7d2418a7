import { type z } from "zod";

import { type Declaration, type Declarations } from "../../run/declarations";
import { type DeclaredSchemas, type Known, type Outputs, type OutputSchema, type Problem } from "../../pulumi/kind";
import { type Machine } from "../api/machines";
import { type Intent } from "../plan/intent";
import { type MachineSession } from "../machine/session";
import { type Look } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type ObjectType } from "../objects/type";

/** The inputs as they are on the server, which need not be what a program may write, and the outputs. */
export type StateOf<I, S> = { readonly [P in Exclude<keyof I, keyof S>]?: unknown } & S;

/** What every kind of storage takes. */
export interface CommonInputs {
  readonly machine: string;
  /** Derived by the SDK from the resource's place in the program; serves creation and look-up alone. */
  readonly identity: string;
}

/** What one operation works with. */
export interface Scope {
  readonly session: MachineSession;
  readonly declared: Declarations;
  /** When the operation began, in milliseconds: waits count from here. */
  readonly since: number;
}

/** An object that was made or found. */
export interface Placed<O> {
  readonly id: string;
  readonly object: O;
  /** After the turn: a check that has to see the effect of other turns as well. */
  readonly settle?: () => Promise<void>;
}

/**
 * The decisions of one kind of storage on a machine. `resource.ts` makes of them what Pulumi asks for: one flow, observe,
 * ensure and sync, serves create, update and repair.
 */
export interface StorageKind<I extends CommonInputs, O, S> extends DeclaredSchemas<I> {
  /** What it is to those that look at all objects of a machine. */
  readonly type: ObjectType;
  /** True when only filesystems tell whether the object is there, which MAAS does not always show. */
  readonly isKnownByFilesystems?: boolean;
  readonly outputs: OutputSchema & z.ZodType<S>;
  /** What the rules of MAAS forbid and no look at the server is needed for. Unknown values are passed over. */
  problems(inputs: I): Problem[];
  /** What this resource takes for itself, for the other resources of the run. */
  declaration(inputs: I): Declaration;
  /** True when another resource, as it is declared, is the object that the state has: then it was taken over. */
  isHeir(before: Outputs, other: Declaration): boolean;
  /** Its id is made of its inputs, so that an update can make again, under the same id, what is gone. */
  readonly isKnownByInputs?: boolean;
  /** Of the properties of `replaceOn` that differ, those that ask for another object. All of them by default. */
  reasonsToReplace?(before: Outputs, inputs: I, differing: readonly string[]): string[];
  /** Inputs that MAAS changes in every state of a machine. */
  readonly inAnyState?: readonly (keyof I & string)[];
  /** What it takes of its machine and makes there, for the rules of the planned machine (`plan/`). */
  intent?(inputs: I): Intent;
  /** True when what is on the machine's disks goes before anything else is made. */
  clears?(turn: Turn, inputs: I): Promise<boolean>;
  /** What can be said against a creation before anything is written, from one look at the machine. */
  preflight(turn: Turn, inputs: I, scope: Scope): Promise<Problem[]>;
  /** Finds what an interrupted run made, or makes it. */
  ensure(turn: Turn, inputs: I, scope: Scope): Promise<Placed<O>>;
  /** Brings what can change in place to what is wanted, with only the calls for what differs. */
  sync(turn: Turn, object: O, inputs: I, scope: Scope): Promise<O>;
  /** The object of this id; undefined when it is gone. `before` is what the state has of it. */
  observe(look: Look, key: string, before: Outputs): Promise<O | undefined>;
  /** The object as the state has it, if the document shows that it is so: for a change of its filesystem or tags alone. */
  recall?(machine: Machine, key: string, before: Outputs): O | undefined;
  /** What the state says: the inputs, with what differs on the server in their place, and the outputs. */
  state(object: O, declared: Known<I>, before: Outputs): StateOf<I, S>;
  /** Deletes it, as soon as nothing is built on it that goes in the same run; false when it was gone already. */
  remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean>;
}
