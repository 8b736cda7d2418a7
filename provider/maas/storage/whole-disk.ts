import { type BlockDevice } from "../api/block-devices";
import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type DeclaredFilesystem, isMembership, syncFilesystem } from "./filesystem";
import { requireFree } from "./holder";
import { type CommonInputs, type Scope } from "./kind";

export const NOT_ON_BOOT_DISK = "MAAS puts no filesystem on it. Declare a Partition on it, with the filesystem";

export const asDisk = (member: Member, disk: BlockDevice): BlockDevice =>
  isPartition(member) || !("partitions" in member) ? disk : member;

type Wanted = CommonInputs & { readonly filesystem?: DeclaredFilesystem | undefined };

/**
 * Brings the filesystem on a whole disk to what is declared. One that the resource never declared (`hadOne`) is somebody
 * else's, and stays.
 */
export async function syncWholeDisk(
  turn: Turn,
  disk: BlockDevice,
  wanted: Wanted,
  { scope, hadOne }: { readonly scope: Scope; readonly hadOne: boolean },
): Promise<BlockDevice> {
  const { filesystem } = wanted;
  if (filesystem === undefined && !hadOne) return disk;
  const claim = { inputs: wanted, wanted: `a filesystem on ${disk.name}`, scope };
  if (filesystem !== undefined && (disk.partitions.length > 0 || isMembership(disk.filesystem)))
    await requireFree(turn, disk, claim);
  if (filesystem !== undefined && (await turn.machine()).boot_disk?.id === disk.id)
    throw new Error(`${disk.name} of machine ${turn.systemId} is the boot disk: ${NOT_ON_BOOT_DISK}`);
  const observe = async () => (await turn.look("disks")).find(({ id }) => id === disk.id);
  const target = { systemId: turn.systemId, deviceId: disk.id };
  return asDisk(await syncFilesystem(turn, target, disk, filesystem, observe, claim), disk);
}
