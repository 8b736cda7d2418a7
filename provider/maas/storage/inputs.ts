import { z } from "zod";

import { isUnknown } from "../../pulumi/unknown";
import { parseReference } from "./device";

/**
 * A schema that lets through what a preview cannot know. To the type system such a value is a `T`: nothing that looks
 * at the value runs before it is known, except the pure checks, which pass it over.
 */
export const orUnknown = <T>(schema: z.ZodType<T>): z.ZodType<T> => z.union([z.custom<T>(isUnknown), schema]);

const SYSTEM_ID = /^[a-z0-9]{4,12}$/;

export const machineInput = orUnknown(
  z
    .string({ error: "give the machine: a system id, or the result of getMachineOutput" })
    .superRefine((text, context) => {
      if (SYSTEM_ID.test(text)) return;
      const lookup = `maas.getMachineOutput({ hostname: ${JSON.stringify(text.split(".")[0])} })`;
      const message = `${JSON.stringify(text)} is not a system id; to go by the hostname, pass ${lookup}`;
      context.addIssue({ code: "custom", message });
    }),
);

/** A version 4 uuid in lower case with hyphens: MAAS keeps whatever merely contains one. */
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const uuidInput = orUnknown(
  z.string().regex(UUID4, { error: "not a version 4 uuid in lower case with hyphens" }),
);

export const identityInput = z.string().default("");

export const nameInput = orUnknown(
  z
    .string()
    .trim()
    .min(1, { error: "a name must not be empty" })
    .max(255, { error: "a name has at most 255 characters" })
    .regex(/^[^/\s]+$/, { error: "a name has no slashes and no white space" })
    .refine((name) => !/^\d+$/.test(name), { error: "MAAS takes a name of digits for an id; add a letter" }),
);

export const deviceInput = orUnknown(
  z
    .string({ error: "give a resource, the name of a disk, or a disk of a machine result" })
    .trim()
    .superRefine((text, context) => {
      const parsed = parseReference(text);
      if ("problem" in parsed) context.addIssue({ code: "custom", message: parsed.problem });
    }),
);

const unique = (items: readonly string[]): string[] => [...new Set(items)];

export const tagsInput = orUnknown(
  z
    .array(orUnknown(z.string().min(1, { error: "a tag must not be empty" }).max(255)))
    .transform(unique)
    .default([]),
);
