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

/**
 * An answer of MAAS that is not what was asked for, or none. The message has three parts: what was tried, what MAAS
 * said, what can be done. It never holds a key.
 */
export abstract class MaasError extends Error {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  /** Whether the request may have done its work. */
  abstract readonly outcome: Outcome;

  constructor(sent: Sent, said: string, advice: string, cause?: unknown) {
    const status = sent.status === undefined ? "" : ` answered ${sent.status}`;
    super([`${sent.method} ${sent.path}${status}: ${said}`, advice].filter(Boolean).join("\n"), { cause });
    this.name = new.target.name;
    this.method = sent.method;
    this.path = sent.path;
    this.status = sent.status;
  }
}

/** 404 of MAAS's own handler: the object is not there. */
export class NotFoundError extends MaasError {
  readonly outcome = "refused";
}

/** 404 that is not of a MAAS handler: a wrong URL, a proxy. Never taken for "gone". */
export class UnknownEndpointError extends MaasError {
  readonly outcome = "refused";
}

/** The API key was refused. The answer can hold the token secret, so nothing of it is shown. */
export class AuthenticationError extends MaasError {
  readonly outcome = "refused";
}

/** 401 for a nonce that MAAS has seen: ours are used once, so a proxy has repeated the request, and MAAS may have done it. */
export class NonceUsedError extends MaasError {
  readonly outcome = "ended";
}

/** 403: the user may not do this, or the machine is locked. Never taken for "gone". */
export class PermissionError extends MaasError {
  readonly outcome = "refused";
}

/** 400: MAAS's own validation, by field where it names one. */
export class ValidationError extends MaasError {
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

/** 409 without `Retry-After`: the state of the machine does not allow it. */
export class StateConflictError extends MaasError {
  readonly outcome = "refused";
}

/** 409, 429 or 503 that says when to come back, again and again: the region is busy. Nothing was written. */
export class BusyError extends MaasError {
  readonly outcome = "refused";
}

/** A redirect. Following one could turn a write into a read. */
export class RedirectError extends MaasError {
  readonly outcome = "refused";
}

/** What a gateway answers in place of a region that it does not reach, or not in time. */
export const isGateway = (status: number | undefined): boolean => status === 502 || status === 503 || status === 504;

/** Another status of the server or of a proxy before it. */
export class ServerError extends MaasError {
  readonly outcome: Outcome;

  constructor(sent: Sent, said: string, advice: string) {
    super(sent, said, advice);
    const { status = 0 } = sent;
    // MAAS rolls back what fails with 500, and has nothing to add. A gateway's answer says nothing about MAAS.
    if (status < 500) this.outcome = "refused";
    else this.outcome = isGateway(status) ? "unknown" : "ended";
  }
}

/** No answer: refused, reset, timed out. */
export class ConnectionError extends MaasError {
  constructor(
    sent: Sent,
    readonly outcome: "not-sent" | "unknown",
    said: string,
    advice: string,
    cause?: unknown,
  ) {
    super(sent, said, advice, cause);
  }
}

/** A good status with a body that is not what MAAS sends: cut off, from a proxy, of an unknown version. */
export class ResponseError extends MaasError {
  readonly outcome = "unknown";
}

/** What became of a write that ended with this error. What is none of MAAS's is ours, and nothing was sent. */
export const outcomeOf = (error: unknown): Outcome => (error instanceof MaasError ? error.outcome : "not-sent");
