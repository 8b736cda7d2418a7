import { type Declared, type Filesystem, type Reference, the } from "../../kit/layouts/declared";
import { type Design } from "./design";

/** The disks of every machine of a chaos run; the last two are somebody else's. */
export const DISKS = ["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh", "sdi", "sdx", "sdy"] as const;
export const BOOT_DISK = "sda";
/** The name of a RAID that somebody else made, on the disks that are theirs. */
export const FOREIGN_RAID = "theirs";
export const isForeign = (disk: unknown): boolean => disk === "sdx" || disk === "sdy";

/** The resources of a machine, each after those that it refers to. */
export function resourcesOf(design: Design): Declared[] {
  return [...bootResources(design), ...partResources(design), ...raidResources(design), ...cacheResources(design)];
}

function bootResources({ layout, bootSize }: Design): Declared[] {
  if (!layout) return [];
  const esp = { type: "fat32", mountPoint: "/boot/efi" };
  return [
    { kind: "StorageLayout", name: "layout", args: { layout: "blank" } },
    partition("esp", BOOT_DISK, { size: bootSize, bootable: true, filesystem: esp }),
    partition("root", BOOT_DISK, { filesystem: { type: "ext4", mountPoint: "/" } }),
  ];
}

const partition = (name: string, blockDevice: string | Reference, args: Declared["args"] = {}): Declared => ({
  kind: "Partition",
  name,
  args: { blockDevice, ...args },
});

function partResources({ parts, rest }: Design): Declared[] {
  const sized = parts.map(({ sizeGiB, filesystem, tags }, at) =>
    partition(`p${at}`, "sdb", { size: `${sizeGiB}GiB`, filesystem, tags }),
  );
  return rest ? [...sized, partition("rest", "sdb")] : sized;
}

function raidResources(design: Design): Declared[] {
  const { memberGiB, third, level, onRaid, raidFilesystem, raidName } = design;
  const size = memberGiB === undefined ? undefined : `${memberGiB}GiB`;
  const members = [partition("x", "sdc", { size }), partition("y", "sdd", { size })];
  const devices = [the("x"), the("y"), ...(third === "member" ? ["sde"] : [])];
  const raid: Declared = {
    kind: "Raid",
    name: "md",
    args: {
      name: raidName,
      level,
      devices,
      // MAAS allows no spares in a RAID-0.
      spareDevices: third === "spare" && level !== "raid-0" ? ["sde"] : undefined,
      filesystem: onRaid === "filesystem" ? raidFilesystem : undefined,
    },
  };
  const onTop = onRaid === "partition" ? [partition("top", the("md"), { filesystem: raidFilesystem })] : [];
  return [...members, raid, ...(third === "partition" ? [partition("third", "sde", { size: "5GiB" })] : []), ...onTop];
}

function cacheResources(design: Design): Declared[] {
  const { cacheDisk, cacheMode, backingDisk, bcacheFilesystem, onRaid } = design;
  const bcache = (name: string, backingDevice: string | Reference, filesystem?: Filesystem): Declared => ({
    kind: "Bcache",
    name,
    args: { cacheSet: the("set"), backingDevice, cacheMode, filesystem },
  });
  return [
    { kind: "BcacheCacheSet", name: "set", args: { cacheDevice: cacheDisk === "first" ? "sdf" : "sdg" } },
    bcache("bc", backingDisk === "first" ? "sdh" : "sdi", bcacheFilesystem),
    ...(onRaid === "bcache" ? [bcache("bcraid", the("md"))] : []),
  ];
}
