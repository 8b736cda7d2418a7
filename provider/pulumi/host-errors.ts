import { printable } from "../printable";
import { type Outputs } from "./kind";

/**
 * The host packs a partial failure into a header block of 64 KiB, in hex: more than this wedges its connection for good.
 * A message of 200 KB does the same.
 */
const PROPERTIES_LIMIT = 16_000;
const MESSAGE_LIMIT = 8_000;

/** JSON and nothing else: `undefined` in an answer fails in the host after the object exists. */
export function toJson(outputs: Outputs): Record<string, unknown> {
  const json: unknown = JSON.parse(JSON.stringify(outputs));
  return Object.fromEntries(Object.entries(typeof json === "object" && json !== null ? json : {}));
}

export const messageOf = (error: unknown): string => {
  const text = printable(error instanceof Error ? error.message : String(error));
  return text.length <= MESSAGE_LIMIT ? text : `${text.slice(0, MESSAGE_LIMIT)} … (cut)`;
};

/**
 * An error as the host may have it: a fresh one, since it reads `id`, `code` and `details` of whatever is thrown, and
 * prints the stack.
 */
export function plainError(error: unknown): Error {
  const plain = new Error(messageOf(error));
  plain.stack = "";
  return plain;
}

/** The object exists, but is not as declared: Pulumi keeps the id and what is there, and goes on in the next run. */
export class PartialFailure extends Error {
  readonly reasons: string[];
  readonly properties: Outputs;

  constructor(
    readonly id: string,
    state: Outputs,
    essential: Outputs,
    cause: unknown,
  ) {
    super(messageOf(cause));
    this.stack = "";
    this.reasons = [this.message];
    const whole = toJson({ ...state, ...essential });
    this.properties = JSON.stringify(whole).length <= PROPERTIES_LIMIT ? whole : toJson(essential);
  }
}

/** The work of one call, whose errors are told in a form that the host can pass on. */
export async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw plainError(error);
  }
}

export function plainlyNow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw plainError(error);
  }
}
