import * as pulumi from "@pulumi/pulumi";

import { queryEvents } from "../provider/maas/api/events";
import { argumentsOf } from "./call-arguments";
import { invoke, invokeOutput, type Question } from "./invoke";
import { toEvent } from "./to-event";
import { userError } from "./user-error";

/** How much an event matters: each level includes those after it. */
export type EventLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";

const LEVELS: readonly EventLevel[] = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

/** MAAS gives no more at a time. */
const MOST = 1000;

/** Which events. */
export interface GetEventsArgs {
  /** Of this machine or controller, by its system id; of all by default. */
  systemId?: string;
  /** Of this machine or controller, by its host name; of all by default. */
  hostname?: string;
  /** From this level on; `"INFO"` by default. Requests of users and changes of state are `"DEBUG"`. */
  level?: EventLevel;
  /** How many at most, the newest; 100 by default, 1000 at most. */
  count?: number;
}

/** The same with outputs. */
export type GetEventsOutputArgs = { [K in keyof GetEventsArgs]: pulumi.Input<Exclude<GetEventsArgs[K], undefined>> };

/** Something that happened to a machine or a controller. */
export interface EventResult {
  readonly id: number;
  /** In MAAS's words, e.g. `Wed, 25 Nov. 2026 10:35:44`. */
  readonly created: string;
  readonly level: string;
  /** E.g. `Deployed`. */
  readonly type: string;
  readonly description: string;
  readonly systemId: string;
  readonly hostname: string;
  /** Who asked for it; left out when nobody did. */
  readonly username?: string;
}

function eventsQuestion(args: GetEventsArgs): Question<EventResult[]> {
  const given = argumentsOf("getEvents", args, ["systemId", "hostname", "level", "count"]);
  const { systemId: id, hostname, level, count: limit } = given;
  if (level !== undefined && !LEVELS.includes(level)) {
    throw userError(`getEvents: level must be one of ${LEVELS.join(", ")}, not ${JSON.stringify(level)}`);
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MOST)) {
    throw userError(`getEvents: count must be a whole number from 1 to ${MOST}`);
  }
  const query = { id, hostname, level, limit };
  return {
    about: ["events", given],
    ask: async (client) => (await queryEvents(client, query)).map(toEvent),
  };
}

/** What happened to machines and controllers, the newest first, in one request (`GET events/?op=query`). */
export const getEvents = (args: GetEventsArgs = {}, opts?: pulumi.InvokeOptions): Promise<EventResult[]> =>
  invoke(eventsQuestion(args), opts);

/** `getEvents` with outputs. */
export const getEventsOutput = (
  args: GetEventsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<EventResult[]> =>
  invokeOutput<GetEventsArgs, EventResult[]>(pulumi.output(args), eventsQuestion, opts);
