import { type BlockDevice, type CacheMode, type FilesystemGroup, type Partition } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { addMember, createGroup } from "./group";
import { memberFor } from "./partition-table";
import { saveGroup } from "./save";

/** Makes a bcache; of the boot disk, its one partition is the backing (CreateBcacheForm.save, BcacheManager.create_bcache). */
export function createBcache(
  storage: Storage,
  fields: {
    readonly name: string;
    readonly uuid?: string | undefined;
    readonly cacheSetId: number;
    readonly cacheMode: CacheMode;
  },
  backing: BlockDevice | Partition,
): FilesystemGroup {
  const holder = backing.type === "partition" ? backing : memberFor(storage, backing);
  const { uuid, ...rest } = fields;
  const bcache = createGroup(storage, { type: "bcache", ...rest, ...(uuid === undefined ? {} : { uuid }) });
  addMember(storage, bcache, holder, "bcache-backing");
  saveGroup(storage, bcache);
  return bcache;
}

/** Changes what is given; a new backing frees the former one (UpdateBcacheForm.save). */
export function updateBcache(
  storage: Storage,
  bcache: FilesystemGroup,
  changes: Partial<Pick<FilesystemGroup, "name" | "uuid" | "cacheMode" | "cacheSetId">>,
  backing: BlockDevice | Partition | undefined,
): FilesystemGroup {
  if (backing !== undefined) {
    for (const { id } of storage.members(bcache.id)) storage.rows.filesystems.delete(id);
    const holder = backing.type === "partition" ? backing : memberFor(storage, backing);
    addMember(storage, bcache, holder, "bcache-backing");
  }
  const updated = { ...bcache, ...changes };
  saveGroup(storage, updated);
  return updated;
}
