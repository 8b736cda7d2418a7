import { ApiError, CONTENT_TYPE } from "../errors";
import { type User, type World } from "../world";

/** Seconds that a timestamp may be old; one in the future is accepted whatever the distance. */
const OLDEST = 300;
const REQUIRED = ["oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce"];

const refused = (message: string): ApiError =>
  new ApiError(401, CONTENT_TYPE.html, `Authorization Error: ${message}`, {
    "www-authenticate": 'OAuth realm="OAuth"',
  });

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parameters of an OAuth header; undefined when it is none, or lacks one that MAAS looks for. */
function parameters(header: string | undefined): Map<string, string> | undefined {
  if (header === undefined || !header.startsWith("OAuth ")) return undefined;
  const found = new Map<string, string>();
  for (const part of header.slice("OAuth ".length).split(",")) {
    const [name, ...value] = part.trim().split("=");
    if (name) found.set(name, decode(value.join("=").replace(/^"|"$/g, "")));
  }
  return REQUIRED.every((name) => found.has(name)) ? found : undefined;
}

/** Checks the OAuth 1.0a header of requests, and keeps every nonce. `api/auth.py` */
export class Authentication {
  private readonly nonces = new Set<string>();

  constructor(private readonly world: World) {}

  /** The user of the header; undefined when there is none that counts. */
  check(header: string | undefined, now: number): User | undefined {
    const given = parameters(header);
    if (given === undefined) return undefined;
    const get = (name: string): string => given.get(name) ?? "";
    const version = given.get("oauth_version");
    if (version !== undefined && version !== "1.0") throw refused(`'OAuth version ${version} not supported.'`);
    const method = get("oauth_signature_method");
    if (method !== "PLAINTEXT" && method !== "HMAC-SHA1") {
      throw refused(`'Signature method ${method} not supported try one of the following: PLAINTEXT, HMAC-SHA1'`);
    }
    const users = [...this.world.users.values()];
    const consumer = users.find(({ apiKey }) => apiKey.split(":")[0] === get("oauth_consumer_key"));
    if (consumer === undefined) throw refused("Invalid API key.");
    const token = get("oauth_token");
    const user = users.find(({ apiKey }) => apiKey.split(":")[1] === token);
    if (user === undefined) throw refused(`'Invalid access token: ${token}'`);
    this.checkTime(get("oauth_timestamp"), now);
    this.checkNonce(`${get("oauth_consumer_key")}:${token}`, get("oauth_nonce"));
    const secret = user.apiKey.split(":")[2] ?? "";
    const signature = given.get("oauth_signature");
    if (signature === undefined) throw refused("'Missing signature.'");
    // MAAS repeats the secret that it expected: a client must never show the body of a 401.
    if (signature !== `&${secret}`) throw refused(`'Invalid signature. Expected signature base string: &${secret}'`);
    return user;
  }

  private checkTime(timestamp: string, now: number): void {
    const given = Number(timestamp);
    const seconds = Math.floor(now / 1_000);
    if (!/^-?\d+$/.test(timestamp)) {
      throw new ApiError(500, CONTENT_TYPE.text, `invalid literal for int() with base 10: '${timestamp}'`);
    }
    if (seconds - given <= OLDEST) return;
    throw refused(
      `'Expired timestamp: given ${given} and now ${seconds} has a greater difference than threshold ${OLDEST}'`,
    );
  }

  private checkNonce(token: string, nonce: string): void {
    const key = `${token}:${nonce}`;
    if (this.nonces.has(key)) throw refused(`'Nonce already used: ${nonce}'`);
    this.nonces.add(key);
  }
}
