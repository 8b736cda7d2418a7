import { type Failure, isGateway } from "./errors";

/** Which attempt has failed, and on what. */
export interface Attempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** True when the server has answered before: its address is right, and it may be starting again. */
  readonly isKnown?: boolean;
  /** The server in messages: "the region". */
  readonly server?: string;
}

export type Decision =
  { readonly retry: false } | { readonly retry: true; readonly afterMs: number; readonly reason: string };

const BUSY_ATTEMPTS = 10;
const READ_ATTEMPTS = 4;
/** Over half a minute: a server that starts again is back by then. */
const RESTART_ATTEMPTS = 12;
const LONGEST_WAIT_S = 60;
const NO: Decision = { retry: false };

/** With a time to come back at, these wrote nothing: a conflict, a limit of rates, an outage that was announced. */
export const isBusy = (status: number | undefined): boolean => status === 409 || status === 429 || status === 503;

const backOff = (attempt: number): number => Math.min(250 * 2 ** (attempt - 1), 4_000);

/**
 * Whether to send a request again, and when (a pure function). What is busy wrote nothing, whatever the verb; 409 without
 * a time is the state of an object, and stays. Lost answers are asked for again only by reads: a write is looked for
 * first, by those who know what it made.
 */
export function retryDecision(failed: Failure, { attempt, isKnown, server = "the server" }: Attempt): Decision {
  const { method, status, outcome, retryAfterS } = failed;
  if (failed.isFinal) return NO;
  const isRead = method === "GET";
  if (retryAfterS !== undefined && isBusy(status)) {
    if (attempt >= BUSY_ATTEMPTS) return NO;
    return {
      retry: true,
      afterMs: Math.min(retryAfterS, LONGEST_WAIT_S) * 1_000,
      reason: `${server} is busy (${status})`,
    };
  }
  if (failed.nonceUsed) return isRead && attempt === 1 ? { retry: true, afterMs: 0, reason: "a fresh nonce" } : NO;
  const isDown = outcome === "not-sent" || isGateway(status);
  if (attempt >= (isDown && isKnown ? RESTART_ATTEMPTS : READ_ATTEMPTS)) return NO;
  const afterMs = backOff(attempt);
  if (outcome === "not-sent") return { retry: true, afterMs, reason: `${server} does not accept connections` };
  if (!isRead) return NO;
  if (isGateway(status)) return { retry: true, afterMs, reason: `${server} is not available (${status})` };
  return outcome === "unknown" ? { retry: true, afterMs, reason: "no answer" } : NO;
}
