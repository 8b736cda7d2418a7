import { type Filesystem } from "../api/filesystems";
import { OBJECT_TYPES } from "../objects";

/** Filesystem rows of these types say that the device belongs to a group (`models/filesystem.py`). */
const MEMBERSHIPS: ReadonlySet<string> = new Set([
  ...OBJECT_TYPES.flatMap((type) => [...type.memberships]),
  "lvm-pv",
  "vmfs6",
]);

export const isMembership = (filesystem: Filesystem | null): boolean =>
  filesystem !== null && MEMBERSHIPS.has(filesystem.fstype);
