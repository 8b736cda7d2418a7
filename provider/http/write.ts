import { type Outcome, outcomeOf } from "./errors";

/**
 * When to look for the work of a write whose answer was lost. The first request may still be running: it normally ends
 * within 0.1 s, but 27 s were seen on a busy region.
 */
const LOOK_AGAIN_MS: Readonly<Partial<Record<Outcome, readonly number[]>>> = {
  ended: [0],
  unknown: [0, 1_000, 5_000, 30_000],
};

/** One write: how to send it, and how to find its work when the answer was lost. */
export interface Write<T> {
  readonly send: () => Promise<T>;
  /** Undefined when the work is not there. */
  readonly find: () => Promise<T | undefined>;
}

/** The place that is written to. */
export interface WritePlace {
  readonly sleep: (ms: number) => Promise<void>;
  /** Forgets what was read: `find` is about to look for what was written. */
  readonly lookAfresh: () => void;
  /** Told once, before the first look. */
  readonly announceSearch: () => void;
  /** True for an error of the second attempt after which there is nothing to find. */
  readonly isWait?: (error: unknown) => boolean;
}

/**
 * Sends one write. When its answer leaves open whether the work was done, it looks before it repeats the write, once; and
 * again when the repetition is refused, since the first one may have been done late.
 */
export async function writeOnce<T>({ send, find }: Write<T>, place: WritePlace): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const waits = LOOK_AGAIN_MS[outcomeOf(error)];
    if (waits === undefined) throw error;
    place.announceSearch();
    const found = await search(find, waits, place);
    if (found !== undefined) return found;
  }
  try {
    return await send();
  } catch (error) {
    place.lookAfresh();
    const found = place.isWait?.(error) ? undefined : await find();
    if (found !== undefined) return found;
    throw error;
  }
}

async function search<T>(
  find: () => Promise<T | undefined>,
  waits: readonly number[],
  place: WritePlace,
): Promise<T | undefined> {
  for (const wait of waits) {
    if (wait > 0) await place.sleep(wait);
    place.lookAfresh();
    const found = await find();
    if (found !== undefined) return found;
  }
  return undefined;
}
