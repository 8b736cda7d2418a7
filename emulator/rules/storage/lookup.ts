import { asId } from "../../wire/python";
import { type BlockDevice, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";

/** By id, or by raw name: a logical volume is `lv0` here, not `vg0-lv0` (BlockDeviceManager.get_block_device_or_404). */
export function findDevice(storage: Storage, key: string): BlockDevice | undefined {
  const id = asId(key);
  if (id !== undefined) return storage.rows.devices.get(id);
  return storage.devices().find((device) => device.name === key);
}

/** By id, or by `<device>-part<index>`, on any device of the machine (PartitionManager.get_partition_by_id_or_name). */
export function findPartition(storage: Storage, key: string): Partition | undefined {
  const id = asId(key);
  if (id !== undefined) return storage.rows.partitions.get(id);
  const split = key.indexOf("-part");
  const index = split < 0 ? undefined : asId(key.slice(split + "-part".length));
  const device = storage.devices().find(({ name }) => name === key.slice(0, split));
  if (index === undefined || device === undefined) return undefined;
  return storage.partitionsOn(device.id).find((partition) => partition.index === index);
}

/** By id or by `cache<N>`, with N as any number is read; a cache set that lost its device cannot be found (CacheSetManager). */
export function findCacheSet(storage: Storage, key: string): number | undefined {
  const [known, id] = [storage.cacheSetIds(), asId(key)];
  if (id !== undefined) return known.find((cacheSetId) => cacheSetId === id);
  const [, number = "", more] = key.split("cache");
  const position = more === undefined ? asId(number) : undefined;
  return position === undefined ? undefined : known[position];
}
