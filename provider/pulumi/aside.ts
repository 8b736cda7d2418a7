import { z } from "zod";

import { type Outputs, type Problem } from "./kind";

/*
 * What the program tells `check` besides the inputs, and what `check` tells the program. Keys that begin with two
 * underscores are shown in no diff; neither of these ever enters a state.
 */

/** What goes to `check`. */
export const ASIDE = "__program";
/** What comes back, and reaches the program as an output of the preview. */
export const TOLD = "__told";

/** What a program says of a resource, where it is told what speaks against it. */
export interface Aside {
  /** The name of the resource in the program. */
  readonly name?: string | undefined;
  /** The identities of the resources that are passed in a property: they are known before the ids are. */
  readonly links: Readonly<Record<string, readonly (string | undefined)[]>>;
  /** A preview in which the program tells the user everything that `check` finds, and fails. */
  readonly isPreview: boolean;
}

const links = z.array(
  z
    .string()
    .nullish()
    .transform((link) => link || undefined),
);
const schema = z.object({
  name: z.string().optional(),
  links: z.record(z.string(), links.catch([])).catch({}),
  isPreview: z.boolean().catch(false),
});

const NONE: Aside = { links: {}, isPreview: false };

export const asideIn = (news: Outputs): Aside => schema.safeParse(news[ASIDE]).data ?? NONE;

/** What `check` has found. */
export interface Findings {
  readonly problems: readonly Problem[];
  /** What the user should know before anything is done: what will be lost, what is only likely. */
  readonly warnings: readonly string[];
}

export const NOTHING_FOUND: Findings = { problems: [], warnings: [] };

/** As the program gets it; undefined when there is nothing to say. */
export const toldTo = ({ name }: Aside, { problems, warnings }: Findings): Outputs | undefined => {
  if (problems.length === 0 && warnings.length === 0) return undefined;
  const errors = problems.map(({ property, reason }) =>
    [name && `"${name}"`, property, reason].filter(Boolean).join(": "),
  );
  return { errors, warnings };
};

const told = z.object({ errors: z.array(z.string()) });

/** True for inputs of which `check` has said that they are wrong. */
export const isRefused = (inputs: Outputs): boolean => (told.safeParse(inputs[TOLD]).data?.errors.length ?? 0) > 0;
