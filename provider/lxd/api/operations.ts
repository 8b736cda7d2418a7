import { z } from "zod";

import { type LxdClient } from "../http/client";

const operationSchema = z.object({ id: z.string(), description: z.string().default("") });

/** `GET /1.0/operations` answers by state, and with nothing at all when there is none. */
const operationsSchema = z.record(z.string(), z.array(operationSchema)).nullish();

/** The operations on volumes that are under way, such as a copy that somebody's process began before it ended. */
export async function listVolumeOperations(client: LxdClient): Promise<string[]> {
  const { value } = await client.get({ path: ["operations"], query: { recursion: "1" } }, operationsSchema);
  const running = Object.entries(value ?? {}).flatMap(([state, list]) =>
    ["running", "pending"].includes(state.toLowerCase()) ? list : [],
  );
  return running.filter(({ description }) => /volume/i.test(description)).map(({ id }) => id);
}
