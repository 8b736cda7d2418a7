import { type Filesystem, type Holder } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { badRequest } from "../../wire/reply";
import { isBootDisk } from "./boot-disk";
import { effectiveFilesystem, isMountable, isMounted, isSpecial, usesMountPoint } from "./filesystem-kinds";
import { groupWord } from "./group-kinds";
import { ModelCheck } from "./model-check";

const ON_BOOT_DISK =
  "Cannot place filesystem directly on the boot disk. Create a partition on the boot disk first and then format the partition.";

/** Puts a filesystem into the storage if it is valid there (models/filesystem.py: clean, save). */
export function saveFilesystem(storage: Storage, given: Filesystem): Filesystem {
  const filesystem = given.mountPoint !== null && !usesMountPoint(given) ? { ...given, mountPoint: "none" } : given;
  const check = new ModelCheck();
  check.maxLength("label", filesystem.label, 255);
  check.maxLength("mount_point", filesystem.mountPoint, 255);
  check.maxLength("mount_options", filesystem.mountOptions, 255);
  const problem = placementProblem(storage, filesystem);
  if (problem !== undefined) check.addForModel(problem);
  checkUnique(storage, filesystem, check);
  check.raise();
  storage.rows.filesystems.set(filesystem.id, filesystem);
  return filesystem;
}

/** The first rule that a filesystem breaks where it is; MAAS stops at the first as well. */
function placementProblem(storage: Storage, filesystem: Filesystem): string | undefined {
  if (filesystem.partitionId !== null && filesystem.deviceId !== null) {
    return "Only one of partition, block device can be specified.";
  }
  if (filesystem.deviceId !== null && isBootDisk(storage, filesystem.deviceId)) return ON_BOOT_DISK;
  if (isSpecial(filesystem) && !isMounted(filesystem)) return "Virtual filesystems must be mounted.";
  if (isMounted(filesystem) && usesMountPoint(filesystem) && isMountPointTaken(storage, filesystem)) {
    return `Another filesystem is already mounted at ${filesystem.mountPoint}.`;
  }
  return undefined;
}

function isMountPointTaken(storage: Storage, { id, mountPoint, acquired }: Filesystem): boolean {
  return [...storage.rows.filesystems.values()].some(
    (other) => other.id !== id && other.mountPoint === mountPoint && other.acquired === acquired,
  );
}

/** A device and a partition have one filesystem of each sort: the layout's, and the acquired copy. */
function checkUnique(storage: Storage, filesystem: Filesystem, check: ModelCheck): void {
  for (const [key, word] of [
    ["partitionId", "Partition"],
    ["deviceId", "Block device"],
  ] as const) {
    if (filesystem[key] === null) continue;
    const isTaken = [...storage.rows.filesystems.values()].some(
      (other) => other.id !== filesystem.id && other[key] === filesystem[key] && other.acquired === filesystem.acquired,
    );
    if (isTaken) check.addUnlessWrong(`Filesystem with this ${word} and Acquired already exists.`);
  }
}

/** A new filesystem on `holder`, or a special one without a holder; the rest as given. */
export function createFilesystem(
  storage: Storage,
  holder: Holder | undefined,
  fields: Partial<Omit<Filesystem, "id" | "deviceId" | "partitionId">> & { readonly fstype: string },
): Filesystem {
  return saveFilesystem(storage, {
    label: null,
    mountPoint: null,
    mountOptions: null,
    groupId: null,
    cacheSetId: null,
    acquired: false,
    ...fields,
    uuid: fields.uuid ?? storage.mint.uuid(),
    id: storage.mint.sequences.filesystems.next(),
    deviceId: holder === undefined || holder.type === "partition" ? null : holder.id,
    partitionId: holder?.type === "partition" ? holder.id : null,
  });
}

function wordOf(holder: Holder): string {
  return holder.type === "partition" ? "partition" : "block device";
}

function requireFormatted(storage: Storage, holder: Holder): Filesystem {
  const filesystem = effectiveFilesystem(storage, holder);
  if (filesystem !== undefined) return filesystem;
  throw badRequest(holder.type === "partition" ? "Partition is not formatted." : "Block device is not formatted.");
}

/**
 * Replaces the filesystem, mounted or not; a membership refuses. An allocated machine is asked for its acquired copy alone,
 * so that a membership does not refuse there (forms: FormatBlockDeviceForm.save, FormatPartitionForm.save).
 */
export function format(
  storage: Storage,
  holder: Holder,
  fields: { readonly fstype: string; readonly uuid: string | undefined; readonly label: string },
): void {
  const acquired = storage.showsAcquired;
  const former = storage.filesystemsOn(holder).find((filesystem) => filesystem.acquired === acquired);
  if (former !== undefined && !isMountable(former)) {
    throw badRequest(`Cannot format a ${wordOf(holder)} that has a filesystem type of ${former.fstype}.`);
  }
  if (former !== undefined) storage.rows.filesystems.delete(former.id);
  const { uuid, ...rest } = fields;
  createFilesystem(storage, holder, { ...rest, ...(uuid === undefined ? {} : { uuid }), acquired });
}

/** The device of a cache set is not protected: only groups are asked (api/blockdevices.py, api/partitions.py). */
export function unformat(storage: Storage, holder: Holder): void {
  const filesystem = requireFormatted(storage, holder);
  const [word, group] = [wordOf(holder), storage.groupOf(filesystem)];
  if (isMounted(filesystem)) {
    throw badRequest(
      `Filesystem is mounted and cannot be unformatted. Unmount the filesystem before unformatting the ${word}.`,
    );
  }
  if (group !== undefined) {
    const owner = groupWord(group.type);
    throw badRequest(
      `Filesystem is part of a ${owner}, and cannot be unformatted. Remove ${word} from ${owner} before unformatting the ${word}.`,
    );
  }
  storage.rows.filesystems.delete(filesystem.id);
}

export function unmount(storage: Storage, holder: Holder): void {
  const filesystem = requireFormatted(storage, holder);
  if (!isMounted(filesystem)) throw badRequest("Filesystem is already unmounted.");
  saveFilesystem(storage, { ...filesystem, mountPoint: null, mountOptions: null });
}
