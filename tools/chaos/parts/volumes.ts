import { type Declared, type Filesystem, the } from "../../../kit/layouts/declared";
import { between, pick, type Random } from "../../../kit/layouts/random";
import { declare } from "../declare";
import { drawFilesystem } from "../filesystem";

/** A volume group on a partition of one disk, and a second disk that comes and goes; its volumes fit on the first. */
export interface VolumeDesign {
  readonly groupName: string;
  readonly hasSecondDisk: boolean;
  readonly volumes: readonly Volume[];
  /** A volume that takes a share of the group. */
  readonly share: string | undefined;
  /** Two of the volumes are the members of a RAID. */
  readonly raid: { readonly filesystem: Filesystem | undefined } | undefined;
}

interface Volume {
  readonly name: string;
  readonly sizeGiB: number;
  readonly filesystem: Filesystem | undefined;
  readonly tags: string[];
}

/** The volume that a cache set can be made on. */
export const CACHE_VOLUME = "lvcache";

const drawVolume = (random: Random, at: number): Volume => ({
  name: pick(random, [`vol${at}`, `store${at}`]),
  sizeGiB: between(random, 5, 40),
  filesystem: drawFilesystem(random, `/v${at}`),
  tags: random() < 0.3 ? [pick(random, ["hot", "cold"])] : [],
});

export const drawVolumes = (random: Random): VolumeDesign => ({
  groupName: pick(random, ["vg0", "pool"]),
  hasSecondDisk: random() < 0.5,
  volumes: Array.from({ length: between(random, 1, 3) }, (_, at) => drawVolume(random, at)),
  share: random() < 0.4 ? pick(random, ["5%", "10%"]) : undefined,
  raid: random() < 0.4 ? { filesystem: drawFilesystem(random, "/lvr") } : undefined,
});

export function changeVolumes(random: Random, old: VolumeDesign): VolumeDesign {
  const fresh = drawVolumes(random);
  const keep = <K extends keyof VolumeDesign>(key: K): VolumeDesign[K] => (random() < 0.35 ? fresh[key] : old[key]);
  return {
    groupName: keep("groupName"),
    hasSecondDisk: keep("hasSecondDisk"),
    volumes: old.volumes
      .map((volume, at) => (random() < 0.5 ? drawVolume(random, at) : volume))
      .slice(0, random() < 0.2 ? 1 : undefined),
    share: keep("share"),
    raid: keep("raid"),
  };
}

export function volumeResources(design: VolumeDesign): Declared[] {
  const { groupName, hasSecondDisk, volumes, share, raid } = design;
  const volume = (key: string, args: Declared["args"]): Declared =>
    declare("LogicalVolume", key, { volumeGroup: the("vg"), ...args });
  return [
    declare("Partition", "pv", { blockDevice: "sdj", size: "400GiB" }),
    declare("VolumeGroup", "vg", { name: groupName, devices: [the("pv"), ...(hasSecondDisk ? ["sdk"] : [])] }),
    volume(CACHE_VOLUME, { name: "cache", size: "20GiB" }),
    ...volumes.map(({ name, sizeGiB, filesystem, tags }, at) =>
      volume(`lv${at}`, { name, size: `${sizeGiB}GiB`, filesystem, tags }),
    ),
    ...(share === undefined ? [] : [volume("lvshare", { name: "share", size: share })]),
    ...(raid === undefined ? [] : raidOfVolumes(volume, raid.filesystem)),
  ];
}

const raidOfVolumes = (
  volume: (key: string, args: Declared["args"]) => Declared,
  filesystem: Filesystem | undefined,
): Declared[] => [
  volume("lvx", { name: "x", size: "10GiB" }),
  volume("lvy", { name: "y", size: "10GiB" }),
  declare("Raid", "mdlv", { name: "mdlv", level: "raid-1", devices: [the("lvx"), the("lvy")], filesystem }),
];
