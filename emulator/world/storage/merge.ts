import { copyRows, type Filesystem, type Rows } from "./records";

/** Two transactions that cannot both be committed: the later one is run again, as PostgreSQL makes MAAS do. */
export class SerializationFailure extends Error {}

/**
 * Commits what a request made of `base` on top of what others have committed since. Only rows that both changed, and the
 * database's own constraints, collide: everything else that was checked on the old rows stays unseen, which is how two first
 * partitions make two partition tables (section 11 of the API's isolation: REPEATABLE READ).
 */
export function mergeRows(base: Rows, mine: Rows, theirs: Rows): Rows {
  if (base === theirs) return mine;
  const merged = copyRows(theirs);
  mergeTable(base.devices, mine.devices, merged.devices);
  mergeTable(base.tables, mine.tables, merged.tables);
  mergeTable(base.partitions, mine.partitions, merged.partitions);
  mergeTable(base.groups, mine.groups, merged.groups);
  mergeTable(base.filesystems, mine.filesystems, merged.filesystems);
  if (mine.bootDiskId !== base.bootDiskId) merged.bootDiskId = mine.bootDiskId;
  checkConstraints(merged);
  return merged;
}

function mergeTable<T>(base: Map<number, T>, mine: Map<number, T>, merged: Map<number, T>): void {
  for (const id of new Set([...base.keys(), ...mine.keys()])) {
    const row = mine.get(id);
    if (row === base.get(id)) continue;
    if (merged.get(id) !== base.get(id)) throw new SerializationFailure(`row ${id} was changed by both`);
    merged.delete(id);
    if (row !== undefined) merged.set(id, row);
  }
}

/** The unique indexes and foreign keys that the schema has; it has none on partition tables or mount points. */
function checkConstraints(rows: Rows): void {
  const filesystems = [...rows.filesystems.values()];
  unique([...rows.devices.values()].map(({ name }) => name));
  unique([...rows.partitions.values()].map(({ tableId, index }) => `${tableId} ${index}`));
  unique(filesystems.flatMap(({ deviceId, acquired }) => (deviceId === null ? [] : [`${deviceId} ${acquired}`])));
  unique(
    filesystems.flatMap(({ partitionId, acquired }) => (partitionId === null ? [] : [`${partitionId} ${acquired}`])),
  );
  for (const { tableId } of rows.partitions.values()) exists(rows.tables, tableId);
  for (const { deviceId } of rows.tables.values()) exists(rows.devices, deviceId);
  for (const device of rows.devices.values()) if (device.type === "virtual") exists(rows.groups, device.groupId);
  for (const filesystem of filesystems) filesystemReferences(rows, filesystem);
}

function filesystemReferences(rows: Rows, { deviceId, partitionId, groupId }: Filesystem): void {
  exists(rows.devices, deviceId);
  exists(rows.partitions, partitionId);
  exists(rows.groups, groupId);
}

function unique(values: readonly string[]): void {
  if (new Set(values).size < values.length) throw new SerializationFailure("duplicate key");
}

function exists(table: ReadonlyMap<number, unknown>, id: number | null): void {
  if (id !== null && !table.has(id)) throw new SerializationFailure(`row ${id} is gone`);
}
