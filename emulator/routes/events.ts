import { type Call } from "./call";
import { type Endpoint, type Handler } from "./endpoint";
import { type Json } from "../wire/json";
import { badRequest, jsonReply } from "../wire/reply";
import { EVENT_LEVELS, type EventLevel, type NodeEvent } from "../world/events";
import { type Controller, type Machine } from "../world/world";
import { integerOf } from "./parameters";

/** What happened to nodes, the newest first, in pages (api/events.py). */

const MOST = 1000;
const USUAL = 100;
const PATH = "/MAAS/api/2.0/events/";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateText(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${WEEKDAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}.`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  return `${day} ${date.getUTCFullYear()} ${time}`;
}

function renderEvent({ username, hostname, systemId, id, level, at, type, description }: NodeEvent): Json {
  return {
    username: username ?? "unknown",
    node: systemId,
    hostname,
    id,
    level,
    created: dateText(at),
    type,
    description,
  };
}

type Node = Machine | Controller;

/** Whose events are asked for. What names nothing finds nothing, and is no error. */
const BY_NODE: Readonly<Record<string, (node: Node, values: readonly string[]) => boolean>> = {
  hostname: (node, values) => values.includes(node.hostname),
  id: (node, values) => values.includes(node.systemId),
  mac_address: (node, values) => node.nics.some(({ mac }) => values.includes(mac)),
  domain: (node, values) => values.includes(node.domain),
  zone: (node, values) => values.includes(node.zone),
  pool: (node, values) => node.kind === "machine" && values.includes(node.pool),
  agent_name: (node, values) => node.kind === "machine" && values.includes(node.agentName),
};

function isOfNodes({ world, query }: Call): (event: NodeEvent) => boolean {
  const asked = Object.entries(BY_NODE).filter(([name]) => query.has(name));
  if (asked.length === 0) return () => true;
  const nodes: Node[] = [...world.machines.values(), ...world.controllers.values()];
  const found = nodes.filter((node) => asked.every(([name, matches]) => matches(node, query.getAll(name))));
  const ids = new Set(found.map(({ systemId }) => systemId));
  return ({ systemId }) => ids.has(systemId);
}

interface Page {
  readonly limit: number;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

function isLevel(text: string): text is EventLevel {
  return Object.hasOwn(EVENT_LEVELS, text);
}

/** Audits are a list of their own. */
function isOfLevel({ query }: Call): (event: NodeEvent) => boolean {
  const text = query.get("level") ?? "INFO";
  if (!isLevel(text)) throw badRequest(`Unrecognised log level: ${text}`);
  if (text === "AUDIT") return ({ level }) => level === "AUDIT";
  return ({ level }) => EVENT_LEVELS[level] >= EVENT_LEVELS[text];
}

function pageOf({ query }: Call): Page {
  const limit = integerOf(query.get("limit"), "limit") ?? USUAL;
  if (limit > MOST) throw badRequest(`Requested number of events ${limit} is greater than limit: ${MOST}`);
  const after = integerOf(query.get("after"), "after");
  const before = integerOf(query.get("before"), "before");
  if (after !== undefined && before !== undefined) {
    throw badRequest("There is undetermined behaviour when both `after` and `before` are specified.");
  }
  return { limit, before, after };
}

/** What comes after an id is the next page up: the oldest of it, and shown the newest first. */
function cut(found: readonly NodeEvent[], { limit, before, after }: Page): NodeEvent[] {
  if (limit <= 0) return [];
  if (after !== undefined)
    return found
      .filter(({ id }) => id > after)
      .slice(0, limit)
      .reverse();
  return found
    .filter(({ id }) => before === undefined || id < before)
    .slice(-limit)
    .reverse();
}

/** The same question, from an id on. */
function uri(query: URLSearchParams, page: Readonly<Record<string, number>>): string {
  const next = new URLSearchParams(query);
  next.delete("before");
  next.delete("after");
  for (const [name, id] of Object.entries(page)) next.set(name, String(id));
  return `${PATH}?${next.toString()}`;
}

/** An empty page points back to where it came from. */
function neighbours({ query }: Call, events: readonly NodeEvent[], { before, after }: Page): Json {
  const [first, last] = [events[0], events.at(-1)];
  if (first !== undefined && last !== undefined) {
    return { next_uri: uri(query, { after: first.id }), prev_uri: uri(query, { before: last.id }) };
  }
  if (before !== undefined) return { next_uri: uri(query, { after: before - 1 }), prev_uri: null };
  const prev = after === undefined ? null : uri(query, { before: after + 1 });
  return { next_uri: uri(query, {}), prev_uri: prev };
}

const query: Handler = (call) => {
  const isLoudEnough = isOfLevel(call);
  const page = pageOf(call);
  const isTheirs = isOfNodes(call);
  const owners = call.query.getAll("owner");
  const found = call.world.events.all.filter(
    (event) => isLoudEnough(event) && isTheirs(event) && (owners.length === 0 || owners.includes(event.username ?? "")),
  );
  const events = cut(found, page);
  return jsonReply({ count: events.length, events: events.map(renderEvent), ...neighbours(call, events, page) });
};

export const events: Endpoint = { operations: { GET: { query } } };
