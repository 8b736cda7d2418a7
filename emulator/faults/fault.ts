import { z } from "zod";

/** What can go wrong with a request, and when. */
export const FAULT_KINDS = [
  "conflict",
  "unavailable",
  "drop-before",
  "drop-after",
  "delay-before",
  "delay-after",
  "truncate",
  "malform",
  "nonce-used",
] as const;

/**
 * - `conflict`: a 409 page with Retry-After; nothing was done
 * - `unavailable`: a 503 with Retry-After; nothing was done
 * - `drop-before`: the connection is closed before anything is done
 * - `drop-after`: everything is done, and the connection is closed without an answer
 * - `delay-before`, `delay-after`: the request waits before, or its answer after, the work is done
 * - `truncate`: the work is done, the connection is closed in the middle of the answer's body
 * - `malform`: the work is done, the answer's body is broken JSON
 * - `nonce-used`: the 401 that MAAS gives a request whose nonce it has seen; nothing was done
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z.string().toUpperCase().optional(),
  path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
  op: z.string().optional(),
  nth: z.coerce.number().int().positive().default(1),
  times: z.union([z.literal("all"), z.coerce.number().int().positive()]).default(1),
  probability: z.coerce.number().min(0).max(1).default(1),
  delayMs: z.coerce.number().nonnegative().default(1000),
  retryAfterS: z.coerce.number().nonnegative().nullable().optional(),
});

/** Which requests a fault strikes, and how. */
export interface Fault {
  readonly kind: FaultKind;
  /** Default: every method. */
  readonly method?: string | undefined;
  /** A part of the path, or a pattern. Default: every path. */
  readonly path?: string | RegExp | undefined;
  /** The operation in the query. Default: any, and none. */
  readonly op?: string | undefined;
  /** The first matching request that is struck, counted from 1. Default: 1. */
  readonly nth?: number | undefined;
  /** How many matching requests are struck from there on. Default: 1. */
  readonly times?: number | "all" | undefined;
  /** How likely each of them is struck; drawn from the emulator's seed. Default: 1. */
  readonly probability?: number | undefined;
  /** For the delays, in milliseconds. Default: 1000. */
  readonly delayMs?: number | undefined;
  /** For `conflict` and `unavailable`, in seconds; null leaves the header out. Default: MAAS's own 5 and 10. */
  readonly retryAfterS?: number | null | undefined;
}

/** A fault with its defaults. */
export interface FullFault extends Fault {
  readonly nth: number;
  readonly times: number | "all";
  readonly probability: number;
  readonly delayMs: number;
}

export function checkFault(fault: Fault): FullFault {
  return faultSchema.parse(fault);
}

/** Reads `kind,method=POST,path=/raids/,nth=2,times=3`, as the command line has it. */
export function parseFault(text: string): Fault {
  const [kind, ...settings] = text.split(",");
  const fields: Record<string, unknown> = {};
  for (const setting of settings) {
    const [, name = setting, value = ""] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
    fields[name] = value;
  }
  const parsed = faultSchema.safeParse({ kind, ...fields });
  if (parsed.success) return parsed.data;
  throw new Error(`"${text}" is no fault:\n${z.prettifyError(parsed.error)}`);
}
