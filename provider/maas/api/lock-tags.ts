import { z } from "zod";

import { type MaasClient } from "../http/client";

const tag = z.object({ name: z.string(), comment: z.string().default("") });

/** A tag that marks no machine: its name is unique in the region, which makes it a lock, and its comment says whose. */
export type LockTag = z.output<typeof tag>;

/** @throws ValidationError when there is one of this name */
export const createLockTag = (client: MaasClient, { name, comment }: LockTag): Promise<LockTag> =>
  client.request({ method: "POST", path: ["tags"], form: { name, comment }, schema: tag });

export const readLockTag = (client: MaasClient, name: string): Promise<LockTag> =>
  client.request({ method: "GET", path: ["tags", name], schema: tag });

export const updateLockTag = (client: MaasClient, { name, comment }: LockTag): Promise<LockTag> =>
  client.request({ method: "PUT", path: ["tags", name], form: { comment }, schema: tag });

export const deleteLockTag = (client: MaasClient, name: string): Promise<unknown> =>
  client.request({ method: "DELETE", path: ["tags", name], schema: z.unknown() });
