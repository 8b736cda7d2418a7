import { z } from "zod";

import { orUnknown } from "../storage/inputs";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** A time as it is written in programs: seconds, or a text with a unit. Kept in seconds. */
export const durationInput = orUnknown<number>(
  z.union([z.number(), z.string()]).transform((given, context) => {
    const [, digits, unit = "s"] = /^(\d+(?:\.\d+)?)\s*([smh])?$/.exec(String(given).trim()) ?? [];
    const seconds = digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit] ?? 1);
    if (seconds > 0 && Number.isFinite(seconds)) return seconds;
    context.addIssue({ code: "custom", message: 'give seconds, or a text like "90s", "45m" or "2h"' });
    return z.NEVER;
  }),
).optional();
