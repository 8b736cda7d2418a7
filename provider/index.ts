import { lxdConnection } from "./lxd/connection";
import { type LxdHost } from "./lxd/host";
import { storagePool } from "./lxd/kinds/storage-pool";
import { storageVolume } from "./lxd/kinds/storage-volume";
import { storageVolumeSnapshot } from "./lxd/kinds/storage-volume-snapshot";
import { maasConnection } from "./maas/connection";
import { bcache } from "./maas/kinds/bcache";
import { bcacheCacheSet } from "./maas/kinds/bcache-cache-set";
import { blockDevice } from "./maas/kinds/block-device";
import { deployment } from "./maas/kinds/deployment";
import { logicalVolume } from "./maas/kinds/logical-volume";
import { machine } from "./maas/kinds/machine";
import { partition } from "./maas/kinds/partition";
import { raid } from "./maas/kinds/raid";
import { specialFilesystem } from "./maas/kinds/special-filesystem";
import { tag } from "./maas/kinds/tag";
import { storageLayout } from "./maas/kinds/storage-layout";
import { volumeGroup } from "./maas/kinds/volume-group";
import { type Run } from "./maas/run";
import { Handler } from "./pulumi/handler";
import { type ResourceKind } from "./pulumi/kind";
import { type DynamicProvider } from "./pulumi/protocol";

const onMaas = <I extends object>(kind: ResourceKind<I, Run>): DynamicProvider => new Handler(kind, maasConnection());
const onLxd = <I extends object>(kind: ResourceKind<I, LxdHost>): DynamicProvider => new Handler(kind, lxdConnection());

/*
 * `pulumi-maas/provider` and these names are asked for by the state of every stack that was ever made with pulumi-maas,
 * for refresh and destroy, with whatever version is installed then: they stay.
 */
export const Raid = onMaas(raid);
export const Bcache = onMaas(bcache);
export const BcacheCacheSet = onMaas(bcacheCacheSet);
export const Partition = onMaas(partition);
export const StorageLayout = onMaas(storageLayout);
export const VolumeGroup = onMaas(volumeGroup);
export const LogicalVolume = onMaas(logicalVolume);
export const BlockDevice = onMaas(blockDevice);
export const SpecialFilesystem = onMaas(specialFilesystem);
export const Tag = onMaas(tag);
export const Deployment = onMaas(deployment);
export const Machine = onMaas(machine);
export const LxdStoragePool = onLxd(storagePool);
export const LxdStorageVolume = onLxd(storageVolume);
export const LxdStorageVolumeSnapshot = onLxd(storageVolumeSnapshot);
