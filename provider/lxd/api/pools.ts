import { z } from "zod";

import { type LxdClient } from "../http/client";

/** Values are always texts. A certificate that is limited to projects sees no configuration: null, which is "unknown". */
export const configSchema = z.record(z.string(), z.string());
export type Config = z.infer<typeof configSchema>;

/** What was read bears the tag of its version; LXD 5.0.2 sends none for pools. */
export interface Tagged {
  readonly etag?: string | undefined;
}

const poolSchema = z.object({
  name: z.string(),
  driver: z.string(),
  description: z.string().default(""),
  config: configSchema.nullish(),
  used_by: z.array(z.string()).nullish(),
  status: z.string().default("Created"),
  locations: z.array(z.string()).nullish(),
});

/** `/1.0/storage-pools/<pool>` */
export type Pool = z.infer<typeof poolSchema> & Tagged;

/** The members of a cluster that have the pool; none without a cluster. Incus tells them in any order. */
export const membersOf = ({ locations }: Pool): string[] =>
  (locations ?? []).filter((member) => member !== "none").sort();

const space = z.object({ used: z.number().optional(), total: z.number().optional() });
const resourcesSchema = z.object({ space, inodes: space });

/** `/1.0/storage-pools/<pool>/resources`, in bytes and numbers of files. */
export type PoolResources = z.infer<typeof resourcesSchema>;

const at = (...path: string[]): string[] => ["storage-pools", ...path];

export async function readPool(client: LxdClient, name: string, target?: string): Promise<Pool> {
  const { value, etag } = await client.get({ path: at(name), query: { target } }, poolSchema);
  return { ...value, etag };
}

export const listPools = async (client: LxdClient): Promise<Pool[]> =>
  (await client.get({ path: at(), query: { recursion: "1" } }, z.array(poolSchema))).value;

export const readPoolResources = async (client: LxdClient, name: string, target?: string): Promise<PoolResources> =>
  (await client.get({ path: at(name, "resources"), query: { target } }, resourcesSchema)).value;

export interface NewPool {
  readonly name: string;
  readonly driver: string;
  readonly description?: string | undefined;
  readonly config: Config;
}

/** On a cluster first once for each member (`target`), then once for all. */
export const createPool = (client: LxdClient, pool: NewPool, target?: string): Promise<void> =>
  client.write({ method: "POST", path: at(), query: { target }, body: pool, what: `make storage pool "${pool.name}"` });

/** What is left out is removed: a body is what was read, with what is to change. */
export interface PoolBody {
  readonly description?: string;
  readonly config: Config;
}

export const updatePool = (
  client: LxdClient,
  name: string,
  body: PoolBody,
  { etag: ifMatch, target }: { readonly etag?: string | undefined; readonly target?: string | undefined },
): Promise<void> =>
  client.write({
    method: "PUT",
    path: at(name),
    query: { target },
    body,
    ifMatch,
    what: `change storage pool "${name}"`,
  });

export const deletePool = (client: LxdClient, name: string): Promise<void> =>
  client.write({ method: "DELETE", path: at(name), what: `delete storage pool "${name}"` });
