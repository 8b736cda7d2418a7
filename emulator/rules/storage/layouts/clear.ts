import { type Storage } from "../../../world/storage/storage";
import { deleteGroup } from "../group";

/**
 * Takes everything away but the physical devices: their partitions and filesystems, special filesystems, and every group that
 * has a virtual device. A volume group without logical volumes only loses its members (Node._clear_full_storage_configuration).
 */
export function clearStorage(storage: Storage): void {
  const { rows } = storage;
  for (const device of storage.devices().filter(({ type }) => type === "physical")) {
    for (const partition of storage.partitionsOn(device.id)) {
      for (const { id } of storage.filesystemsOn(partition)) rows.filesystems.delete(id);
      rows.partitions.delete(partition.id);
    }
    for (const table of storage.tablesOf(device.id)) rows.tables.delete(table.id);
    for (const { id } of storage.filesystemsOn(device)) rows.filesystems.delete(id);
  }
  for (const { id, deviceId, partitionId } of [...rows.filesystems.values()]) {
    if (deviceId === null && partitionId === null) rows.filesystems.delete(id);
  }
  const virtual = storage.devices().flatMap((device) => (device.type === "virtual" ? [device] : []));
  for (const { groupId } of virtual.reverse()) {
    const group = rows.groups.get(groupId);
    if (group !== undefined) deleteGroup(storage, group, { force: true });
  }
}
