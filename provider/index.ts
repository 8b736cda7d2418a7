import { Connection } from "./connection";
import { type DynamicProvider } from "./dynamic-provider";
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
export const Raid: DynamicProvider = new Handler(raid, new Connection());
export const Bcache: DynamicProvider = new Handler(bcache, new Connection());
export const BcacheCacheSet: DynamicProvider = new Handler(bcacheCacheSet, new Connection());
export const Partition: DynamicProvider = new Handler(partition, new Connection());
export const StorageLayout: DynamicProvider = new Handler(storageLayout, new Connection());
