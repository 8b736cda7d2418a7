export { type ConfigInput } from "./config-input";
export { connectionOf, type WithPowerParameters } from "./connection-of";
export {
  type GetStoragePoolArgs,
  type GetStoragePoolOutputArgs,
  type GetStorageResourcesArgs,
  type GetStorageResourcesOutputArgs,
  getServer,
  getServerOutput,
  getStoragePool,
  getStoragePoolOutput,
  getStoragePools,
  getStoragePoolsOutput,
  getStorageResources,
  getStorageResourcesOutput,
  type StoragePoolFilters,
  type StorageResourcesResult,
} from "./pools";
export { Provider, type ProviderArgs } from "./provider";
export { type PoolInput, type VolumeInput, type VolumeNames } from "./references";
export {
  type ServerResult,
  type StorageDriverResult,
  type StoragePoolResult,
  type StorageVolumeResult,
} from "./results";
export { StoragePool, type StoragePoolArgs } from "./storage-pool";
export { StorageVolume, type StorageVolumeArgs } from "./storage-volume";
export { StorageVolumeSnapshot, type StorageVolumeSnapshotArgs } from "./storage-volume-snapshot";
export {
  type GetStorageVolumeArgs,
  type GetStorageVolumeOutputArgs,
  getStorageVolume,
  getStorageVolumeOutput,
  getStorageVolumes,
  getStorageVolumesOutput,
  type StorageVolumeFilters,
  type StorageVolumeType,
} from "./volumes";
