import { emptyRows, type PhysicalDevice, type Rows } from "./records";
import { type Sequences } from "./sequences";

/** A disk as it is built in, before MAAS has found it. */
export type Disk = Omit<PhysicalDevice, "id" | "type">;

/** The rows of a machine that has these disks and nothing on them. */
export function blankRows(sequences: Sequences, disks: readonly Disk[], bootDiskName: string | null): Rows {
  const rows = emptyRows();
  for (const disk of disks) {
    const device: PhysicalDevice = { ...disk, type: "physical", id: sequences.devices.next() };
    rows.devices.set(device.id, device);
    if (disk.name === bootDiskName) rows.bootDiskId = device.id;
  }
  return rows;
}
