export { Bcache, type BcacheArgs } from "./bcache";
export { BcacheCacheSet, type BcacheCacheSetArgs } from "./bcache-cache-set";
export { BlockDevice, type BlockDeviceArgs, type NewBlockDeviceArgs } from "./block-device";
export { type GroupResult, LogicalVolume, type LogicalVolumeArgs, type VolumeGroupInput } from "./logical-volume";
export { Deployment, type DeploymentArgs, type DeploymentInterface, type ReleaseArgs } from "./deployment";
export { type CommissionArgs, Machine, type MachineArgs } from "./machine";
export { Partition, type PartitionArgs } from "./partition";
export { Raid, type RaidArgs } from "./raid";
export { type DeviceInput, type DeviceResource, type DeviceResult, type MachineInput } from "./references";
export { SpecialFilesystem, type SpecialFilesystemArgs } from "./special-filesystem";
export { StorageLayout, type StorageLayoutArgs, type StorageLayoutName } from "./storage-layout";
export { Tag, type TagArgs } from "./tag";
export {
  CacheMode,
  type DeviceRecord,
  type FilesystemArgs,
  type FilesystemState,
  FilesystemType,
  RaidLevel,
} from "./types";
export {
  type ControllerResult,
  type GetControllerArgs,
  type GetControllerOutputArgs,
  getRackController,
  getRackControllerOutput,
  getRackControllers,
  getRackControllersOutput,
  getRegionController,
  getRegionControllerOutput,
  getRegionControllers,
  getRegionControllersOutput,
  type ServiceResult,
} from "./controllers";
export {
  type EventLevel,
  type EventResult,
  getEvents,
  type GetEventsArgs,
  getEventsOutput,
  type GetEventsOutputArgs,
} from "./events";
export { type MachineFilters, type NodeFilters, type PowerState } from "./machine-filters";
export { type MachineStatus } from "./machine-status";
export {
  type BcacheResult,
  type CacheSetResult,
  type DiskResult,
  type FilesystemResult,
  type LogicalVolumeResult,
  type MachineResult,
  type MachineWithPower,
  type PartitionResult,
  type PowerParameters,
  type RaidResult,
  type VolumeGroupResult,
} from "./machine-result";
export {
  getMachine,
  type GetMachineArgs,
  getMachineOutput,
  type GetMachineOutputArgs,
  getMachines,
  getMachinesOutput,
} from "./machines";
export { type InterfaceResult, type NodeResult } from "./node-result";
export { Provider, type ProviderArgs } from "./provider";
export { type DiskSelection, selectDisks } from "./select-disks";
export { VolumeGroup, type VolumeGroupArgs } from "./volume-group";
export {
  getVmHost,
  type GetVmHostArgs,
  getVmHostOutput,
  type GetVmHostOutputArgs,
  getVmHosts,
  getVmHostsOutput,
  type VmHostResources,
  type VmHostResult,
  VmHostsRemovedError,
  type VmHostStoragePoolResult,
  type VmHostWithPower,
} from "./vm-hosts";
