import { authorizationError, serverError } from "../wire/reply";
import { type User, type World } from "../world";

/** Seconds that a timestamp may be old; one in the future is accepted whatever the distance. */
const OLDEST = 300;

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

function unquoted(text: string): string {
  return text.slice(text.startsWith('"') ? 1 : 0, text.length > 1 && text.endsWith('"') ? -1 : undefined);
}

/** The parameters of an OAuth header; undefined when it is none, or lacks one that MAAS looks for. */
function parametersOf(header: string | undefined): Map<string, string> | undefined {
  if (header === undefined || !header.startsWith("OAuth ")) return undefined;
  const found = new Map<string, string>();
  for (const part of header.slice("OAuth ".length).split(",")) {
    const pair = part.trim();
    const at = pair.indexOf("=");
    found.set(at < 0 ? pair : pair.slice(0, at), at < 0 ? "" : decode(unquoted(pair.slice(at + 1))));
  }
  return REQUIRED.every((name) => found.has(name)) ? found : undefined;
}

/** Unique for a nonce of one key. */
function keyOf(given: ReadonlyMap<string, string>): string {
  return ["oauth_consumer_key", "oauth_token", "oauth_nonce"].map((name) => given.get(name) ?? "").join(" ");
}

/** The nonce that a request would use up, whoever sent it; undefined when its header counts as none. */
export function nonceOf(header: string | undefined): string | undefined {
  const given = parametersOf(header);
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
    const given = parametersOf(header);
    if (given === undefined) return undefined;
    const get = (name: string): string => given.get(name) ?? "";
    const version = given.get("oauth_version");
    if (version !== undefined && version !== "1.0") {
      throw authorizationError(`'OAuth version ${version} not supported.'`);
    }
    const user = this.userOf(get("oauth_consumer_key"), get("oauth_token"));
    const method = get("oauth_signature_method");
    if (!METHODS.includes(method)) {
      throw authorizationError(
        `'Signature method ${method} not supported try one of the following: ${METHODS.join(", ")}'`,
      );
    }
    const timestamp = checkedTimestamp(get("oauth_timestamp"), Math.floor(nowMs / 1000));
    const key = keyOf(given);
    if (this.nonces.has(key)) throw authorizationError(`'Nonce already used: ${get("oauth_nonce")}'`);
    checkSignature(given.get("oauth_signature"), user);
    this.remember(key, timestamp, Math.floor(nowMs / 1000));
    return { user, release: () => void this.nonces.delete(key) };
  }

  private userOf(consumerKey: string, token: string): User {
    let isConsumer = false;
    for (const user of this.world.users.values()) {
      const [consumer, known] = this.partsOf(user);
      if (consumer !== consumerKey) continue;
      if (known === token) return user;
      isConsumer = true;
    }
    throw authorizationError(isConsumer ? `'Invalid access token: ${token}'` : "Invalid API key.");
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

/** MAAS repeats the secret that it expected: a client must never show the body of a 401. */
function checkSignature(signature: string | undefined, user: User): void {
  const expected = `&${user.apiKey.split(":")[2] ?? ""}`;
  if (signature === undefined) throw authorizationError("'Missing signature.'");
  if (signature === expected) return;
  throw authorizationError(`'Invalid signature. Expected signature base string: ${expected}'`);
}
