import { type IncomingHttpHeaders } from "node:http";

import { describeApi } from "./api-description";
import { type Call } from "../routes/call";
import { Body } from "../wire/body";
import { decodeBody } from "../wire/decode-body";
import { Authentication, type Credentials } from "./oauth";
import { type Target } from "./target";
import { arriveAll } from "../rules/life/arrivals";
import { chooseHandler, decode, findRoute, type Match, methodsOf } from "./router";
import { type Rows } from "../world/storage/records";
import { SerializationFailure } from "../world/storage/merge";
import {
  conflict,
  descriptionReply,
  Refusal,
  type Reply,
  removed,
  serverError,
  textReply,
  unauthenticated,
  unknownEndpoint,
  unknownFormat,
} from "../wire/reply";
import { type User, type World } from "../world/world";

export interface ApiRequest extends Target {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer, and who asked. */
export interface Answered {
  readonly reply: Reply;
  readonly username: string | undefined;
}

const BASE = "/MAAS";
const API = `${BASE}/api/2.0/`;
const NOBODY: User = { username: "", email: "", admin: false, apiKey: "" };

/** How often MAAS runs a request again that collided with another one, before it gives up (utils/orm.py). */
const ATTEMPTS = 10;

/** Several slashes count as one (webapp.py: CleanPathRequest). */
function cleanPath(path: string): string {
  return path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
}

/** One request to MAAS's API, layer by layer: URL, credentials, body, method, handler. */
export class Dispatcher {
  private readonly authentication: Authentication;

  constructor(private readonly world: World) {
    this.authentication = new Authentication(world);
  }

  /** The rows that a request sees when it has to work on what was there when it came. */
  snapshot({ path }: Target): Rows | undefined {
    const match = matchOf(cleanPath(path));
    return this.world.machines.get(match?.parameters.systemId ?? "")?.rows;
  }

  /** Answers a request. `snapshot` makes it race: it works on older rows, and may collide with what came in between. */
  answer(request: ApiRequest, snapshot?: Rows): Answered {
    const { transitions, powerChanges } = this.world;
    if (transitions.size + powerChanges.size > 0) arriveAll(this.world, Date.now());
    const attempt = new Attempt(this.world, this.authentication, request);
    try {
      return { reply: withRetries(attempt, snapshot), username: attempt.username };
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : serverError(error instanceof Error ? error.message : String(error));
      // What was rolled back did not keep the nonce either.
      if (!refusal.reply.fromHandler) attempt.forget();
      return { reply: refusal.reply, username: attempt.username };
    }
  }
}

function withRetries(attempt: Attempt, snapshot: Rows | undefined): Reply {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    try {
      return attempt.run(left === ATTEMPTS ? snapshot : undefined);
    } catch (error) {
      if (!(error instanceof SerializationFailure)) throw error;
    }
  }
  throw conflict();
}

function matchOf(path: string): Match | undefined {
  return path.startsWith(API) ? findRoute(path.slice(API.length)) : undefined;
}

/** One request on its way through; run again as a whole when it collides with another. */
class Attempt {
  private credentials: Credentials | undefined;
  private isAuthenticated = false;

  constructor(
    private readonly world: World,
    private readonly authentication: Authentication,
    private readonly request: ApiRequest,
  ) {}

  get username(): string | undefined {
    return this.credentials?.user.username;
  }

  forget(): void {
    this.credentials?.release();
  }

  run(snapshot: Rows | undefined): Reply {
    const { query } = this.request;
    const path = cleanPath(this.request.path);
    if (path.startsWith(`${BASE}/api/version/`)) return textReply("2.0");
    if (path.startsWith(`${BASE}/api/1.0/`))
      return removed("The 1.0 API is no longer available. Please use API version 2.0.");
    if (path === `${API}describe/`) return descriptionReply(describeApi(`http://${this.request.headers.host ?? ""}`));
    const match = matchOf(path);
    if (match === undefined) throw unknownEndpoint(decode(path));
    this.authenticate(match);
    const { method } = this.request;
    const body = method === "POST" || method === "PUT" ? this.decodedBody() : Body.empty;
    const operation = query.getAll("op").at(-1) || (body.posted("op") ?? match.operation);
    const isAnonymous = this.credentials === undefined;
    const handler = chooseHandler(match, { method, operation, isAnonymous });
    const user = this.credentials?.user ?? NOBODY;
    const call: Call = { world: this.world, user, parameters: match.parameters, query, body, snapshot };
    const reply = handler(call);
    // Which format is asked for is looked at when all is done.
    const format = query.getAll("format").at(-1) || "json";
    return format === "json" ? reply : unknownFormat(format);
  }

  private authenticate({ route }: Match): void {
    if (route.anonymous === "everything" || this.isAuthenticated) return;
    this.credentials = this.authentication.check(this.request.headers.authorization, Date.now());
    this.isAuthenticated = true;
    const isServed = route.anonymous !== undefined && methodsOf(route.anonymous).includes(this.request.method);
    if (this.credentials === undefined && !isServed) throw unauthenticated();
  }

  /** The region itself drops a body that comes in chunks: the fields are missing then. */
  private decodedBody(): Body {
    const { headers, body } = this.request;
    const isChunked = headers["transfer-encoding"] !== undefined;
    return isChunked ? Body.empty : decodeBody(body, headers["content-type"]);
  }
}
