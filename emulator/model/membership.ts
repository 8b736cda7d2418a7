import { modelError } from "../errors";
import { newFilesystem } from "../rules/filesystems";
import { bootDisk } from "../rules/names";
import { type Device, type Disk, type Group, type Machine, newUuid, type World } from "../world";
import { addPartition } from "./partitions";

/** Minimums of active devices. `models/filesystemgroup.py: FilesystemGroup.clean` */
const MINIMUMS: Readonly<Record<string, { least: number; text: string }>> = {
  "raid-0": { least: 2, text: "RAID level 0 must have at least 2 raid devices and no spares." },
  "raid-1": { least: 2, text: "RAID level 1 must have at least 2 raid devices and any number of spares." },
  "raid-5": { least: 3, text: "RAID level 5 must have at least 3 raid devices and any number of spares." },
  "raid-6": { least: 4, text: "RAID level 6 must have at least 4 raid devices and any number of spares." },
  "raid-10": { least: 3, text: "RAID level 10 must have at least 3 raid devices and any number of spares." },
};

/** What is wrong with the number of members; undefined when nothing is. */
export function memberProblem(level: string, active: number, spares: number): string | undefined {
  const rule = MINIMUMS[level];
  if (rule === undefined) return undefined;
  return active < rule.least || (level === "raid-0" && spares > 0) ? rule.text : undefined;
}

/** The boot disk is never a member as a whole: it gets a partition over all of it. */
export function wholePartition(world: World, machine: Machine, disk: Disk): Device {
  return addPartition(world, machine, disk, {});
}

export const isBootDisk = (machine: Machine, device: Device): boolean => bootDisk(machine.storage) === device;

/** For everything but RAIDs: only the boot disk itself is partitioned. */
export const asMember = (world: World, machine: Machine, device: Device): Device =>
  device.kind === "disk" && isBootDisk(machine, device) ? wholePartition(world, machine, device) : device;

/** Membership is a filesystem of its own on the device. */
export function join(device: Device, fstype: string, group: Group): void {
  if (device.filesystem !== null) {
    const word = device.kind === "disk" ? "Block device" : "Partition";
    throw modelError({ __all__: [`Filesystem with this ${word} and Acquired already exists.`] });
  }
  device.filesystem = { ...newFilesystem(fstype, newUuid(), null), group };
}

export function leave(device: Device): void {
  device.filesystem = null;
}
