import { type z } from "zod";

import { type Declaration, type Declarations } from "../run/declarations";
import { type MachineSession } from "../maas/machine/session";
import { type Look } from "../maas/machine/storage";
import { type Turn } from "../maas/machine/turn";

/** A problem with one input, shown by Pulumi with the name of the property. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** What every kind takes. */
export interface CommonInputs {
  readonly machine: string;
  /** Derived by the SDK from the resource's place in the program; serves creation and look-up alone. */
  readonly identity: string;
}

/** JSON as it is kept in the state of a stack. */
export type Outputs = Readonly<Record<string, unknown>>;

/** Inputs of which some may not be known. */
export type Known<I> = { readonly [P in keyof I]?: I[P] | undefined };

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

/** Inputs: a zod object, so that the names of the properties are known too. */
export type InputSchema<I> = z.ZodType<I> & {
  readonly shape: Readonly<Record<string, z.ZodType>>;
  partial(): z.ZodType<Known<I>>;
};

/**
 * One kind of resource. The decisions are here, the Pulumi protocol is in `handler.ts`: it derives check, diff, create,
 * read, update and delete from them.
 */
export interface ResourceKind<I extends CommonInputs, O> {
  /** The schema of the inputs. A value that a preview cannot know passes. */
  readonly inputs: InputSchema<I>;
  /** Changing one of these replaces the object, the old one being deleted first: MAAS offers only free devices. */
  readonly replaceOn: readonly (keyof I & string)[];
  /** Inputs that are never a reason to change anything. */
  readonly ignored: readonly (keyof I & string)[];
  /** True when the state has what an input asks for, where plain equality is not the question. */
  readonly same: Readonly<Record<string, (olds: Outputs, news: I) => boolean>>;
  /** What the rules of MAAS forbid and no look at the server is needed for. Unknown values are passed over. */
  problems(inputs: I): Problem[];
  /** What this resource takes for itself, for the other resources of the run. */
  declaration(inputs: I): Declaration;
  /** True when another resource, as it is declared, is the object that the state has: then it was taken over. */
  isHeir(before: Outputs, other: Declaration): boolean;
  /** What can be said against a creation before anything is written, from one look at the machine. */
  preflight(turn: Turn, inputs: I, scope: Scope): Promise<Problem[]>;
  /** Finds what an interrupted run made, or makes it. */
  ensure(turn: Turn, inputs: I, scope: Scope): Promise<Placed<O>>;
  /** Brings what can change in place to what is wanted, with only the calls for what differs. */
  sync(turn: Turn, object: O, inputs: I, scope: Scope): Promise<O>;
  /** The object of this id; undefined when it is gone. `before` is what the state has of it. */
  observe(look: Look, key: string, before: Outputs): Promise<O | undefined>;
  /** What the state says: the inputs, with what differs on the server in their place, and the outputs. */
  state(object: O, declared: Known<I>, before: Outputs): Outputs;
  /** Deletes it, as soon as nothing is built on it that goes in the same run; false when it was gone already. */
  remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean>;
}
