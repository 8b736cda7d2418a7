import { type Bcache, listBcaches } from "../api/bcaches";
import { type CacheSet, listCacheSets } from "../api/bcache-cache-sets";
import { type BlockDevice, listBlockDevices } from "../api/block-devices";
import { type Partition } from "../api/partitions";
import { listRaids, type Raid } from "../api/raids";
import { listVolumeGroups, type VolumeGroup } from "../api/volume-groups";
import { type MaasClient } from "../http/client";

/** The storage of one machine, in the five lists in which MAAS tells it. */
export interface Storage {
  disks: BlockDevice[];
  raids: Raid[];
  bcaches: Bcache[];
  cacheSets: CacheSet[];
  volumeGroups: VolumeGroup[];
}

/** The name of one of the five lists. */
export type Part = keyof Storage;

/** Shows one list of a machine: as far as this run knows it (in a turn), or as MAAS tells it now (a read). */
export type Look = <P extends Part>(part: P) => Promise<Storage[P]>;

/** A whole disk (physical or virtual) or a partition: what RAIDs, bcaches and cache sets are made of. */
export type Member = BlockDevice | Partition;

export const isPartition = (member: Member): member is Partition => member.type === "partition";

const LISTS: { readonly [P in Part]: (client: MaasClient, systemId: string) => Promise<Storage[P]> } = {
  disks: listBlockDevices,
  raids: listRaids,
  bcaches: listBcaches,
  cacheSets: listCacheSets,
  volumeGroups: listVolumeGroups,
};

/** One GET of one list. */
export function fetchPart<P extends Part>(client: MaasClient, systemId: string, part: P): Promise<Storage[P]> {
  return LISTS[part](client, systemId);
}
