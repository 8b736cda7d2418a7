import { type Answer, type Context, MultipleObjects } from "./context";
import { ApiError, CONTENT_TYPE, serverError } from "./errors";
import { type Form } from "./form";
import { decodeBody } from "./http/body";
import { type Authentication } from "./http/oauth";
import { findRoute, type Handler, type Match } from "./router";
import { type Machine, type User, type World } from "./world";

export interface ApiRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const BASE = "/MAAS";
const API = `${BASE}/api/2.0/`;
const NOBODY: User = { username: "", email: "", admin: false, apiKey: "" };

const header = (request: ApiRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : value?.[0];
};

const plain = (status: number, body: string): Answer => ({ status, contentType: CONTENT_TYPE.plain, body });

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One request to MAAS's API, as its layers treat it: URL, credentials, method, body, handler. */
export class Dispatcher {
  constructor(
    private readonly world: World,
    private readonly authentication: Authentication,
  ) {}

  answer(request: ApiRequest): Answer {
    const [rawPath = "", rawQuery = ""] = splitOnce(request.url, "?");
    const path = rawPath.replace(/\/{2,}/g, "/");
    if (path === `${BASE}/api/version/`) return plain(200, "2.0");
    if (path.startsWith(`${BASE}/api/1.0/`)) {
      return plain(410, "The 1.0 API is no longer available. Please use API version 2.0.");
    }
    const match = path.startsWith(API) ? findRoute(path.slice(API.length)) : undefined;
    if (match === undefined) {
      throw new ApiError(404, CONTENT_TYPE.text, `Unknown API endpoint: ${decodePath(path)}.`);
    }
    const user = this.authenticate(request, match);
    const form = this.form(request);
    const query = new URLSearchParams(rawQuery);
    const handler = chooseHandler(request.method, match, query, form, user === undefined);
    const params = Object.fromEntries(Object.entries(match.params).map(([name, value]) => [name, decodePath(value)]));
    const context: Context = { world: this.world, user: user ?? NOBODY, params, query, form };
    return request.method === "GET" ? run(handler, context) : this.atomically(handler, context);
  }

  private authenticate(request: ApiRequest, { route }: Match): User | undefined {
    if (route.anonymous === "open") return undefined;
    const user = this.authentication.check(header(request, "authorization"), Date.now());
    if (user !== undefined || (route.anonymous === "collection" && request.method === "GET")) return user;
    throw new ApiError(401, CONTENT_TYPE.plain, "Forbidden");
  }

  private form(request: ApiRequest): Form {
    return decodeBody(request.method === "GET" ? Buffer.alloc(0) : request.body, header(request, "content-type"));
  }

  /** A request that fails has changed nothing. */
  private atomically(handler: Handler, context: Context): Answer {
    const machine = this.world.machines.get(context.params["s"] ?? "");
    const before = machine && structuredClone(machine.storage);
    try {
      return run(handler, context);
    } catch (error) {
      if (machine !== undefined && before !== undefined) restore(machine, before);
      throw error;
    }
  }
}

function restore(machine: Machine, storage: Machine["storage"]): void {
  machine.storage = storage;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function run(handler: Handler, context: Context): Answer {
  try {
    return handler(context);
  } catch (error) {
    if (error instanceof MultipleObjects) throw serverError(error.message);
    throw error;
  }
}

/** The operation is in the query, else in the body, else at the end of the path. `api/support.py: dispatch` */
function chooseHandler(
  method: string,
  match: Match,
  query: URLSearchParams,
  form: Form,
  isAnonymous: boolean,
): Handler {
  const { route } = match;
  const operation = query.getAll("op").at(-1) || form.raw("op") || match.operation;
  const operations = method === "GET" || method === "POST" ? route.operations?.[method] : undefined;
  const plainMethod = Object.entries(route.methods ?? {}).find(([name]) => name === method)?.[1];
  const found = operation === undefined ? plainMethod : operations?.[operation];
  const isClosed = isAnonymous && route.anonymous === "collection";
  if (found !== undefined && !isClosed) return found;
  const allowed = allowedMethods(match);
  if (!allowed.includes(method)) {
    throw new ApiError(405, CONTENT_TYPE.html, "", { allow: allowed.join(", ") });
  }
  throw new ApiError(400, CONTENT_TYPE.text, `Unrecognised signature: method=${method} op=${operation ?? "None"}`);
}

function allowedMethods({ route }: Match): string[] {
  const plainMethods = Object.keys(route.methods ?? {});
  const withOperations = Object.entries(route.operations ?? {}).flatMap(([name, all]) =>
    Object.keys(all).length > 0 ? [name] : [],
  );
  return [...new Set([...plainMethods, ...withOperations])].sort();
}
