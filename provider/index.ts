import { Connection } from "./connection";
import { Handler } from "./handler";
import { bcache } from "./resources/bcache";
import { bcacheCacheSet } from "./resources/bcache-cache-set";
import { partition } from "./resources/partition";
import { raid } from "./resources/raid";
import { storageLayout } from "./resources/storage-layout";

/*
 * The registry. `pulumi-maas/provider` and these names are asked for by the state of every stack that was ever made with
 * pulumi-maas, for refresh and destroy, with whatever version is installed then: they stay.
 */
export const Raid = new Handler(raid, new Connection());
export const Bcache = new Handler(bcache, new Connection());
export const BcacheCacheSet = new Handler(bcacheCacheSet, new Connection());
export const Partition = new Handler(partition, new Connection());
export const StorageLayout = new Handler(storageLayout, new Connection());
