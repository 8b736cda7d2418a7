import { type Choices } from "../../wire/form";
import { type BlockDevice, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { partitionName } from "./names";

/** Devices without a filesystem of any kind and without a partition table; virtual ones too (get_free_block_devices_for_node). */
export function freeDevices(storage: Storage): BlockDevice[] {
  return storage
    .devices()
    .filter((device) => storage.filesystemsOn(device).length === 0 && storage.tableOf(device.id) === undefined);
}

/** Partitions without a filesystem of any kind (get_free_partitions_for_node). */
export function freePartitions(storage: Storage): Partition[] {
  return [...storage.rows.partitions.values()].filter((partition) => storage.filesystemsOn(partition).length === 0);
}

/** How form fields name devices: by id, or by raw name. */
export function deviceChoices(devices: readonly BlockDevice[]): Choices<BlockDevice> {
  return new Map(devices.flatMap((device) => [[device.name, device] as const, [String(device.id), device] as const]));
}

export function partitionChoices(storage: Storage, partitions: readonly Partition[]): Choices<Partition> {
  return new Map(
    partitions.flatMap((partition) => [
      [partitionName(storage, partition), partition] as const,
      [String(partition.id), partition] as const,
    ]),
  );
}
