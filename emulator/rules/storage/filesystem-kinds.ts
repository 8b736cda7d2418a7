import { FORMAT_TYPES, SPECIAL_FORMAT_TYPES } from "../../world/constants";
import { type Filesystem, type Holder } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";

const formatTypes: ReadonlySet<string> = new Set(FORMAT_TYPES);
const specialTypes: ReadonlySet<string> = new Set(SPECIAL_FORMAT_TYPES);

/** One that a user made with `format`; the others are memberships (models/filesystem.py: is_mountable). */
export function isMountable({ fstype }: Filesystem): boolean {
  return formatTypes.has(fstype);
}

/**
 * Swap is switched on, not mounted: its mount point is the word `none`. Everything else has one, memberships too, so that the
 * device of a cache set can be mounted (models/filesystem.py: uses_mount_point).
 */
export function usesMountPoint({ fstype }: Filesystem): boolean {
  return fstype !== "swap";
}

export function isSpecial({ fstype }: Filesystem): boolean {
  return specialTypes.has(fstype);
}

export function isMounted({ mountPoint }: Filesystem): boolean {
  return mountPoint !== null;
}

/**
 * The filesystem that is shown and edited: on an allocated machine the acquired copy, else a membership; otherwise the one
 * that is not acquired (utils/storage.py: get_effective_filesystem).
 */
export function effectiveFilesystem(storage: Storage, holder: Holder): Filesystem | undefined {
  const filesystems = storage.filesystemsOn(holder);
  if (!storage.showsAcquired) return filesystems.find(({ acquired }) => !acquired);
  return filesystems.find(({ acquired }) => acquired) ?? filesystems.find((filesystem) => !isMountable(filesystem));
}
