import { z } from "zod";

import { isUnknown } from "../../pulumi/unknown";
import { parseBytes } from "../../size";
import { type Config } from "../api/pools";
import { MARKER, SNAPSHOT_MARKER } from "./config";

/** A schema that lets through what a preview cannot know. */
export const orUnknown = <T>(schema: z.ZodType<T>): z.ZodType<T> => z.union([z.custom<T>(isUnknown), schema]);

/** What all versions of LXD and Incus take for a name. */
const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

const nameSchema = z
  .string({ error: "give a name" })
  .max(63, { error: "a name has at most 63 characters" })
  .regex(NAME, { error: "a name has letters, digits, and . _ - between them" });

export const nameInput = orUnknown(nameSchema);

/** MAAS names the disks of its virtual machines so: they are made and removed by MAAS. */
export const isOfMaas = (name: string): boolean => name.startsWith("maas-");

export const volumeNameInput = orUnknown(
  nameSchema.refine((name) => !isOfMaas(name), {
    error: 'volumes named "maas-…" are disks of virtual machines, which MAAS makes and removes itself',
  }),
);

/** Snapshots may be named as times are written. */
export const snapshotNameInput = orUnknown(
  z
    .string({ error: "give a name" })
    .max(63, { error: "a name has at most 63 characters" })
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?$/, {
      error: "a name has letters, digits, and . _ : - between them",
    }),
);

/** A point in time, in one form. */
export const timeInput = orUnknown(
  z.string().transform((text, context): string => {
    const time = new Date(text);
    // LXD keeps seconds.
    if (!Number.isNaN(time.getTime()) && /^\d{4}-/.test(text)) return new Date(time.setMilliseconds(0)).toISOString();
    context.addIssue({ code: "custom", message: `"${text}" is not a time: write "2030-01-31T12:00:00Z"` });
    return z.NEVER;
  }),
).optional();

export const identityInput = z.string().default("");

export const optionalText = orUnknown(z.string()).optional();

/** What LXD takes for a size in its configuration: whole numbers only, and its units as they are written here. */
const LXD_SIZE = /^\d+( bytes|[kMGTPE]B|[KMGTPE]iB|B)?$/;

/** Whole bytes, or a text with a unit; in the state it is bytes. */
export const sizeInput = orUnknown(
  z.union([z.number(), z.string()]).transform((given, context): number => {
    const bytes = typeof given === "number" ? given : parseBytes(given);
    if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes > 0) return bytes;
    const message = `${JSON.stringify(given)} is not a size: write bytes, or "10GiB" or "100GB"; leave it out for no limit`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }),
).optional();

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function problemWith(key: string, value: string): string | undefined {
  if (key === "source" || key === "size") return `give ${key} as a property of its own`;
  if (key === MARKER || key === SNAPSHOT_MARKER) return "this key is how pulumi-maas knows its own: choose another";
  if (key.startsWith("volatile.")) return "LXD sets this key itself";
  if (/(^|\.)size$/.test(key) && !isUnknown(value) && !LXD_SIZE.test(value)) {
    return `${JSON.stringify(value)}: LXD takes whole numbers with kB, MB, GB, TB or KiB, MiB, GiB, TiB, such as "10GiB"`;
  }
  return undefined;
}

const textsOf = (given: Readonly<Record<string, string | number | boolean | null>>): Config =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null && value !== "")
      .map(([key, value]) => [key, String(value)]),
  );

const memberSchema = z.record(z.string(), valueSchema).transform(textsOf);

/** To LXD all values are texts; none and an empty one are "not set". */
export const configInput = orUnknown(
  z.record(z.string(), valueSchema).transform((given, context): Config => {
    const config = textsOf(given);
    for (const [key, value] of Object.entries(config)) {
      const message = problemWith(key, value);
      if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
    }
    return config;
  }),
).default({});

/** What the members of a cluster have of their own, each by its name. */
export const memberConfigInput = orUnknown(z.record(z.string(), memberSchema)).optional();

/** A configuration as the state has it. */
export function configIn(value: unknown): Config {
  return z.record(z.string(), z.string()).safeParse(value).data ?? {};
}

export function memberConfigIn(value: unknown): Readonly<Record<string, Config>> {
  return z.record(z.string(), z.record(z.string(), z.string())).safeParse(value).data ?? {};
}

export const textIn = (state: Readonly<Record<string, unknown>>, key: string): string | undefined => {
  const value = state[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};
