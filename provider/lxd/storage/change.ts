import { type Config, type Tagged } from "../api/pools";
import { ChangedMeanwhileError } from "../http/errors";
import { droppedKeys, holds, MARKER, overlay } from "./config";
import { isOpen } from "./exactly-once";

/** Somebody who changes an object again and again would keep us for ever. */
const ATTEMPTS = 5;

/** What pools and volumes have in common for a change in place. */
export interface Changeable extends Tagged {
  readonly description: string;
  /** Undefined for a caller who may not see it. */
  readonly config?: Config | null | undefined;
}

/** What the program wants of an object, and what of that it wanted before. */
export interface Wish {
  readonly what: string;
  readonly description: string | undefined;
  readonly config: Config;
  readonly before: { readonly description: string | undefined; readonly config: Config };
  /** The mark to set on an object that has none; nothing for an object that is none of ours to mark. */
  readonly mark?: string | undefined;
  /** True when the mark alone is worth a write. */
  readonly marksFirst?: boolean;
}

interface Body {
  readonly description: string;
  readonly config: Config;
}

/** The body that makes of what is there what is wanted; undefined when it is so already. */
export function bodyFor(live: Changeable, wish: Wish): Body | undefined {
  const { before } = wish;
  const kept = before.description === undefined ? live.description : "";
  const description = wish.description ?? kept;
  const dropped = droppedKeys(before.config, wish.config);
  const unmarked = live.config?.[MARKER] === undefined && wish.mark;
  const isSo = holds(live.config ?? {}, wish.config, dropped) && description === live.description;
  if (isSo && !(unmarked && wish.marksFirst)) return undefined;
  const mark = unmarked ? { [MARKER]: unmarked } : {};
  return { description, config: { ...overlay(live.config ?? {}, wish.config, dropped), ...mark } };
}

/**
 * Reads, and writes what was read with what is to change; again when somebody else was quicker, and when the answer was
 * lost. Answers with what is there then. What is known from a moment ago need not be read first.
 */
export async function change<T extends Changeable>(
  wish: Wish,
  read: () => Promise<T>,
  put: (body: Body, etag: string | undefined) => Promise<void>,
  known?: T,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const value = attempt === 1 && known !== undefined ? known : await read();
    const body = value.config === null ? undefined : bodyFor(value, wish);
    if (body === undefined) return value;
    try {
      await put(body, value.etag);
    } catch (error) {
      const isPassing = error instanceof ChangedMeanwhileError || isOpen(error);
      if (!isPassing || attempt === ATTEMPTS) throw error;
    }
  }
}
