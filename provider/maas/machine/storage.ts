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

/** How each list is asked for: one GET. */
export type Fetchers = { readonly [P in Part]: () => Promise<Storage[P]> };

export const fetchersOf = (client: MaasClient, systemId: string): Fetchers => ({
  disks: () => listBlockDevices(client, systemId),
  raids: () => listRaids(client, systemId),
  bcaches: () => listBcaches(client, systemId),
  cacheSets: () => listCacheSets(client, systemId),
  volumeGroups: () => listVolumeGroups(client, systemId),
});
