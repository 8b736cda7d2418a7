import { type Bcache } from "../provider/maas/api/bcaches";
import { type BlockDevice } from "../provider/maas/api/block-devices";
import { type Filesystem } from "../provider/maas/api/filesystem";
import { type Member } from "../provider/maas/api/member";
import { type Partition } from "../provider/maas/api/partitions";
import { type Raid } from "../provider/maas/api/raids";
import { type VolumeGroup } from "../provider/maas/api/volume-groups";
import { holdersOf, memberKey, memberName } from "./holders";
import { type MachineStorage } from "./machine-storage";

/** A line of the tree, and what is on that device. */
export interface StorageNode {
  readonly name: string;
  /** Undefined for what has none. */
  readonly sizeBytes: number | undefined;
  /** `ssd`, `disk`, `partition`, `raid-1`, `bcache` … */
  readonly kind: string;
  /** `free`, a filesystem, or what the device is a part of. */
  readonly content: string;
  readonly mount: string;
  readonly note: string;
  readonly children: readonly StorageNode[];
}

const filesystemText = ({ fstype, label }: Pick<Filesystem, "fstype" | "label">): string =>
  label ? `${fstype} "${label}"` : fstype;

const mountText = (filesystem: Pick<Filesystem, "mount_point" | "mount_options"> | null): string =>
  filesystem?.mount_point ? [filesystem.mount_point, filesystem.mount_options ?? ""].join(" ").trim() : "";

/** What stands on a device. A membership is told as a filesystem, too, so the holders are asked first. */
const contentOf = (device: Member, holders: ReadonlyMap<string, string>, children: readonly unknown[]): string => {
  const holder = holders.get(memberKey(device));
  if (holder !== undefined) return `→ ${holder}`;
  if (device.filesystem) return filesystemText(device.filesystem);
  return children.length > 0 ? "" : "free";
};

const inOrder = (one: string, other: string): number => one.localeCompare(other, "en", { numeric: true });

/** MAAS tells members in no order. */
const namesOf = (members: readonly Member[]): string => members.map(memberName).sort(inOrder).join(" + ");

const byName = (one: { name: string }, other: { name: string }): number => inOrder(one.name, other.name);

/** The hardware's own tags say what turns and what does not. */
const diskKind = ({ name, tags }: BlockDevice): string => {
  if (name.startsWith("nvme")) return "nvme";
  if (tags.includes("ssd")) return "ssd";
  return tags.includes("rotary") ? "rotary" : "disk";
};

/** A line without a size: what is in memory takes of it what it needs. */
const LEAF = { sizeBytes: undefined, content: "free", mount: "", note: "", children: [] };

/** What is left in a group that has volumes. */
const roomIn = (group: VolumeGroup): StorageNode[] =>
  group.logical_volumes.length === 0 || group.available_size <= 0
    ? []
    : [{ ...LEAF, name: "(free)", sizeBytes: group.available_size, kind: "space" }];

class Nodes {
  private readonly holders: ReadonlyMap<string, string>;

  constructor(private readonly storage: MachineStorage) {
    this.holders = holdersOf(storage);
  }

  all(): StorageNode[] {
    const { disks, raids, bcaches } = this.storage;
    const physical = disks.filter(({ type }) => type === "physical").sort(byName);
    return [
      ...physical.map((disk) => this.disk(disk)),
      ...[...raids].sort(byName).map((raid) => this.raid(raid)),
      ...[...bcaches].sort(byName).map((bcache) => this.bcache(bcache)),
      ...[...this.storage.volumeGroups].sort(byName).map((group) => this.volumeGroup(group)),
      ...this.storage.specialFilesystems.map((filesystem) => this.inMemory(filesystem)),
    ];
  }

  private disk(disk: BlockDevice): StorageNode {
    const note = [disk.model ?? "", disk.id === this.storage.bootDisk ? "boot disk" : ""].filter(Boolean).join(", ");
    return this.device(disk, diskKind(disk), note);
  }

  private raid(raid: Raid): StorageNode {
    const spares = raid.spare_devices.length > 0 ? `, spare ${namesOf(raid.spare_devices)}` : "";
    return this.virtual(raid, raid.level, `${namesOf(raid.devices)}${spares}`);
  }

  private bcache(bcache: Bcache): StorageNode {
    const cache = this.storage.cacheSets.find(({ id }) => id === bcache.cache_set.id)?.cache_device;
    const backing = bcache.backing_device ? memberName(bcache.backing_device) : "nothing";
    return this.virtual(
      bcache,
      "bcache",
      `${backing} cached by ${cache ? memberName(cache) : "nothing"}, ${bcache.cache_mode}`,
    );
  }

  private volumeGroup(group: VolumeGroup): StorageNode {
    const volumes = group.logical_volumes.flatMap(({ id }) => this.storage.disks.filter((disk) => disk.id === id));
    return {
      name: group.name,
      sizeBytes: group.size,
      kind: "lvm",
      content: volumes.length > 0 ? "" : "free",
      mount: "",
      note: namesOf(group.devices),
      children: [...volumes.map((volume) => this.device(volume, "volume", "")), ...roomIn(group)],
    };
  }

  private inMemory(filesystem: MachineStorage["specialFilesystems"][number]): StorageNode {
    const { fstype: kind, mount_point: name } = filesystem;
    return { ...LEAF, name: name ?? "", kind, content: "in memory", mount: mountText(filesystem) };
  }

  /** The list of disks is the one that shows the partitions and the filesystem of a virtual disk as they are now. */
  private virtual(made: { virtual_device: BlockDevice }, kind: string, note: string): StorageNode {
    const current = this.storage.disks.find(({ id }) => id === made.virtual_device.id);
    return this.device(current ?? made.virtual_device, kind, note);
  }

  private device(device: BlockDevice, kind: string, note: string): StorageNode {
    const children = device.partitions.map((partition) => this.partition(partition)).sort(byName);
    return {
      name: device.name,
      sizeBytes: device.size,
      kind,
      content: contentOf(device, this.holders, children),
      mount: mountText(device.filesystem),
      note,
      children,
    };
  }

  private partition(partition: Partition): StorageNode {
    return {
      name: memberName(partition),
      sizeBytes: partition.size,
      kind: "partition",
      content: contentOf(partition, this.holders, []),
      mount: mountText(partition.filesystem),
      note: partition.bootable ? "bootable" : "",
      children: [],
    };
  }
}

/** The devices of a machine as a tree: the disks with what they are cut into, then what is made of them. */
export const storageTree = (storage: MachineStorage): readonly StorageNode[] => new Nodes(storage).all();
