import { type Parameter } from "../routes/call";
import { type Endpoint, type Handler, type Method } from "../routes/endpoint";
import { ALL_ROUTES, PARAMETERS, type Route, signaturesOf, unservedOf } from "../routes";
import { badRequest, methodNotAllowed, notServed } from "../wire/reply";

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
  /** The parameters that its path has. */
  readonly names: readonly Parameter[];
}

/** Every operation that MAAS has under a URL, by whatever method, served or not. */
function operationNames(route: Route): string[] {
  return [...signaturesOf(route.endpoint), ...unservedOf(route)].flatMap((signature) => signature.split(" ").slice(1));
}

function patternOf(route: Route): Pattern {
  const source = route.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const operations = route.path.endsWith("/") ? operationNames(route) : [];
  const suffix = operations.length === 0 ? "" : `(?:op-(?<operation>${operations.join("|")}))?`;
  const names = PARAMETERS.filter((name) => route.path.includes(`{${name}}`));
  return { route, pattern: new RegExp(`^${source}${suffix}$`), names };
}

/** What a path shares with its route, whatever its parameters are: the first part, and how many there are. */
function shapeOf(path: string): string {
  const parts = path.split("/");
  return `${parts[0] ?? ""} ${parts.length}`;
}

const patterns = new Map<string, Pattern[]>();
for (const route of ALL_ROUTES) {
  const shape = shapeOf(route.path);
  patterns.set(shape, [...(patterns.get(shape) ?? []), patternOf(route)]);
}

/** The route of a path below `/MAAS/api/2.0/`, with its parameters decoded. */
export function findRoute(path: string): Match | undefined {
  for (const { route, pattern, names } of patterns.get(shapeOf(path)) ?? []) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const { groups = {} } = match;
    const named = names.map((name) => [name, decode(groups[name] ?? "")] as const);
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
  },
): Handler {
  const { method, operation, isAnonymous } = request;
  const allowed = METHODS.get(route) ?? [];
  if (!isMethod(method) || !allowed.includes(method)) throw methodNotAllowed(allowed);
  const endpoint = isAnonymous && typeof route.anonymous === "object" ? route.anonymous : route.endpoint;
  const handler = handlerOf(endpoint, method, operation);
  if (handler !== undefined) return handler;
  const signature = operation === undefined ? method : `${method} ${operation}`;
  if (!isAnonymous && unservedOf(route).includes(signature)) {
    throw notServed(`${method} ${route.path}${operation === undefined ? "" : `?op=${operation}`}`);
  }
  throw badRequest(`Unrecognised signature: method=${method} op=${operation ?? "None"}`);
}

function handlerOf(endpoint: Endpoint, method: Method, operation: string | undefined): Handler | undefined {
  if (operation === undefined) return endpoint.methods?.[method];
  const operations = method === "GET" || method === "POST" ? endpoint.operations?.[method] : undefined;
  return operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/** The methods that an endpoint has, alone or for operations. */
export function methodsOf(endpoint: Endpoint): string[] {
  return methodsIn(signaturesOf(endpoint));
}

function methodsIn(signatures: readonly string[]): string[] {
  return [...new Set(signatures.map((signature) => signature.split(" ")[0] ?? ""))];
}

/** The methods that MAAS has under a URL, whether they are served or not. */
const METHODS: ReadonlyMap<Route, readonly string[]> = new Map(
  ALL_ROUTES.map((route) => [route, methodsIn([...signaturesOf(route.endpoint), ...unservedOf(route)])]),
);
