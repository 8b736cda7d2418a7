import { type BlockDevice, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";

/** A logical volume is shown with its volume group in front (models/virtualblockdevice.py: get_name). */
export function deviceName(storage: Storage, device: BlockDevice): string {
  if (device.type === "physical") return device.name;
  const group = storage.groupBehind(device);
  return group.type === "lvm-vg" ? `${group.name}-${device.name}` : device.name;
}

export function partitionName(storage: Storage, partition: Partition): string {
  return `${deviceName(storage, storage.deviceOf(partition))}-part${partition.index}`;
}

/** The path is one that curtin makes persistent at deployment (models/blockdevice.py: path). */
export function devicePath(name: string): string {
  return `/dev/disk/by-dname/${name}`;
}

/** Cache sets have no names of their own: the name is the position among the machine's, by id (models/cacheset.py). */
export function cacheSetName(storage: Storage, cacheSetId: number): string {
  return `cache${storage.cacheSetIds().indexOf(cacheSetId)}`;
}
