import { type Bcache, listBcaches } from "../provider/maas/api/bcaches";
import { type CacheSet, listCacheSets } from "../provider/maas/api/bcache-cache-sets";
import { type BlockDevice, listBlockDevices } from "../provider/maas/api/block-devices";
import { type Machine } from "../provider/maas/api/machines";
import { listRaids, type Raid } from "../provider/maas/api/raids";
import { listVolumeGroups, type VolumeGroup } from "../provider/maas/api/volume-groups";
import { type MaasClient } from "../provider/maas/http/client";

/** The storage of one machine as MAAS tells it. */
export interface MachineStorage {
  readonly disks: readonly BlockDevice[];
  readonly raids: readonly Raid[];
  readonly bcaches: readonly Bcache[];
  readonly cacheSets: readonly CacheSet[];
  readonly volumeGroups: readonly VolumeGroup[];
  readonly specialFilesystems: Machine["special_filesystems"];
  /** The id of the disk the machine boots from, where that is known. */
  readonly bootDisk: number | undefined;
}

/** Reads the five lists of a machine's storage, at once. */
export async function readMachineStorage(
  client: MaasClient,
  systemId: string,
  { bootDisk, specialFilesystems }: Pick<MachineStorage, "bootDisk" | "specialFilesystems">,
): Promise<MachineStorage> {
  const [disks, raids, bcaches, cacheSets, volumeGroups] = await Promise.all([
    listBlockDevices(client, systemId),
    listRaids(client, systemId),
    listBcaches(client, systemId),
    listCacheSets(client, systemId),
    listVolumeGroups(client, systemId),
  ]);
  return { disks, raids, bcaches, cacheSets, volumeGroups, specialFilesystems, bootDisk };
}
