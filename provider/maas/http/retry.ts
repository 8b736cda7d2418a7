import { isGateway, type Outcome } from "./errors";

/** One attempt that did not end well. */
export interface Attempt {
  readonly method: string;
  /** The status of the answer; undefined when there was none. */
  readonly status?: number | undefined;
  /** What became of the request when there was no answer. */
  readonly outcome?: Outcome | undefined;
  /** The seconds of `Retry-After`, when the answer had one. */
  readonly retryAfter?: number | undefined;
  /** True for a 401 about a nonce that was used before. */
  readonly nonceUsed?: boolean | undefined;
  /** True when the region has answered before: its address is right, and it may be starting again. */
  readonly isKnown?: boolean | undefined;
  /** 1 for the first. */
  readonly attempt: number;
}

export type Decision =
  { readonly retry: false } | { readonly retry: true; readonly afterMs: number; readonly reason: string };

const BUSY_ATTEMPTS = 10;
const READ_ATTEMPTS = 4;
/** Over half a minute: a region that starts again is back by then. */
const RESTART_ATTEMPTS = 12;
const LONGEST_WAIT_S = 60;
const NO: Decision = { retry: false };

/** With a time to come back at, these wrote nothing: MAAS's conflict, a limit of rates, an outage that was announced. */
export const isBusy = (status: number | undefined): boolean => status === 409 || status === 429 || status === 503;

const backOff = (attempt: number): number => Math.min(250 * 2 ** (attempt - 1), 4_000);

/**
 * Whether to send a request again, and when (a pure function). What is busy wrote nothing, whatever the verb; 409 without
 * a time is the machine's state, and stays. Lost answers are asked for again only by reads: a write is
 * looked for first, by those who know what it made.
 */
export function retryDecision(failed: Attempt): Decision {
  const { method, status, outcome, retryAfter, attempt } = failed;
  const isRead = method === "GET";
  if (retryAfter !== undefined && isBusy(status)) {
    if (attempt >= BUSY_ATTEMPTS) return NO;
    return {
      retry: true,
      afterMs: Math.min(retryAfter, LONGEST_WAIT_S) * 1_000,
      reason: `the region is busy (${status})`,
    };
  }
  if (failed.nonceUsed) return isRead && attempt === 1 ? { retry: true, afterMs: 0, reason: "a fresh nonce" } : NO;
  const isDown = outcome === "not-sent" || isGateway(status);
  if (attempt >= (isDown && failed.isKnown ? RESTART_ATTEMPTS : READ_ATTEMPTS)) return NO;
  if (outcome === "not-sent")
    return { retry: true, afterMs: backOff(attempt), reason: "the region does not accept connections" };
  if (!isRead) return NO;
  if (outcome === "unknown") return { retry: true, afterMs: backOff(attempt), reason: "no answer" };
  if (isGateway(status)) {
    return { retry: true, afterMs: backOff(attempt), reason: `the region is not available (${status})` };
  }
  return NO;
}
