import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";

const event = z.object({
  id: z.number(),
  /** In words, e.g. `Wed, 25 Nov. 2026 10:35:44`. */
  created: z.string().default(""),
  level: z.string().default(""),
  type: z.string().default(""),
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  hostname: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  node: z.string().nullish(),
  username: z.string().nullish(),
});
export type MaasEvent = z.output<typeof event>;

/** What happened to nodes, the newest first. */
export const queryEvents = async (client: MaasClient, query: Params): Promise<MaasEvent[]> => {
  const schema = z.object({ events: z.array(event) });
  return (await client.request({ method: "GET", path: ["events"], op: "query", query, schema })).events;
};
