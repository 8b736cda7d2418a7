import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type CacheSet, cacheSet } from "./bcache-cache-sets";
import { blockDevice } from "./block-devices";
import { member } from "./member";

/** A bcache, with its cache set in full; that can be a ghost of which only the id is left. */
export const bcache = z.object({
  id: z.number(),
  name: z.string(),
  uuid: z.string(),
  system_id: z.string(),
  cache_mode: z.string(),
  cache_set: cacheSet.or(z.object({ id: z.number() })),
  backing_device: member.nullable(),
  virtual_device: blockDevice,
});

export type Bcache = z.output<typeof bcache>;

/** The cache set of a bcache, when it is no ghost. */
export const cacheSetOf = ({ cache_set: set }: Bcache): CacheSet | undefined =>
  "system_id" in set && "cache_device" in set ? set : undefined;

/** Of the backing fields, exactly one. */
export interface BcacheChange {
  readonly name?: string;
  readonly uuid?: string;
  readonly cache_set?: number;
  readonly cache_mode?: string;
  readonly backing_device?: number;
  readonly backing_partition?: number;
}

const single = (systemId: string, id: number) => ["nodes", systemId, "bcache", id];

export const listBcaches = (client: MaasClient, systemId: string): Promise<Bcache[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "bcaches"], schema: z.array(bcache) });

export const readBcache = (client: MaasClient, systemId: string, id: number): Promise<Bcache> =>
  client.request({ method: "GET", path: single(systemId, id), schema: bcache });

const newBcache = bcache.omit({ system_id: true, backing_device: true });

/** MAAS answers with half an object: what it leaves out was in the request. */
export const createBcache = (
  client: MaasClient,
  systemId: string,
  form: BcacheChange & { readonly name: string; readonly uuid: string },
): Promise<z.output<typeof newBcache>> =>
  client.request({
    method: "POST",
    path: ["nodes", systemId, "bcaches"],
    form: { ...form },
    schema: newBcache,
  });

export const updateBcache = (client: MaasClient, systemId: string, id: number, change: BcacheChange): Promise<Bcache> =>
  client.request({ method: "PUT", path: single(systemId, id), form: { ...change }, schema: bcache });

export const deleteBcache = (client: MaasClient, systemId: string, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, id), schema: z.void() });
