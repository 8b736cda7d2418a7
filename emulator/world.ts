import { randomInt, randomUUID } from "node:crypto";

/** A filesystem, or the membership of a device in a group: MAAS keeps both in one table. */
export interface Filesystem {
  fstype: string;
  uuid: string;
  label: string | null;
  mountPoint: string | null;
  mountOptions: string | null;
  /** For members: the RAID, volume group or bcache. */
  group?: Group;
  /** For the device of a cache set. */
  cacheSet?: CacheSet;
}

export interface Partition {
  readonly kind: "partition";
  readonly id: number;
  readonly disk: Disk;
  /** The number in its name; it shifts when an earlier one is deleted. */
  index: number;
  readonly uuid: string;
  readonly size: number;
  readonly bootable: boolean;
  tags: string[];
  filesystem: Filesystem | null;
}

export interface PartitionTable {
  type: "GPT" | "MBR";
  /** In the order of the rows on the disk: one that was updated moves to the end. */
  partitions: Partition[];
}

export interface Disk {
  readonly kind: "disk";
  readonly id: number;
  readonly type: "physical" | "virtual";
  name: string;
  /** Of virtual disks; physical ones have none. */
  uuid: string | null;
  model: string | null;
  serial: string | null;
  idPath: string | null;
  size: number;
  blockSize: number;
  tags: string[];
  firmwareVersion: string | null;
  numaNode: number | null;
  /** One at most, unless two first partitions raced. */
  tables: PartitionTable[];
  filesystem: Filesystem | null;
  /** Of a virtual disk: what makes it. A logical volume's group is its volume group. */
  readonly group?: Group;
}

export interface Group {
  readonly id: number;
  readonly kind: "raid" | "volume-group" | "bcache";
  name: string;
  uuid: string;
  /** Of a RAID: `raid-0` and so on. */
  readonly level: string | null;
  /** Of a bcache. */
  cacheMode: string | null;
  cacheSet: CacheSet | null;
}

export interface CacheSet {
  readonly id: number;
}

/** What a request can change on a machine; replaced as a whole when the request fails. */
export interface Storage {
  disks: Disk[];
  groups: Group[];
  cacheSets: CacheSet[];
  special: Filesystem[];
  bootDiskId: number | null;
}

export interface Nic {
  readonly id: number;
  readonly linkId: number | null;
  readonly name: string;
  readonly mac: string;
}

/** What machines and controllers have in common. */
export interface Node {
  readonly systemId: string;
  readonly hostname: string;
  readonly architecture: string;
  readonly cpuCount: number;
  readonly memory: number;
  readonly zone: string;
  readonly domain: string;
  readonly osystem: string;
  readonly distroSeries: string;
  readonly nics: readonly Nic[];
  readonly scriptSets: readonly [number, number];
}

export interface Machine extends Node {
  readonly kind: "machine";
  /** `status_name` */
  status: string;
  locked: boolean;
  owner: string | null;
  readonly biosBootMethod: string | null;
  readonly pool: string;
  readonly tags: readonly string[];
  readonly powerType: string;
  readonly powerState: string;
  storage: Storage;
  /** While the machine is allocated or beyond: the layout that shows again after its release. */
  original: Storage | undefined;
}

export interface Service {
  readonly name: string;
  readonly status: string;
  readonly status_info: string;
}

export interface Controller extends Node {
  readonly kind: "controller";
  readonly isRack: boolean;
  readonly isRegion: boolean;
  readonly version: string;
  readonly services: readonly Service[];
}

export interface User {
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  readonly apiKey: string;
}

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** MAAS's sequences: RAIDs, volume groups and bcaches share one, disks of all kinds another. Never reused. */
export type Sequence = "disk" | "partition" | "group" | "cacheSet" | "nic" | "link" | "scriptSet";

/** Everything that the emulator knows. */
export class World {
  readonly machines = new Map<string, Machine>();
  readonly controllers = new Map<string, Controller>();
  readonly users = new Map<string, User>();
  zones: Named[] = [];
  pools: Named[] = [];
  domains: (Named & { isDefault: boolean })[] = [];
  tags: string[] = [];
  version = "3.7.3";
  defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {};
  /** Reproduces what MAAS does when two first partitions are made at once. */
  races = false;
  private readonly last: Record<Sequence, number> = {
    disk: 0,
    partition: 0,
    group: 0,
    cacheSet: 0,
    nic: 0,
    link: 0,
    scriptSet: 0,
  };

  nextId(sequence: Sequence): number {
    this.last[sequence] += 1;
    return this.last[sequence];
  }

  newSystemId(): string {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (;;) {
      const id = Array.from({ length: 6 }, () => letters[randomInt(letters.length)] ?? "a").join("");
      if (!this.machines.has(id) && !this.controllers.has(id)) return id;
    }
  }
}

export const emptyStorage = (): Storage => ({ disks: [], groups: [], cacheSets: [], special: [], bootDiskId: null });

export const newUuid = (): string => randomUUID();

/** A disk or a partition: what can hold a filesystem. */
export type Device = Disk | Partition;

export const partitionsOf = (disk: Disk): Partition[] => disk.tables[0]?.partitions ?? [];

/** Every device of a machine, partitions after their disk. */
export const devicesOf = (storage: Storage): Device[] => storage.disks.flatMap((disk) => [disk, ...partitionsOf(disk)]);

/** The devices that a group is made of: disks by id, then partitions. */
export function membersOf(storage: Storage, group: Group, fstype?: string): Device[] {
  const members = devicesOf(storage).filter(
    ({ filesystem }) => filesystem?.group === group && (fstype === undefined || filesystem.fstype === fstype),
  );
  return [...members.filter((one) => one.kind === "disk"), ...members.filter((one) => one.kind === "partition")];
}

export const cacheDeviceOf = (storage: Storage, cacheSet: CacheSet): Device | undefined =>
  devicesOf(storage).find(({ filesystem }) => filesystem?.cacheSet === cacheSet);

/** The disk that a RAID or a bcache makes. */
export const virtualDiskOf = (storage: Storage, group: Group): Disk | undefined =>
  storage.disks.find((disk) => disk.group === group);

export const logicalVolumesOf = (storage: Storage, group: Group): Disk[] =>
  storage.disks.filter((disk) => disk.group === group);
