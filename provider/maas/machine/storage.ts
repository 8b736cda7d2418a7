import { type Bcache, listBcaches } from "../api/bcaches";
import { type CacheSet, listCacheSets } from "../api/bcache-cache-sets";
import { type BlockDevice, listBlockDevices } from "../api/block-devices";
import { type Machine, readMachine } from "../api/machines";
import { type Partition } from "../api/partitions";
import { listRaids, type Raid } from "../api/raids";
import { listVolumeGroups, type VolumeGroup } from "../api/volume-groups";
import { type MaasClient } from "../http/client";

/** The storage of one machine: the five lists in which MAAS tells it, and the machine's document. */
export interface Storage {
  /** It has the boot disk and the special filesystems, which are in no list. */
  machine: Machine;
  disks: BlockDevice[];
  raids: Raid[];
  bcaches: Bcache[];
  cacheSets: CacheSet[];
  volumeGroups: VolumeGroup[];
}

/** The five lists alone. */
export type StorageLists = Omit<Storage, "machine">;

/** The name of one of the five lists, or the document. */
export type Part = keyof Storage;

/** Shows one part of a machine's storage: as far as this run knows it (in a turn), or as MAAS tells it now (a read). */
export type Look = <P extends Part>(part: P) => Promise<Storage[P]>;

/** A whole disk (physical or virtual) or a partition: what RAIDs, bcaches and cache sets are made of. */
export type Member = BlockDevice | Partition;

export const isPartition = (member: Member): member is Partition => member.type === "partition";

/** How each part is asked for: one GET. */
export type Fetchers = { readonly [P in Part]: () => Promise<Storage[P]> };

export const fetchersOf = (client: MaasClient, systemId: string): Fetchers => ({
  machine: () => readMachine(client, systemId),
  disks: () => listBlockDevices(client, systemId),
  raids: () => listRaids(client, systemId),
  bcaches: () => listBcaches(client, systemId),
  cacheSets: () => listCacheSets(client, systemId),
  volumeGroups: () => listVolumeGroups(client, systemId),
});
