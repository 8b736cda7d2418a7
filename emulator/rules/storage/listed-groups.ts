import { type FilesystemGroup, type GroupType } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";

/**
 * The groups that lists show: those with a member, or with a cache device, on the machine. One that lost all of that is still
 * there, and shown by nobody (BaseFilesystemGroupManager.filter_by_node).
 */
export function listedGroups(storage: Storage, isWanted: (type: GroupType) => boolean): FilesystemGroup[] {
  return [...storage.rows.groups.values()]
    .filter(({ type }) => isWanted(type))
    .filter(
      ({ id, cacheSetId }) =>
        storage.members(id).length > 0 || (cacheSetId !== null && storage.cacheSetFilesystem(cacheSetId) !== undefined),
    )
    .sort((a, b) => a.id - b.id);
}
