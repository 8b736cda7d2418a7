import { readFileSync } from "node:fs";

import { z } from "zod";

/** Reads a file that people write by hand: what is wrong with it is said with its name, and where. */
export function readJsonFile<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  const parsed = schema.safeParse(jsonOf(path));
  if (parsed.success) return parsed.data;
  throw new Error(`${path} does not fit:\n${z.prettifyError(parsed.error)}`);
}

function jsonOf(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON`, { cause: error });
  }
}
