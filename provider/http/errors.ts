/** What was sent, for the first part of a message. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status?: number;
}

/**
 * What became of a write whose answer is an error. `ended`: nothing more will happen, but whether it was done is to be
 * looked for. `unknown`: it was done, or was not, or will be in a while.
 */
export type Outcome = "refused" | "not-sent" | "ended" | "unknown";

/** What is known of a request that failed: all that a decision to send it again is made of (`retry.ts`). */
export interface Failure {
  readonly method: string;
  /** The status of the answer; undefined when there was none. */
  readonly status?: number | undefined;
  /** Whether the request may have done its work. */
  readonly outcome: Outcome;
  /** After how many seconds the server wants to be asked again, when it does. */
  readonly retryAfterS?: number | undefined;
  /** True when the server has seen the nonce of this request before. */
  readonly nonceUsed?: boolean;
  /** True when the answer would be the same again, whatever it was. */
  readonly isFinal?: boolean;
}

/**
 * An answer that is not what was asked for, or none. The message has three parts: what was tried, what the server said,
 * what can be done. It never holds a key.
 */
export abstract class RequestError extends Error implements Failure {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  abstract readonly outcome: Outcome;
  readonly retryAfterS: number | undefined = undefined;
  readonly nonceUsed: boolean = false;
  readonly isFinal: boolean = false;

  constructor(sent: Sent, said: string, advice: string, cause?: unknown) {
    const status = sent.status === undefined ? "" : ` answered ${sent.status}`;
    super([`${sent.method} ${sent.path}${status}: ${said}`, advice].filter(Boolean).join("\n"), { cause });
    this.name = new.target.name;
    this.method = sent.method;
    this.path = sent.path;
    this.status = sent.status;
  }
}

/** 404 of the system itself: the object is not there. */
export class NotFoundError extends RequestError {
  readonly outcome = "refused";
}

/** 404 of something else: a wrong URL, a proxy. Never taken for "gone". */
export class UnknownEndpointError extends RequestError {
  readonly outcome = "refused";
}

/** The key was refused. The answer can hold the secret, so nothing of it is shown. */
export class AuthenticationError extends RequestError {
  readonly outcome = "refused";
}

/** A nonce that the server has seen: ours are used once, so a proxy has sent the request twice, and it may be done. */
export class NonceUsedError extends RequestError {
  readonly outcome = "ended";
  override readonly nonceUsed = true;
}

/** 403: not allowed. Never taken for "gone". */
export class PermissionError extends RequestError {
  readonly outcome = "refused";
}

/** 400: the server's own validation, by field where it names one. */
export class ValidationError extends RequestError {
  readonly outcome = "refused";

  constructor(
    sent: Sent,
    /** Messages by field; those of no field are under `__all__`. */
    readonly fields: Readonly<Record<string, readonly string[]>>,
    said: string,
  ) {
    super(sent, said, "");
  }
}

/** 409 without `Retry-After`: the state of the object does not allow it. */
export class StateConflictError extends RequestError {
  readonly outcome = "refused";
}

/** 409, 429 or 503 that says when to come back, again and again: the server is busy. Nothing was written. */
export class BusyError extends RequestError {
  readonly outcome = "refused";

  constructor(
    sent: Sent,
    override readonly retryAfterS: number,
    said: string,
    advice: string,
  ) {
    super(sent, said, advice);
  }
}

/** A redirect. Following one could turn a write into a read. */
export class RedirectError extends RequestError {
  readonly outcome = "refused";
}

/** What a gateway answers in place of a server that it does not reach, or not in time. */
export const isGateway = (status: number | undefined): boolean => status === 502 || status === 503 || status === 504;

/** Another status of the server or of a proxy before it. */
export class ServerError extends RequestError {
  readonly outcome: Outcome;

  constructor(sent: Sent, said: string, advice: string) {
    super(sent, said, advice);
    const { status = 0 } = sent;
    // What fails with 500 has come to its end. A gateway's answer says nothing about the server behind it.
    if (status < 500) this.outcome = "refused";
    else this.outcome = isGateway(status) ? "unknown" : "ended";
  }
}

/** No answer: refused, reset, timed out. */
export class ConnectionError extends RequestError {
  constructor(
    sent: Sent,
    readonly outcome: "not-sent" | "unknown",
    override readonly isFinal: boolean,
    said: string,
    advice: string,
    cause?: unknown,
  ) {
    super(sent, said, advice, cause);
  }
}

/** A good status with a body that is not what was to come: cut off, from a proxy, of an unknown version. */
export class ResponseError extends RequestError {
  readonly outcome = "unknown";

  constructor(
    sent: Sent,
    override readonly isFinal: boolean,
    said: string,
    advice: string,
  ) {
    super(sent, said, advice);
  }
}

/** What became of a write that ended with this error. Any other error is our own, and nothing was sent. */
export const outcomeOf = (error: unknown): Outcome => (error instanceof RequestError ? error.outcome : "not-sent");
