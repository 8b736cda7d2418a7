import { Handler } from "./pulumi/handler";
import { type DynamicProvider } from "./pulumi/protocol";
import { lxdConnection } from "./lxd/connection";
import { storagePool } from "./lxd/kinds/storage-pool";
import { storageVolume } from "./lxd/kinds/storage-volume";
import { storageVolumeSnapshot } from "./lxd/kinds/storage-volume-snapshot";
import { maasConnection } from "./maas/connection";
import { bcache } from "./maas/kinds/bcache";
import { bcacheCacheSet } from "./maas/kinds/bcache-cache-set";
import { logicalVolume } from "./maas/kinds/logical-volume";
import { partition } from "./maas/kinds/partition";
import { raid } from "./maas/kinds/raid";
import { storageLayout } from "./maas/kinds/storage-layout";
import { volumeGroup } from "./maas/kinds/volume-group";

/*
 * The registry. `pulumi-maas/provider` and these names are asked for by the state of every stack that was ever made with
 * pulumi-maas, for refresh and destroy, with whatever version is installed then: they stay.
 */
export const Raid: DynamicProvider = new Handler(raid, maasConnection());
export const Bcache: DynamicProvider = new Handler(bcache, maasConnection());
export const BcacheCacheSet: DynamicProvider = new Handler(bcacheCacheSet, maasConnection());
export const Partition: DynamicProvider = new Handler(partition, maasConnection());
export const StorageLayout: DynamicProvider = new Handler(storageLayout, maasConnection());
export const VolumeGroup: DynamicProvider = new Handler(volumeGroup, maasConnection());
export const LogicalVolume: DynamicProvider = new Handler(logicalVolume, maasConnection());
export const LxdStoragePool: DynamicProvider = new Handler(storagePool, lxdConnection());
export const LxdStorageVolume: DynamicProvider = new Handler(storageVolume, lxdConnection());
export const LxdStorageVolumeSnapshot: DynamicProvider = new Handler(storageVolumeSnapshot, lxdConnection());
