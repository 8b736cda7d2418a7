import { z } from "zod";

import { type Outputs } from "./protocol";

/** The key of what the program tells `check` besides the inputs. It never enters a state: `check` takes it out. */
export const ASIDE = "__program";

/** What a program says of a resource, where it is told what speaks against it. */
export interface Aside {
  /** The name of the resource in the program. */
  readonly name?: string | undefined;
  /** The identities of the resources that are passed in a property: they are known before the ids are. */
  readonly links: Readonly<Record<string, readonly (string | undefined)[]>>;
  readonly isPreview: boolean;
  /** Where the program of a preview hears what was found (`findings.ts`), and by which number of the resource. */
  readonly listener?: { readonly file: string; readonly resource: number } | undefined;
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
  listener: z.object({ file: z.string(), resource: z.number() }).optional().catch(undefined),
});

const NONE: Aside = { links: {}, isPreview: false };

export const asideIn = (news: Outputs): Aside => schema.safeParse(news[ASIDE]).data ?? NONE;
