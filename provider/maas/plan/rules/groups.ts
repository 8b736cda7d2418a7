import { ALIGNMENT } from "../../../size";
import { bytesOf } from "../sizes";
import { isTouched, type Rule } from "./rule";

/** MAAS makes no RAID of less than 4 MiB (`models/blockdevice.py`), and no volume group without an extent. */
export const bigEnough: Rule = (mine, machine) => {
  if (!isTouched(mine) || (mine.makes !== "raid" && mine.makes !== "volume group")) return [];
  const bytes = bytesOf(machine.productOf(mine), machine);
  if (bytes === undefined || bytes >= ALIGNMENT) return [];
  return [
    {
      property: "devices",
      reason: `they are too small: what they make has ${Math.max(bytes, 0)} bytes, and MAAS wants 4 MiB at least`,
    },
  ];
};

/** A group can be no smaller than its logical volumes (`forms:UpdateVolumeGroupForm`). */
export const holdsItsVolumes: Rule = (mine, machine) => {
  if (mine.makes !== "volume group" || !mine.isChanged || mine.isNew) return [];
  const bytes = bytesOf(machine.productOf(mine), machine);
  const used = (machine.productOf(mine).container?.volumes ?? []).filter((one) => machine.isForeign(one, mine));
  const sum = used.reduce((total, volume) => total + volume.bytes, 0);
  if (bytes === undefined || sum <= bytes) return [];
  return [
    {
      property: "devices",
      reason: `they make ${bytes} bytes, and its logical volumes ${used.map(({ name }) => name).join(", ")} have ${sum}`,
    },
  ];
};

/** Where partitions and bcaches cannot be made (`models/partitiontable.py:clean`, `models/filesystemgroup.py:Bcache`). */
export const suits: Rule = (mine, machine) =>
  (mine.takes ?? []).flatMap((take) => {
    const thing = machine.thingOf(take);
    if (thing === undefined || !isTouched(mine)) return [];
    const type = thing.planned?.about === undefined ? (thing.planned?.makes ?? thing.found?.type) : thing.found?.type;
    const reason = type === undefined ? undefined : UNSUITED[take.use]?.[type];
    return reason === undefined ? [] : [{ property: take.property, reason: `${reason} (${thing.name})` }];
  });

const UNSUITED: Readonly<Partial<Record<string, Readonly<Partial<Record<string, string>>>>>> = {
  partition: {
    partition: "MAAS partitions no partition: give the disk",
    volume: "MAAS partitions no logical volume: make one for each part",
    bcache: "MAAS partitions no bcache: put the filesystem on it directly",
  },
  backing: { volume: "MAAS takes no logical volume as a backing device: give a disk, a partition or a RAID" },
};

/** A device that is made of itself. */
export const notOfItself: Rule = (mine, machine) =>
  (mine.takes ?? [])
    .filter((take) => machine.thingOf(take)?.key === machine.productOf(mine).key && mine.about === undefined)
    .map(({ property }) => ({ property, reason: `${mine.label} cannot be made of itself` }));
