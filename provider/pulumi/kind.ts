import { type z } from "zod";

import { type Aside } from "./aside";
import { type Findings } from "./findings";
import { type Outputs, type Problem } from "./protocol";

export type { Outputs, Problem } from "./protocol";

/** Inputs of which some may not be known. */
export type Known<I> = { readonly [P in keyof I]?: I[P] | undefined };

/** Inputs: a zod object, so that the names of the properties are known too. */
export type InputSchema<I> = z.ZodType<I> & {
  readonly shape: Readonly<Record<string, z.ZodType>>;
  partial(): z.ZodType<Known<I>>;
};

/** Outputs: a zod object, whose names are known too. */
export type OutputSchema = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

/** What a kind says of its properties, whatever system it is of. */
export interface DeclaredSchemas<I extends object> {
  /** The name under which `provider/index.ts` exports its handlers: states ask for it, so it stays. */
  readonly name: string;
  /** The schema of the inputs. A value that a preview cannot know passes. */
  readonly inputs: InputSchema<I>;
  /** The schema of what the state has beside the inputs, or in place of them. */
  readonly outputs: OutputSchema;
  /** Changing one of these replaces the object, the old one being deleted first: what it is made of is free then. */
  readonly replaceOn: readonly (keyof I & string)[];
  /**
   * The properties that name what the object is made on: when that is replaced, so is the object. All of them by default;
   * the others may depend on what is replaced, and change in place.
   */
  readonly standsOn?: readonly (keyof I & string)[];
  /** The properties that name what the object is made of and that change in place; none by default. */
  readonly madeOf?: readonly (keyof I & string)[];
  /** Inputs that are never a reason to change anything. */
  readonly ignored: readonly (keyof I & string)[];
  /** True when the state has what an input asks for, where plain equality is not the question. */
  readonly same: Readonly<Record<string, (olds: Outputs, news: I) => boolean>>;
}

/** An object, and all that the state is to say of it. */
export interface Living {
  readonly id: string;
  readonly state: Outputs;
}

/**
 * One kind of resource, as Pulumi's protocol needs it (`handler.ts`). `R` is what a run of the engine shares on the
 * system that the object lives in; a kind gets it with every call, from its {@link Connector}.
 */
export interface ResourceKind<I extends object, R> extends DeclaredSchemas<I> {
  /** The system by its name, for messages. */
  readonly system: string;
  /** The properties without which the next run could not go on with an object that is not finished. */
  readonly essential: readonly string[];
  /** What needs no look at the system. Unknown values are passed over. */
  problems(inputs: I): Problem[];
  /** False while a preview cannot know where the object will be: then there is nothing to look at. */
  isPlaced(inputs: I): boolean;
  /**
   * What can be said against the inputs before anything is written, from a look at the system. `before` are the inputs
   * of the last run; undefined for what does not exist yet. `aside` is what the program says besides.
   */
  check(run: R, inputs: I, before: Outputs | undefined, aside: Aside): Promise<Problem[] | Findings>;
  /**
   * Of the properties of `replaceOn` that differ, those that really ask for another object: what one names may only have
   * been moved by another resource of this run. All of them by default.
   */
  reasonsToReplace?(run: R, state: Outputs, inputs: I, differing: readonly string[]): string[] | Promise<string[]>;
  /** True when another resource of this run has changed the object, to make room for itself: the state is behind then. */
  isChangedByOthers?(run: R, id: string): boolean;
  /** Of the properties that differ and would change in place, those that cannot as things stand now. */
  cannotChange?(run: R, state: Outputs, inputs: I, changed: readonly string[]): Promise<string[]>;
  /** What `diff` has decided about an object of the state: the engine deletes a replaced one before it makes it anew. */
  decided(run: R, decision: Decision): void;
  /** Finds what an interrupted run made, or makes it. @throws UnfinishedError once it exists */
  create(run: R, inputs: I): Promise<Living>;
  /** Changes what differs, and answers with the state. `changed` names the inputs that differ from the state. */
  update(run: R, living: Living, inputs: I, changed: readonly string[]): Promise<Outputs>;
  /** What is there now; undefined when it is gone. `declared` are the inputs that can be understood of the state. */
  read(run: R, living: Living, declared: Known<I>): Promise<Living | undefined>;
  /** The inputs that a program would write for this state, so that drift shows in the next diff. */
  inputsIn(state: Outputs): Outputs;
  /** Deletes the object; one that is gone already is no error. */
  remove(run: R, living: Living): Promise<void>;
}

/** What a `diff` came to. */
export interface Decision extends Living {
  /** The inputs as the engine sent them: some may be unknown, or of another version. */
  readonly inputs: Outputs;
  /** False when the object is left alone. */
  readonly isChanged: boolean;
  readonly isReplaced: boolean;
  /** The properties for which it is replaced. */
  readonly reasons: readonly string[];
}

/** Where the handlers of a kind get the system from. It never fails in `configure`: the host calls that once and forgets. */
export interface Connector<R> {
  configure(get: (key: string) => string | undefined): void;
  /** Throws when something is missing, with a message that names both ways to give it. */
  run(): R;
  /** For a preview without credentials: a run that asks nobody. Undefined when it has to have them. */
  runWithout?(reason: Error): R | undefined;
}
