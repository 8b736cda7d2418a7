import { type MachineView } from "../../emulator";

export type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;
export const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isRow) : []);
export const rowOf = (value: unknown): Row => (isRow(value) ? value : {});

/** The ids of everything that a machine holds, as Pulumi's state has them. */
export function objectsOf(machine: MachineView): string[] {
  const ids = (rows: readonly Row[], kind: string): string[] =>
    rows.map(({ id }) => `${machine.system_id}/${kind}/${String(id)}`);
  const partitions = rowsOf(machine["blockdevice_set"]).flatMap((disk) => rowsOf(disk["partitions"]));
  return [
    ...ids(partitions, "partition"),
    ...ids(machine.raids, "raid"),
    ...ids(machine.bcaches, "bcache"),
    ...ids(machine.cache_sets, "cache-set"),
    ...ids(machine.volume_groups, "volume-group"),
    ...ids(
      machine.volume_groups.flatMap((group) => rowsOf(group["logical_volumes"])),
      "logical-volume",
    ),
    ...rowsOf(machine["special_filesystems"]).map(
      ({ mount_point: at }) => `${machine.system_id}/special/${encodeURIComponent(String(at))}`,
    ),
  ];
}
