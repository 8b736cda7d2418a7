import * as pulumi from "@pulumi/pulumi";

import { listPools, type Pool, readPool, readPoolResources } from "../../provider/lxd/api/pools";
import { type LxdHost } from "../../provider/lxd/host";
import { NotFoundError } from "../../provider/http/errors";
import { invoke, invokeOutput, nothingThere, type Question } from "./invoke";
import { type ServerResult, type StoragePoolResult } from "./results";
import { toPool, toServer } from "./results-from-lxd";

/** Which pool. */
export interface GetStoragePoolArgs {
  /** The name of the pool. */
  name: string;
}

/** The same with outputs. */
export type GetStoragePoolOutputArgs = { [K in keyof GetStoragePoolArgs]: pulumi.Input<string> };

/** What pools must be like to be in the list; all of them by default. */
export interface StoragePoolFilters {
  /** The name: then the list has one pool or none, and LXD is asked for no other. */
  name?: string;
  driver?: string;
}

/** How much of a pool is used. */
export interface StorageResourcesResult {
  readonly usedBytes: number;
  readonly totalBytes: number;
  readonly inodesUsed: number;
  /** 0 where the filesystem has no fixed number. */
  readonly inodesTotal: number;
}

/** Which pool; in a cluster also on which member. */
export interface GetStorageResourcesArgs {
  /** The name of the pool. */
  pool: string;
  /** In a cluster: the member. */
  target?: string;
}

/** The same with outputs. */
export interface GetStorageResourcesOutputArgs {
  /** The name of the pool. */
  pool: pulumi.Input<string>;
  /** In a cluster: the member. */
  target?: pulumi.Input<string>;
}

async function find(host: LxdHost, name: string): Promise<Pool | undefined> {
  try {
    return await readPool(host.client, name);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function findOne(host: LxdHost, name: string, asking: string): Promise<Pool> {
  const pool = await find(host, name);
  if (pool === undefined) throw nothingThere(host, asking, `storage pool "${name}"`);
  return pool;
}

const onePool = ({ name }: GetStoragePoolArgs): Question<StoragePoolResult> => ({
  about: ["getStoragePool", { name }],
  ask: async (host) => toPool(await findOne(host, name, "getStoragePool")),
});

const allPools = (filters: StoragePoolFilters): Question<StoragePoolResult[]> => ({
  about: ["getStoragePools", filters],
  ask: async (host) => {
    const { name, driver } = filters;
    const pools = name === undefined ? await listPools(host.client) : [await find(host, name)];
    return pools.flatMap((pool) => (pool && (driver ?? pool.driver) === pool.driver ? [toPool(pool)] : []));
  },
});

const resourcesOf = ({ pool, target }: GetStorageResourcesArgs): Question<StorageResourcesResult> => ({
  about: ["getStorageResources", { pool, target }],
  ask: async (host) => {
    try {
      const { space, inodes } = await readPoolResources(host.client, pool, target);
      const bytes = { usedBytes: space.used ?? 0, totalBytes: space.total ?? 0 };
      return { ...bytes, inodesUsed: inodes.used ?? 0, inodesTotal: inodes.total ?? 0 };
    } catch (error) {
      // LXD answers 500 for a pool that is not there.
      await findOne(host, pool, "getStorageResources");
      throw error;
    }
  },
});

const server = (): Question<ServerResult> => ({
  about: ["getServer", {}],
  ask: async (host) => toServer(await host.server()),
});

/** Reads one storage pool, with what uses it: `GET /1.0/storage-pools/<name>`. */
export const getStoragePool = (args: GetStoragePoolArgs, opts?: pulumi.InvokeOptions): Promise<StoragePoolResult> =>
  invoke(onePool(args), opts);

/** `getStoragePool` with outputs. */
export const getStoragePoolOutput = (
  args: GetStoragePoolOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StoragePoolResult> =>
  invokeOutput<GetStoragePoolArgs, StoragePoolResult>(pulumi.output(args), onePool, opts);

/** Lists storage pools, in one request. An empty list for a name says that there is no such pool. */
export const getStoragePools = (
  filters: StoragePoolFilters = {},
  opts?: pulumi.InvokeOptions,
): Promise<StoragePoolResult[]> => invoke(allPools(filters), opts);

/** `getStoragePools` with outputs. */
export const getStoragePoolsOutput = (
  filters: pulumi.Input<StoragePoolFilters> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StoragePoolResult[]> =>
  invokeOutput<StoragePoolFilters, StoragePoolResult[]>(pulumi.output(filters), allPools, opts);

/** How much of a pool is used, in bytes and inodes: `GET /1.0/storage-pools/<name>/resources`. */
export const getStorageResources = (
  args: GetStorageResourcesArgs,
  opts?: pulumi.InvokeOptions,
): Promise<StorageResourcesResult> => invoke(resourcesOf(args), opts);

/** `getStorageResources` with outputs. */
export const getStorageResourcesOutput = (
  args: GetStorageResourcesOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StorageResourcesResult> =>
  invokeOutput<GetStorageResourcesArgs, StorageResourcesResult>(pulumi.output(args), resourcesOf, opts);

/** What the server is, and which storage drivers and API extensions it has: `GET /1.0`. */
export const getServer = (opts?: pulumi.InvokeOptions): Promise<ServerResult> => invoke(server(), opts);

/** `getServer` as an output. */
export const getServerOutput = (opts?: pulumi.InvokeOutputOptions): pulumi.Output<ServerResult> =>
  invokeOutput<object, ServerResult>(pulumi.output({}), server, opts);
