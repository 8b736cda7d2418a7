import { encode } from "./json";

/** The content types that MAAS answers with; which one tells which layer of the server spoke. */
export const CONTENT_TYPE = {
  /** Results, and errors of forms. */
  json: "application/json; charset=utf-8",
  /** Errors of models that no form caught (middleware.py). */
  modelJson: "application/json",
  /** Every other error of MAAS's own. */
  text: "text/plain; charset=utf-8",
  /** Replies of the REST framework: deletions, missing objects. */
  bareText: "text/plain",
  html: "text/html; charset=utf-8",
} as const;

/** A whole answer. `fromHandler` ones carry `X-MAAS-API-Hash`; answers to exceptions do not (api/support.py). */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fromHandler: boolean;
}

function handlerReply(status: number, contentType: string, body: string, headers: Record<string, string> = {}): Reply {
  return { status, contentType, body, headers, fromHandler: true };
}

export function jsonReply(value: unknown): Reply {
  return handlerReply(200, CONTENT_TYPE.json, encode(value));
}

export function textReply(body: string): Reply {
  return handlerReply(200, CONTENT_TYPE.bareText, body);
}

/** The description of the API: a page beside the API's handlers, for everybody. */
export function descriptionReply(body: string): Reply {
  return { status: 200, contentType: CONTENT_TYPE.modelJson, body, headers: {}, fromHandler: false };
}

/** A part of the API that MAAS once had. */
export function removed(body: string): Reply {
  return handlerReply(410, CONTENT_TYPE.bareText, body);
}

export const DELETED: Reply = handlerReply(204, CONTENT_TYPE.bareText, "");

/** An answer that ends the request where it is thrown, and undoes what the request did so far. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`${reply.status} ${reply.body}`);
    this.name = "Refusal";
  }
}

/** Messages by field; `__all__` holds those that belong to no field. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

function exception(
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal({ status, contentType, body, headers, fromHandler: false });
}

/** A form that did not validate (MAASAPIValidationError). */
export function formErrors(errors: FieldErrors): Refusal {
  return exception(400, CONTENT_TYPE.json, JSON.stringify(errors));
}

/** A model that did not validate when it was saved (middleware.py: ExceptionMiddleware). */
export function modelErrors(errors: FieldErrors): Refusal {
  return exception(400, CONTENT_TYPE.modelJson, JSON.stringify(errors));
}

export function badRequest(message: string): Refusal {
  return exception(400, CONTENT_TYPE.text, message);
}

export function permissionDenied(message = ""): Refusal {
  return exception(403, CONTENT_TYPE.text, message);
}

/** The machine is in the wrong state (NodeStateViolation): a 409 without Retry-After. */
export function wrongState(message: string): Refusal {
  return exception(409, CONTENT_TYPE.text, message);
}

const CONFLICT_PAGE = `<!DOCTYPE html>
<html>
  <head><title>Conflict</title></head>
  <body><h1>Conflict</h1><p>The request collided with another one. Send it again.</p></body>
</html>
`;

/** The database gave up on a request that collided with others: nothing was written, and it may be sent again. */
export function conflict(retryAfterS: number | null = 5): Refusal {
  return exception(409, CONTENT_TYPE.html, CONFLICT_PAGE, retryAfter(retryAfterS));
}

/** A service behind the API does not answer. */
export function unavailable(retryAfterS: number | null = 10): Refusal {
  return exception(503, CONTENT_TYPE.text, "Unable to connect to any rack controller.", retryAfter(retryAfterS));
}

function retryAfter(seconds: number | null): Record<string, string> {
  return seconds === null ? {} : { "Retry-After": String(seconds) };
}

export function unknownEndpoint(path: string): Refusal {
  return exception(404, CONTENT_TYPE.text, `Unknown API endpoint: ${path}.`);
}

/** An exception that nobody caught: MAAS answers with its text. */
export function serverError(message: string): Refusal {
  return exception(500, CONTENT_TYPE.text, message);
}

/** Refused by the emulator alone: it says so, so that nobody takes it for MAAS. */
export function notServed(what: string): Refusal {
  return exception(501, CONTENT_TYPE.text, `The emulator does not serve ${what}.`);
}

/** A handler that did not find its object. */
export function notFound(message = ""): Refusal {
  return new Refusal(handlerReply(404, CONTENT_TYPE.bareText, message));
}

export function noMatch(model: string): Refusal {
  return notFound(`No ${model} matches the given query.`);
}

/** A format that the REST framework cannot write: JSON is the only one. */
export function unknownFormat(format: string): Reply {
  return handlerReply(400, CONTENT_TYPE.bareText, `Invalid output format specified '${format}'.`);
}

/** A body that the REST framework could not read. */
export function unreadableBody(): Refusal {
  return new Refusal(handlerReply(400, CONTENT_TYPE.bareText, "Bad Request"));
}

export function methodNotAllowed(allow: readonly string[]): Refusal {
  return new Refusal(handlerReply(405, CONTENT_TYPE.html, "", { Allow: [...allow].sort().join(", ") }));
}

/** No usable credentials. */
export function unauthenticated(): Refusal {
  return new Refusal(handlerReply(401, CONTENT_TYPE.bareText, "Forbidden"));
}

/** Something that nobody may do without credentials. */
export function unauthorized(message: string): Refusal {
  return exception(401, CONTENT_TYPE.text, message);
}

/** Credentials that are wrong. */
export function authorizationError(message: string): Refusal {
  const headers = { "WWW-Authenticate": 'OAuth realm="OAuth"' };
  return exception(401, CONTENT_TYPE.html, `Authorization Error: ${message}`, headers);
}
