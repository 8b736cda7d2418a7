import { createHash } from "node:crypto";

import { type Parameter } from "../routes/call";
import { type Json } from "../wire/json";
import { type Endpoint } from "../routes/endpoint";
import { PARAMETERS, type Route, ROUTES } from "../routes";

/**
 * The document under `describe/`, from which clients such as python-libmaas and MAAS's command line learn what they can call:
 * every route that is served, in the shape that they expect (api/doc.py). What is refused is not in it.
 */

const METHOD_NAMES: Readonly<Record<string, string>> = {
  GET: "read",
  POST: "create",
  PUT: "update",
  DELETE: "delete",
};

/** Clients pass URL parameters by these names. */
const PARAMETER_NAMES: Readonly<Record<Parameter, string>> = {
  systemId: "system_id",
  deviceId: "device_id",
  id: "id",
  name: "name",
  username: "username",
};

interface Action {
  readonly method: string;
  readonly name: string;
  readonly op: string | null;
  readonly restful: boolean;
  readonly doc: string;
}

function parametersOf({ path }: Route): Parameter[] {
  return PARAMETERS.filter((name) => path.includes(`{${name}}`));
}

/** What the last parameter of a URL names is called `id` there, a block device too. */
function nameIn(route: Route, parameter: Parameter): string {
  return parameter === "deviceId" && route.path.endsWith("{deviceId}/") ? "id" : PARAMETER_NAMES[parameter];
}

function pathOf(route: Route): string {
  const named = route.path.replace(/\{(\w+)\}/g, (_whole, name: Parameter) => `{${nameIn(route, name)}}`);
  return `/MAAS/api/2.0/${named}`;
}

function actionsOf(endpoint: Endpoint, about: string): Action[] {
  const plain = Object.keys(endpoint.methods ?? {}).map((method): Action => {
    const name = METHOD_NAMES[method] ?? method.toLowerCase();
    return { method, name, op: null, restful: true, doc: `${about} Action: ${name}.` };
  });
  const operations = Object.entries(endpoint.operations ?? {}).flatMap(([method, all]) =>
    Object.keys(all).map((op): Action => {
      return { method, name: op, op, restful: false, doc: `${about} Operation: ${op.replaceAll("_", " ")}.` };
    }),
  );
  return [...plain, ...operations].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function handlerOf(route: Route, prefix: string, actions: readonly Action[], base: string): Json {
  const path = pathOf(route);
  return {
    name: `${prefix}${route.handler}Handler`,
    doc: route.about,
    actions,
    params: parametersOf(route).map((name) => nameIn(route, name)),
    path,
    uri: `${base}${path}`,
  };
}

/** Handlers that need no credentials stand under `anon`. */
function resourceOf(
  route: Route,
  base: string,
): { readonly name: string; readonly anon: Json | null; readonly auth: Json | null } {
  const { about, anonymous } = route;
  const whole = handlerOf(route, "", actionsOf(route.endpoint, about), base);
  const name = `${route.handler}Handler`;
  if (anonymous === "everything") return { name, anon: whole, auth: null };
  const anon = anonymous === undefined ? null : handlerOf(route, "Anon", actionsOf(anonymous, about), base);
  return { name, anon, auth: whole };
}

/** Of things that have two URLs only the first is described. */
const described = ROUTES.filter((route, at) => ROUTES.findIndex(({ endpoint }) => endpoint === route.endpoint) === at);

function describeRoutes(base: string): Json {
  const resources = described.map((route) => resourceOf(route, base)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const handlers = [...resources.map(({ anon }) => anon), ...resources.map(({ auth }) => auth)];
  return { doc: "MAAS API", resources, handlers: handlers.filter((handler) => handler !== null) };
}

/** What `X-MAAS-API-Hash` says: it changes when what is served changes, and not with the address of the region. */
export const API_HASH = createHash("sha1")
  .update(JSON.stringify(describeRoutes("")))
  .digest("hex");

/** The description for a client that came to this scheme and host, e.g. `http://127.0.0.1:5240`. */
export function describeApi(base: string): string {
  return JSON.stringify({ ...describeRoutes(base), hash: API_HASH });
}
