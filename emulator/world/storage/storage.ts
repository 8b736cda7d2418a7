import { isAllocatedState, type StatusName } from "../node-status";
import {
  type BlockDevice,
  copyRows,
  type Filesystem,
  type FilesystemGroup,
  type Holder,
  type Partition,
  type PartitionTable,
  type Rows,
  type VirtualDevice,
} from "./records";
import { type Sequences } from "./sequences";

/** What the storage rules need to know of a machine. */
export interface MachineFacts {
  readonly systemId: string;
  readonly architecture: string;
  readonly biosBootMethod: string | null;
  readonly status: StatusName;
  readonly owner: string | null;
  /** The part of its commissioning data that the layout `custom` is made from. */
  readonly commissioningStorage: unknown;
}

/** Where new rows get their numbers and uuids from. */
export interface Mint {
  readonly sequences: Sequences;
  readonly uuid: () => string;
}

/** The storage of one machine: its rows, and the questions that the rules ask of them. */
export class Storage {
  constructor(
    readonly machine: MachineFacts,
    readonly rows: Rows,
    readonly mint: Mint,
  ) {}

  /** A copy that can be changed and thrown away. */
  draft(): Storage {
    return new Storage(this.machine, copyRows(this.rows), this.mint);
  }

  get showsAcquired(): boolean {
    return isAllocatedState(this.machine.status);
  }

  devices(): BlockDevice[] {
    return [...this.rows.devices.values()].sort((a, b) => a.id - b.id);
  }

  tablesOf(deviceId: number): PartitionTable[] {
    return [...this.rows.tables.values()].filter((table) => table.deviceId === deviceId);
  }

  /** With two tables (a race) MAAS shows one of them. */
  tableOf(deviceId: number): PartitionTable | undefined {
    for (const table of this.rows.tables.values()) if (table.deviceId === deviceId) return table;
    return undefined;
  }

  /** In the order of their rows, as MAAS sends them: a partition that was updated moves to the end. */
  partitionsIn(tableId: number): Partition[] {
    return [...this.rows.partitions.values()].filter((partition) => partition.tableId === tableId);
  }

  partitionsOn(deviceId: number): Partition[] {
    return this.tablesOf(deviceId).flatMap((table) => this.partitionsIn(table.id));
  }

  deviceOf(partition: Partition): BlockDevice {
    const table = this.rows.tables.get(partition.tableId);
    const device = table && this.rows.devices.get(table.deviceId);
    if (device === undefined) throw new Error(`partition ${partition.id} has lost its device`);
    return device;
  }

  filesystemsOn(holder: Holder): Filesystem[] {
    const key = holder.type === "partition" ? "partitionId" : "deviceId";
    return [...this.rows.filesystems.values()].filter((filesystem) => filesystem[key] === holder.id);
  }

  /** The device or partition of a filesystem; none for a special one. */
  holderOf(filesystem: Filesystem): Holder | undefined {
    if (filesystem.partitionId !== null) return this.rows.partitions.get(filesystem.partitionId);
    if (filesystem.deviceId !== null) return this.rows.devices.get(filesystem.deviceId);
    return undefined;
  }

  members(groupId: number): Filesystem[] {
    return [...this.rows.filesystems.values()].filter((filesystem) => filesystem.groupId === groupId);
  }

  groupOf(filesystem: Filesystem): FilesystemGroup | undefined {
    return filesystem.groupId === null ? undefined : this.rows.groups.get(filesystem.groupId);
  }

  groupBehind(device: VirtualDevice): FilesystemGroup {
    const group = this.rows.groups.get(device.groupId);
    if (group === undefined) throw new Error(`virtual device ${device.id} has lost its group`);
    return group;
  }

  virtualDevices(groupId: number): VirtualDevice[] {
    return this.devices().filter(
      (device): device is VirtualDevice => device.type === "virtual" && device.groupId === groupId,
    );
  }

  /** The device of a RAID or a bcache, which has exactly one. */
  virtualDevice(groupId: number): VirtualDevice | undefined {
    return this.virtualDevices(groupId)[0];
  }

  cacheSetFilesystem(cacheSetId: number): Filesystem | undefined {
    for (const filesystem of this.rows.filesystems.values()) {
      if (filesystem.cacheSetId === cacheSetId) return filesystem;
    }
    return undefined;
  }

  /** The ids of the cache sets that still have a device, in order: the position is the name. */
  cacheSetIds(): number[] {
    const ids = [...this.rows.filesystems.values()].flatMap(({ cacheSetId }) =>
      cacheSetId === null ? [] : [cacheSetId],
    );
    return [...new Set(ids)].sort((a, b) => a - b);
  }

  /** Puts a row in the place of the old one; an updated row moves behind the others, as in a database heap. */
  putPartition(partition: Partition): void {
    this.rows.partitions.delete(partition.id);
    this.rows.partitions.set(partition.id, partition);
  }
}
