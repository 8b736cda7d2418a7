import { isUnknown } from "../../../pulumi/unknown";
import { type PlannedMachine } from "../planned-machine";
import { isAtStake, isTouched, type Rule } from "./rule";

/** The key of the disk that the machine boots from, by the program's word or else the server's. */
function bootDisk(machine: PlannedMachine): { key: string; name: string } | undefined {
  const chosen = machine.all.find(({ boots, about }) => boots === true && about !== undefined && !isUnknown(about));
  if (chosen !== undefined) return machine.productOf(chosen);
  const key = machine.picture?.bootDisk;
  return machine.picture?.disks.find((disk) => disk.key === key);
}

/**
 * MAAS makes a partition over the whole boot disk when it is given as a member, for a RAID on every other disk as well
 * (`models/filesystemgroup.py`), and lets nobody format it (`models/filesystem.py:clean`).
 */
export const bootDiskInParts: Rule = (mine, machine) => {
  const disk = bootDisk(machine);
  if (disk === undefined || !isTouched(mine)) return [];
  const whole = (mine.takes ?? []).filter(({ use }) => use !== "partition" && use !== "volume" && use !== "cache set");
  const problems = whole
    .filter((take) => machine.thingOf(take)?.key === disk.key)
    .map(({ property }) => ({
      property,
      reason:
        `${disk.name} is the boot disk, and MAAS would partition it by itself: declare a Partition on it ` +
        `(new maas.Partition("…", { machine, blockDevice: "${disk.name}" })) and pass that instead`,
    }));
  if (mine.filesystem === undefined || mine.about === undefined || machine.productOf(mine).key !== disk.key)
    return problems;
  const reason = `${disk.name} is the boot disk, and MAAS puts no filesystem on it: declare a Partition on it, with the filesystem`;
  return [...problems, { property: "filesystem", reason }];
};

/** A machine has one boot disk. */
export const oneBootDisk: Rule = (mine, machine) => {
  if (mine.boots !== true) return [];
  const others = machine.othersThan(mine).filter((other) => other.boots === true && isAtStake(mine, other));
  return others.map((other) => ({
    property: "bootDisk",
    reason: `${other.label} is the boot disk: a machine has one`,
  }));
};
