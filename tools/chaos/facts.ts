import { type MachineView } from "../../emulator";
import { type Row, rowOf, rowsOf } from "../../kit/layouts/objects";
import { FOREIGN_RAID, isForeign } from "./disks";
import { textsOf } from "./texts";

/** What a machine has of one kind, as plainly as a program says it. */
export interface Fact {
  readonly kind: string;
  readonly [property: string]: unknown;
}

/** What MAAS shows as a filesystem of a device that is a member of something. */
const MEMBERSHIP = new Set<unknown>(["raid", "raid-spare", "bcache-backing", "bcache-cache", "lvm-pv"]);

function filesystemOf(value: unknown): Fact["filesystem"] {
  const { fstype, label, mount_point: mountPoint } = rowOf(value);
  if (typeof fstype !== "string" || MEMBERSHIP.has(fstype)) return undefined;
  return [fstype, label === "" ? null : label, mountPoint ?? null];
}

/** The disks that devices are or lie on: partitions have no name of their own, and other numbers after a replacement. */
const disksUnder = (devices: unknown, disks: readonly Row[]): unknown[] =>
  rowsOf(devices)
    .map(({ type, id, name, device_id: parent }) =>
      type === "partition" ? disks.find((disk) => disk["id"] === parent)?.["name"] : (name ?? id),
    )
    .sort();

function diskFacts(machine: MachineView, disks: readonly Row[]): Fact[] {
  const bootDisk = rowOf(machine["boot_disk"])["id"];
  return disks
    .filter(({ type }) => type === "physical")
    .map((disk) => ({
      kind: "BlockDevice",
      name: disk["name"],
      model: disk["model"],
      size: disk["size"],
      tags: textsOf(disk["tags"]),
      filesystem: filesystemOf(disk["filesystem"]),
      bootDisk: disk["id"] === bootDisk,
    }));
}

const partitionFacts = (disks: readonly Row[]): Fact[] =>
  disks.flatMap((disk) =>
    rowsOf(disk["partitions"]).map(({ size, bootable, tags, filesystem }) => ({
      kind: "Partition",
      on: disk["name"],
      size,
      bootable,
      tags: textsOf(tags),
      filesystem: filesystemOf(filesystem),
    })),
  );

const raidFacts = ({ raids }: MachineView, disks: readonly Row[]): Fact[] =>
  raids
    .filter(({ name }) => name !== FOREIGN_RAID)
    .map((raid) => ({
      kind: "Raid",
      name: raid["name"],
      level: raid["level"],
      devices: disksUnder(raid["devices"], disks),
      spareDevices: disksUnder(raid["spare_devices"], disks),
      filesystem: filesystemOf(rowOf(raid["virtual_device"])["filesystem"]),
    }));

const bcacheFacts = ({ bcaches, cache_sets: sets }: MachineView): Fact[] => [
  ...bcaches.map((bcache) => ({
    kind: "Bcache",
    name: bcache["name"],
    backingDevice: rowOf(bcache["backing_device"])["name"],
    cacheMode: bcache["cache_mode"],
    filesystem: filesystemOf(rowOf(bcache["virtual_device"])["filesystem"]),
  })),
  ...sets.map((set) => ({ kind: "BcacheCacheSet", cacheDevice: rowOf(set["cache_device"])["name"] })),
];

const volumeFacts = ({ volume_groups: groups }: MachineView, disks: readonly Row[]): Fact[] =>
  groups.flatMap((group) => [
    { kind: "VolumeGroup", name: group["name"], devices: disksUnder(group["devices"], disks) },
    ...rowsOf(group["logical_volumes"]).map(({ name, size, tags, filesystem }) => ({
      kind: "LogicalVolume",
      name,
      size,
      tags: textsOf(tags),
      filesystem: filesystemOf(filesystem),
    })),
  ]);

const memoryFacts = (machine: MachineView): Fact[] =>
  rowsOf(machine["special_filesystems"]).map(({ fstype, mount_point: mountPoint, mount_options: options }) => ({
    kind: "SpecialFilesystem",
    type: fstype,
    mountPoint,
    mountOptions: options === "" ? null : options,
  }));

/** What the machine is besides its storage. */
const lifeFact = (machine: MachineView): Fact => ({
  kind: "Machine",
  status: machine.status_name,
  isOwned: (machine["owner"] ?? "") !== "",
  distroSeries: machine["distro_series"],
  ownerData: machine["owner_data"],
  description: machine["description"],
  tags: textsOf(machine["tag_names"]),
});

/** Everything that is on a machine, but for what somebody else made there. */
export function factsOf(machine: MachineView): Fact[] {
  const disks = rowsOf(machine["blockdevice_set"]).filter(({ name }) => !isForeign(name));
  return [
    ...diskFacts(machine, disks),
    ...partitionFacts(disks),
    ...raidFacts(machine, disks),
    ...bcacheFacts(machine),
    ...volumeFacts(machine, disks),
    ...memoryFacts(machine),
    lifeFact(machine),
  ];
}
