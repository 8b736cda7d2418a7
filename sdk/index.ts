export { Bcache, type BcacheArgs } from "./bcache";
export { BcacheCacheSet, type BcacheCacheSetArgs } from "./bcache-cache-set";
export { Partition, type PartitionArgs } from "./partition";
export { Raid, type RaidArgs } from "./raid";
export { type DeviceInput, type DeviceResource, type DeviceResult, type MachineInput } from "./references";
export { StorageLayout, type StorageLayoutArgs, type StorageLayoutName } from "./storage-layout";
export {
  CacheMode,
  type DeviceRecord,
  type FilesystemArgs,
  type FilesystemState,
  FilesystemType,
  RaidLevel,
} from "./types";
