import { modelError } from "../errors";
import { isNameTaken } from "../rules/names";
import { ALIGNMENT, raidSize } from "../rules/sizes";
import {
  type Disk,
  type Group,
  type Machine,
  membersOf,
  newUuid,
  type Storage,
  virtualDiskOf,
  type World,
} from "../world";

/** What the disk of a RAID or a bcache has: recomputed on each save of the group or of anything below it. */
function groupSize(storage: Storage, group: Group): number {
  const sizes = (fstype?: string): number[] => membersOf(storage, group, fstype).map((device) => device.size);
  if (group.kind === "bcache") return sizes()[0] ?? 0;
  return Math.floor(raidSize(group.level ?? "", sizes("raid"), sizes("raid-spare")));
}

function groupBlockSize(storage: Storage, group: Group): number {
  if (group.kind === "raid") return 512;
  const [backing] = membersOf(storage, group);
  const disk = backing?.kind === "partition" ? backing.disk : backing;
  return disk?.blockSize ?? 512;
}

export function newVirtualDisk(world: World, group: Group, name: string, uuid: string): Disk {
  return {
    kind: "disk",
    id: world.nextId("disk"),
    type: "virtual",
    name,
    uuid,
    model: null,
    serial: null,
    idPath: null,
    size: 0,
    blockSize: 512,
    tags: [],
    firmwareVersion: null,
    numaNode: null,
    tables: [],
    filesystem: null,
    group,
  };
}

/** Saves the disk of a RAID or bcache after the group was made or changed. `models/filesystemgroup.py: save` */
export function saveVirtualDisk(world: World, machine: Machine, group: Group): Disk {
  const { storage } = machine;
  const known = virtualDiskOf(storage, group);
  if (isNameTaken(storage, group.name, known)) {
    throw modelError({ __all__: ["Block device with this Node config and Name already exists."] });
  }
  const size = groupSize(storage, group);
  if (size < ALIGNMENT) throw modelError({ size: [`Ensure this value is greater than or equal to ${ALIGNMENT}.`] });
  const disk = known ?? newVirtualDisk(world, group, group.name, newUuid());
  if (known === undefined) storage.disks.push(disk);
  refreshVirtualDisks(machine);
  return disk;
}

/** A changed disk changes what stands on it, whatever the depth. `models/signals/blockdevice.py` */
export function refreshVirtualDisks(machine: Machine): void {
  const { storage } = machine;
  const groups = storage.groups.filter((group) => group.kind !== "volume-group");
  for (let depth = 0; depth <= groups.length; depth += 1) {
    let changed = false;
    for (const group of groups) {
      const disk = virtualDiskOf(storage, group);
      if (disk === undefined) continue;
      const size = groupSize(storage, group);
      changed ||= disk.size !== size;
      disk.size = size;
      disk.name = group.name;
      disk.blockSize = groupBlockSize(storage, group);
    }
    if (!changed) return;
  }
}
