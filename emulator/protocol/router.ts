import { type Parameter } from "../routes/call";
import { type Endpoint, type Handler, type Method } from "../routes/endpoint";
import { PARAMETERS, type Route, ROUTES } from "../routes";
import { badRequest, methodNotAllowed, unknownEndpoint } from "../wire/reply";

/** A route that a path belongs to. */
export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Partial<Record<Parameter, string>>>;
  /** The operation that the URL ends in (`…/op-mount`); only URLs that end in a slash otherwise can have one. */
  readonly operation: string | undefined;
}

interface Pattern {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** Every operation that MAAS has under a URL, by whatever method. */
function operationNames({ endpoint, refused = [] }: Route): string[] {
  const served = Object.values(endpoint.operations ?? {}).flatMap((operations) => Object.keys(operations));
  return [...served, ...refused.flatMap((signature) => signature.split(" ").slice(1))];
}

function patternOf(route: Route): Pattern {
  const source = route.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const names = route.path.endsWith("/") ? operationNames(route) : [];
  const suffix = names.length === 0 ? "" : `(?:op-(?<operation>${names.join("|")}))?`;
  return { route, pattern: new RegExp(`^${source}${suffix}$`) };
}

/** What a path shares with its route, whatever its parameters are: the first part, and how many there are. */
function shapeOf(path: string): string {
  const parts = path.split("/");
  return `${parts[0] ?? ""} ${parts.length}`;
}

const patterns = new Map<string, Pattern[]>();
for (const route of ROUTES) {
  const shape = shapeOf(route.path);
  patterns.set(shape, [...(patterns.get(shape) ?? []), patternOf(route)]);
}

/** The route of a path below `/MAAS/api/2.0/`, with its parameters decoded. */
export function findRoute(path: string): Match | undefined {
  for (const { route, pattern } of patterns.get(shapeOf(path)) ?? []) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const { groups = {} } = match;
    const named = PARAMETERS.flatMap((name) => {
      const text = groups[name];
      return text === undefined ? [] : [[name, decode(text)] as const];
    });
    return { route, parameters: Object.fromEntries(named), operation: groups["operation"] };
  }
  return undefined;
}

export function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isMethod(method: string): method is Method {
  return ["GET", "POST", "PUT", "DELETE"].includes(method);
}

/** The handler of a request, or MAAS's refusal of it (api/support.py: dispatch). */
export function chooseHandler(
  { route }: Match,
  request: {
    readonly method: string;
    readonly operation: string | undefined;
    readonly isAnonymous: boolean;
    readonly path: string;
  },
): Handler {
  const { method, operation, isAnonymous, path } = request;
  const allowed = METHODS.get(route) ?? [];
  if (!isMethod(method) || !allowed.includes(method)) throw methodNotAllowed(allowed);
  const endpoint = isAnonymous && typeof route.anonymous === "object" ? route.anonymous : route.endpoint;
  const handler = handlerOf(endpoint, method, operation);
  if (handler !== undefined) return handler;
  const signature = operation === undefined ? method : `${method} ${operation}`;
  if (route.refused?.includes(signature) === true && !isAnonymous) throw unknownEndpoint(path);
  throw badRequest(`Unrecognised signature: method=${method} op=${operation ?? "None"}`);
}

function handlerOf(endpoint: Endpoint, method: Method, operation: string | undefined): Handler | undefined {
  if (operation === undefined) return endpoint.methods?.[method];
  const operations = method === "GET" || method === "POST" ? endpoint.operations?.[method] : undefined;
  return operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/** The methods that an endpoint has, alone or for operations. */
export function methodsOf({ methods = {}, operations = {} }: Endpoint): string[] {
  return [...new Set([...Object.keys(methods), ...Object.keys(operations)])];
}

/** The methods that MAAS has under a URL, whether they are served or not. */
function allowedMethods({ endpoint, refused = [] }: Route): string[] {
  const unserved = refused.map((signature) => signature.split(" ")[0] ?? "");
  return [...new Set([...methodsOf(endpoint), ...unserved])];
}

const METHODS: ReadonlyMap<Route, readonly string[]> = new Map(ROUTES.map((route) => [route, allowedMethods(route)]));
