import { ConnectionError, type RequestError, ResponseError, type Sent } from "./errors";

/** Failures before anything was sent, by Node's and undici's codes. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** No such socket, or one that may not be opened: nothing was sent, and trying again changes nothing. */
const NO_SOCKET: ReadonlySet<string> = new Set(["ENOENT", "EACCES"]);

/** A handshake that failed: nothing was sent, and trying again changes nothing. */
const HANDSHAKE = /CERT|^ERR_SSL|^ERR_TLS|^EPROTO$|SIGNATURE|SELF_SIGNED/;

const DEADLINE: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What a user can do about a system that does not answer. */
export interface ConnectionAdvice {
  readonly unreachable: string;
  /** When the handshake of TLS fails. */
  readonly handshake: string;
}

/** What a failure of the connection means, by the codes of Node and undici. */
export function noAnswer(sent: Sent, cause: unknown, maxBytes: number, advice: ConnectionAdvice): RequestError {
  const code = textIn(cause, "code");
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
    return new ResponseError(
      sent,
      true,
      `an answer of more than ${maxBytes / 2 ** 20} MiB`,
      "Ask for less: add filters.",
    );
  }
  const said = messageOf(cause);
  if (HANDSHAKE.test(code)) return new ConnectionError(sent, "not-sent", true, said, advice.handshake, cause);
  if (NO_SOCKET.has(code)) return new ConnectionError(sent, "not-sent", true, said, advice.unreachable, cause);
  const outcome = NOT_SENT.has(code) ? "not-sent" : "unknown";
  const isLate = DEADLINE.has(code) || textIn(cause, "name") === "TimeoutError";
  return new ConnectionError(sent, outcome, false, isLate ? "no answer in time" : said, advice.unreachable, cause);
}

/** By its shape, not its class: undici and Node reject with errors, AggregateErrors and DOMExceptions. */
function textIn(cause: unknown, key: "code" | "name" | "message"): string {
  const value: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, key) : undefined;
  return typeof value === "string" ? value : "";
}

/** When several addresses were tried, the error has no message; those of the errors that it holds are wanted. */
function messageOf(cause: unknown): string {
  const parts: unknown = typeof cause === "object" && cause !== null && "errors" in cause ? cause.errors : [];
  const all = [textIn(cause, "message"), ...(Array.isArray(parts) ? parts.map((part) => textIn(part, "message")) : [])];
  return all.filter(Boolean).join("; ") || textIn(cause, "code") || String(cause);
}
