import { z } from "zod";

import { type MaasClient } from "../http/client";
import { member } from "./member";

/** A cache set. Its name is its position among those of the machine, and shifts. */
export const cacheSet = z.object({
  id: z.number(),
  name: z.string(),
  system_id: z.string(),
  cache_device: member.nullable(),
});

export type CacheSet = z.output<typeof cacheSet>;

/** Exactly one of the two. */
export interface CacheDevice {
  readonly cache_device?: number;
  readonly cache_partition?: number;
}

const single = (systemId: string, id: number) => ["nodes", systemId, "bcache-cache-set", id];

export const listCacheSets = (client: MaasClient, systemId: string): Promise<CacheSet[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "bcache-cache-sets"], schema: z.array(cacheSet) });

export const readCacheSet = (client: MaasClient, systemId: string, id: number): Promise<CacheSet> =>
  client.request({ method: "GET", path: single(systemId, id), schema: cacheSet });

export const createCacheSet = (client: MaasClient, systemId: string, device: CacheDevice): Promise<CacheSet> =>
  client.request({
    method: "POST",
    path: ["nodes", systemId, "bcache-cache-sets"],
    form: { ...device },
    schema: cacheSet,
  });

export const updateCacheSet = (
  client: MaasClient,
  systemId: string,
  id: number,
  device: CacheDevice,
): Promise<CacheSet> =>
  client.request({ method: "PUT", path: single(systemId, id), form: { ...device }, schema: cacheSet });

export const deleteCacheSet = (client: MaasClient, systemId: string, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, id), schema: z.void() });
