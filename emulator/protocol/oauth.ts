import { authorizationError, serverError } from "../wire/reply";
import { type User, type World } from "../world/world";

/** Seconds that a timestamp may be old; one in the future is accepted whatever the distance. */
const OLDEST = 300;

const SCHEME = "OAuth ";

/** Without one of these a header counts as none; a missing signature is an error of its own. */
const REQUIRED = ["oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce"];
const METHODS = ["PLAINTEXT", "HMAC-SHA1"];

/** Enough to tell a replay; those of expired timestamps are refused without a look. */
const PRUNE_ABOVE = 50_000;

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const unquoted = (text: string): string => text.replace(/^"+|"+$/g, "");

/** A header counts when the names of all parameters are somewhere in it. */
function counts(header: string | undefined): header is string {
  return header !== undefined && REQUIRED.every((name) => header.includes(name));
}

/** The parameters of an OAuth header, but the realm; undefined when one of them is no pair. */
function parametersOf(header: string): Map<string, string> | undefined {
  const found = new Map<string, string>();
  const parts = header.startsWith(SCHEME) ? header.slice(SCHEME.length).split(",") : [];
  for (const part of parts) {
    if (part.includes("realm")) continue;
    const pair = part.trim();
    const at = pair.indexOf("=");
    if (at < 0) return undefined;
    found.set(pair.slice(0, at), decode(unquoted(pair.slice(at + 1))));
  }
  return found;
}

/** Unique for a nonce of one key. */
function keyOf(given: ReadonlyMap<string, string>): string {
  return ["oauth_consumer_key", "oauth_token", "oauth_nonce"].map((name) => given.get(name) ?? "").join(" ");
}

/** The nonce that a request would use up, whoever sent it; undefined when its header counts as none. */
export function nonceOf(header: string | undefined): string | undefined {
  const given = counts(header) ? parametersOf(header) : undefined;
  return given && keyOf(given);
}

/** Who sent a request, and the nonce that it used up. */
export interface Credentials {
  readonly user: User;
  /** Gives the nonce back: a request that was rolled back did not store it. */
  readonly release: () => void;
}

/** Checks the OAuth 1.0a header of requests, and remembers every nonce (api/auth.py). */
export class Authentication {
  private readonly nonces = new Map<string, number>();
  private readonly keyParts = new WeakMap<User, readonly string[]>();

  constructor(private readonly world: World) {}

  /** Undefined when there is no header that counts; wrong credentials end the request. */
  check(header: string | undefined, nowMs: number): Credentials | undefined {
    if (!counts(header)) return undefined;
    const given = parametersOf(header);
    if (given === undefined) {
      throw authorizationError("'Unable to parse OAuth parameters from Authorization header.'");
    }
    const version = given.get("oauth_version") ?? "";
    if (version !== "" && version !== "1.0") throw authorizationError(`'OAuth version ${version} not supported.'`);
    const user = this.userOf(given);
    const timestamp = checkedTimestamp(required(given, "oauth_timestamp"), Math.floor(nowMs / 1000));
    const nonce = required(given, "oauth_nonce");
    const key = keyOf(given);
    if (this.nonces.has(key)) throw authorizationError(`'Nonce already used: ${nonce}'`);
    checkSignature(given, user);
    this.remember(key, timestamp, Math.floor(nowMs / 1000));
    return { user, release: () => void this.nonces.delete(key) };
  }

  /** Whose the token is; the consumer key must be somebody's, and need not be the same user's. */
  private userOf(given: ReadonlyMap<string, string>): User {
    const consumerKey = required(given, "oauth_consumer_key");
    const token = given.get("oauth_token");
    let isConsumer = false;
    let found: User | undefined;
    for (const user of this.world.users.values()) {
      // A user that was made here has no key, and an empty one is not one.
      if (user.apiKey === "") continue;
      const [consumer, known] = this.partsOf(user);
      isConsumer ||= consumer === consumerKey;
      if (known === token) found = user;
    }
    if (!isConsumer) throw authorizationError("Invalid API key.");
    if (found === undefined) throw authorizationError(`'Invalid access token: ${required(given, "oauth_token")}'`);
    return found;
  }

  /** A key is taken apart once. */
  private partsOf(user: User): readonly string[] {
    const known = this.keyParts.get(user);
    if (known !== undefined) return known;
    const parts = user.apiKey.split(":");
    this.keyParts.set(user, parts);
    return parts;
  }

  private remember(key: string, timestamp: number, now: number): void {
    this.nonces.set(key, timestamp);
    if (this.nonces.size % PRUNE_ABOVE !== 0) return;
    for (const [old, used] of this.nonces) if (used < now - OLDEST) this.nonces.delete(old);
  }
}

function checkedTimestamp(text: string, now: number): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw serverError(`invalid literal for int() with base 10: '${text}'`);
  const given = Number(text);
  if (now - given <= OLDEST) return given;
  throw authorizationError(
    `'Expired timestamp: given ${given} and now ${now} has a greater difference than threshold ${OLDEST}'`,
  );
}

function required(given: ReadonlyMap<string, string>, name: string): string {
  const value = given.get(name);
  if (value === undefined) throw authorizationError(`'Parameter not found: ${name}'`);
  return value;
}

/** MAAS repeats the secret that it expected: a client must never show the body of a 401. */
function checkSignature(given: ReadonlyMap<string, string>, user: User): void {
  const method = given.get("oauth_signature_method") ?? "PLAINTEXT";
  if (!METHODS.includes(method)) {
    const known = METHODS.join(", ");
    throw authorizationError(`'Signature method ${method} not supported try one of the following: ${known}'`);
  }
  const signature = given.get("oauth_signature");
  const expected = `&${user.apiKey.split(":")[2] ?? ""}`;
  if (signature === undefined) throw authorizationError("'Missing signature.'");
  if (signature === expected) return;
  throw authorizationError(`'Invalid signature. Expected signature base string: ${expected}'`);
}
