import { type MaasEvent } from "../provider/maas/api/events";
import { type EventResult } from "./events";

/** What MAAS says of an event, in the words of programs. Apart from the types of results, which must not reach zod. */
export const toEvent = ({
  node,
  username,
  hostname,
  id,
  created,
  level,
  type,
  description,
}: MaasEvent): EventResult => ({
  ...{ id, created, level, type, description, hostname, systemId: node ?? "" },
  ...(username === null || username === undefined || username === "unknown" ? {} : { username }),
});
