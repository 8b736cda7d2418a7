import { type Declared, type Filesystem, type Reference, the } from "../../kit/layouts/declared";
import { declare } from "./declare";
import { type Design } from "./design";
import { BOOT_DISK } from "./disks";
import { diskResources } from "./parts/disks";
import { lifeResources } from "./parts/life";
import { CACHE_VOLUME, volumeResources } from "./parts/volumes";

/** The resources of a machine, each after those that it refers to. */
export function resourcesOf(design: Design): Declared[] {
  const storage = [
    ...bootResources(design),
    ...partResources(design),
    ...raidResources(design),
    ...volumeResources(design.volumes),
    ...cacheResources(design),
    ...diskResources(design.disks),
  ];
  return [...storage, ...lifeResources(design.life, storage)];
}

function bootResources({ layout, bootSize }: Design): Declared[] {
  const esp = { type: "fat32", mountPoint: "/boot/efi" };
  return [
    ...(layout ? [declare("StorageLayout", "layout", { layout: "blank" })] : []),
    partition("esp", BOOT_DISK, { size: bootSize, bootable: true, filesystem: esp }),
    partition("root", BOOT_DISK, { filesystem: { type: "ext4", mountPoint: "/" } }),
  ];
}

const partition = (name: string, blockDevice: string | Reference, args: Declared["args"] = {}): Declared =>
  declare("Partition", name, { blockDevice, ...args });

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
  const raid = declare("Raid", "md", {
    name: raidName,
    level,
    devices,
    // MAAS allows no spares in a RAID-0.
    spareDevices: third === "spare" && level !== "raid-0" ? ["sde"] : undefined,
    filesystem: onRaid === "filesystem" ? raidFilesystem : undefined,
  });
  const beside = third === "partition" ? [partition("third", "sde", { size: "5GiB" })] : [];
  return [...members, raid, ...beside, ...topOfRaid(design)];
}

function topOfRaid({ onRaid, raidFilesystem }: Design): Declared[] {
  if (onRaid === "partition") return [partition("top", the("md"), { filesystem: raidFilesystem })];
  if (onRaid !== "group") return [];
  return [
    declare("VolumeGroup", "vgraid", { name: "onraid", devices: [the("md")] }),
    declare("LogicalVolume", "lvraid", { volumeGroup: the("vgraid"), name: "all", filesystem: raidFilesystem }),
  ];
}

function cacheResources(design: Design): Declared[] {
  const { cacheDisk, cacheMode, backingDisk, bcacheFilesystem, onRaid } = design;
  const bcache = (name: string, backingDevice: string | Reference, filesystem?: Filesystem): Declared =>
    declare("Bcache", name, { cacheSet: the("set"), backingDevice, cacheMode, filesystem });
  const cacheDevices = { first: "sdf", second: "sdg", volume: the(CACHE_VOLUME) };
  return [
    declare("BcacheCacheSet", "set", { cacheDevice: cacheDevices[cacheDisk] }),
    bcache("bc", backingDisk === "first" ? "sdh" : "sdi", bcacheFilesystem),
    ...(onRaid === "bcache" ? [bcache("bcraid", the("md"))] : []),
  ];
}
