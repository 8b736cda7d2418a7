import { z } from "zod";

import { type BlockDevice } from "../api/block-devices";
import { type FormatTarget } from "../api/filesystems";
import { type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type DeclaredFilesystem, syncFilesystem } from "./filesystem";
import { type Claim } from "./holder";
import { syncTags } from "./tags";

/** What RAIDs and bcaches declare about the disk that they make. */
export interface VirtualDiskInputs {
  readonly tags: readonly string[];
  readonly filesystem?: DeclaredFilesystem | undefined;
}

/** What the state of a RAID or a bcache says of the disk that it makes. */
export const virtualDiskOutputs = z.object({
  sizeBytes: z.number(),
  path: z.string(),
  virtualDeviceId: z.number(),
  filesystemUuid: z.string().nullish(),
});

/** Brings the tags and the filesystem of the disk that a RAID or a bcache makes to what is declared. */
export async function syncVirtualDisk(
  turn: Turn,
  disk: BlockDevice,
  wanted: VirtualDiskInputs,
  claim: Claim,
): Promise<BlockDevice> {
  const target: FormatTarget = { systemId: turn.systemId, deviceId: disk.id };
  const findAgain = async () => (await turn.look("disks")).find((other) => other.id === disk.id);
  const observe = async (): Promise<Member | undefined> => findAgain();
  const tagged = await syncTags(turn, target, disk, wanted.tags, observe);
  const formatted = await syncFilesystem(turn, target, tagged, wanted.filesystem, observe, claim);
  return formatted.type === "partition" || !("partitions" in formatted) ? disk : formatted;
}
