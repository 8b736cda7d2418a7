import { type Declared, the } from "./declared";

/** The disks of the machines that are laid out. */
export const DISKS = ["nvme0n1", "sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh", "sdi", "sdj"];

/** A storage server: a mirrored system, two cached disks, a mirror for data and a disk cut in three. */
export const twelve: readonly Declared[] = [
  {
    kind: "Partition",
    name: "esp",
    args: {
      blockDevice: "sda",
      size: "512MiB",
      bootable: true,
      filesystem: { type: "fat32", mountPoint: "/boot/efi" },
    },
  },
  { kind: "Partition", name: "root-a", args: { blockDevice: "sda", size: "200GiB" } },
  { kind: "Partition", name: "root-b", args: { blockDevice: "sdb", size: "200GiB" } },
  {
    kind: "Raid",
    name: "md0",
    args: {
      name: "md0",
      level: "raid-1",
      devices: [the("root-a"), the("root-b")],
      filesystem: { type: "ext4", mountPoint: "/" },
    },
  },
  { kind: "BcacheCacheSet", name: "cache", args: { cacheDevice: "nvme0n1" } },
  {
    kind: "Bcache",
    name: "bcache0",
    args: {
      name: "bcache0",
      cacheSet: the("cache"),
      backingDevice: "sdc",
      filesystem: { type: "xfs", mountPoint: "/srv/0" },
    },
  },
  {
    kind: "Bcache",
    name: "bcache1",
    args: {
      name: "bcache1",
      cacheSet: the("cache"),
      backingDevice: "sdd",
      filesystem: { type: "xfs", mountPoint: "/srv/1" },
    },
  },
  {
    kind: "Raid",
    name: "md1",
    args: { name: "md1", level: "raid-1", devices: ["sde", "sdf"], filesystem: { type: "xfs", mountPoint: "/data" } },
  },
  { kind: "Partition", name: "swap", args: { blockDevice: "sdg", size: "32GiB", filesystem: { type: "swap" } } },
  {
    kind: "Partition",
    name: "logs",
    args: { blockDevice: "sdg", size: "100GiB", filesystem: { type: "ext4", mountPoint: "/var/log" } },
  },
  { kind: "Partition", name: "spare", args: { blockDevice: "sdg" } },
  { kind: "Partition", name: "scratch", args: { blockDevice: "sdh" } },
];

/** `twelve`, and 48 more partitions with a filesystem each, on two more disks. */
export const sixty: readonly Declared[] = [
  ...twelve,
  ...Array.from({ length: 48 }, (_, at): Declared => ({
    kind: "Partition",
    name: `volume-${at}`,
    args: { blockDevice: at % 2 === 0 ? "sdi" : "sdj", size: "10GiB", filesystem: { type: "xfs" } },
  })),
];

/** `twelve`, and the other kinds of storage on the disks that it leaves: two groups with twenty volumes. */
export const everyKind: readonly Declared[] = [
  ...twelve,
  { kind: "VolumeGroup", name: "vg0", args: { name: "vg0", devices: ["sdi"] } },
  { kind: "VolumeGroup", name: "vg1", args: { name: "vg1", devices: [the("scratch")] } },
  ...Array.from({ length: 20 }, (_, at): Declared => ({
    kind: "LogicalVolume",
    name: `lv${at}`,
    args: {
      name: `lv${at}`,
      volumeGroup: the(at % 2 === 0 ? "vg0" : "vg1"),
      size: "10GiB",
      filesystem: { type: "xfs", mountPoint: `/lv/${at}` },
    },
  })),
  {
    kind: "BlockDevice",
    name: "whole",
    args: { blockDevice: "sdj", filesystem: { type: "xfs", mountPoint: "/whole" } },
  },
  { kind: "SpecialFilesystem", name: "tmp", args: { type: "tmpfs", mountPoint: "/scratch" } },
];

/** What Canonical's Terraform provider can express as well: partitions of disks, and RAIDs of them. */
export const eight: readonly Declared[] = [
  ...["sda", "sdb"].flatMap((disk): Declared[] => [
    {
      kind: "Partition",
      name: `${disk}-1`,
      args: { blockDevice: disk, size: "1GB", ...(disk === "sda" ? { bootable: true } : {}) },
    },
    { kind: "Partition", name: `${disk}-2`, args: { blockDevice: disk, size: "100GB" } },
    { kind: "Partition", name: `${disk}-3`, args: { blockDevice: disk, size: "1000GB" } },
  ]),
  {
    kind: "Raid",
    name: "md0",
    args: {
      name: "md0",
      level: "raid-1",
      devices: [the("sda-2"), the("sdb-2")],
      filesystem: { type: "ext4", mountPoint: "/" },
    },
  },
  {
    kind: "Raid",
    name: "md1",
    args: {
      name: "md1",
      level: "raid-1",
      devices: [the("sda-3"), the("sdb-3")],
      filesystem: { type: "xfs", mountPoint: "/data" },
    },
  },
];
