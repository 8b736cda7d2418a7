import { type HttpAnswer, readable } from "../../http/answer";
import {
  NotFoundError,
  type Outcome,
  PermissionError,
  RequestError,
  type Sent,
  ServerError,
  StateConflictError,
  UnknownEndpointError,
} from "../../http/errors";

/** LXD's own refusal. What is wrong with a request it mostly says with 500, and then nothing was done. */
export class LxdError extends RequestError {
  readonly outcome: Outcome = "refused";
}

/** Somebody else changed the object since it was read. */
export class ChangedMeanwhileError extends LxdError {}

/** An operation that LXD began, and that failed there: what it had done is undone. */
export class OperationError extends LxdError {}

/** An operation of which LXD does not say any more how it ended, or that could not be asked about. */
export class LostOperationError extends RequestError {
  readonly outcome = "unknown";
}

/** Texts for an object that is not there, in LXD 5.0 to 6 and Incus. A missing project, member or route reads otherwise. */
const OBJECT_MISSING = /\b(pool|volume|snapshot)\b[^:]*\bnot found$/i;

/** What LXD says in the body of an error; undefined when it is none of LXD's. */
function saidIn(body: string): string | undefined {
  try {
    const json: unknown = JSON.parse(body);
    const text: unknown = typeof json === "object" && json !== null && "error" in json ? json.error : undefined;
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The error that an answer stands for. */
export function errorFor(sent: Sent, { body }: HttpAnswer): RequestError {
  const said = saidIn(body);
  if (said !== undefined) return errorSaying(sent, readable(said));
  return new ServerError(
    sent,
    readable(body),
    "This is not what LXD answers: check the endpoint (lxd:endpoint or LXD_ENDPOINT), and proxies on the way.",
  );
}

/** The error for what LXD says, with whatever status it came. */
export function errorSaying(sent: Sent, said: string): RequestError {
  switch (sent.status) {
    case 404:
      if (OBJECT_MISSING.test(said)) return new NotFoundError(sent, said, "");
      return new UnknownEndpointError(sent, said, said === "not found" ? "This LXD is too old for this call." : "");
    case 403:
      return new PermissionError(sent, said, "The client certificate is not trusted, or limited to other projects.");
    case 409:
      return new StateConflictError(sent, said, "");
    case 412:
      return new ChangedMeanwhileError(sent, said, "");
    default:
      return new LxdError(sent, said, "");
  }
}
