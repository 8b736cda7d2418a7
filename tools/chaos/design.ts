import { type Filesystem } from "../../kit/layouts/declared";
import { between, pick, type Random } from "../../kit/layouts/random";
import { drawFilesystem } from "./filesystem";
import { changeDisks, type DiskDesign, drawDisks } from "./parts/disks";
import { changeLife, drawLife, type LifeDesign } from "./parts/life";
import { changeVolumes, drawVolumes, type VolumeDesign } from "./parts/volumes";

/**
 * What a random program declares on one machine: every kind of resource, stacked to different depths. Two designs of a
 * machine are a change that one `up` can make: nothing takes a device that is given up by deleting a resource, since the
 * engine deletes last.
 */
export interface Design {
  /** Starts with a StorageLayout that clears what MAAS has put on the boot disk. */
  readonly layout: boolean;
  readonly bootSize: string;
  /** The sizes of partitions that share a disk, in GiB; `rest` adds one with all that is left. */
  readonly parts: readonly {
    readonly sizeGiB: number;
    readonly filesystem: Filesystem | undefined;
    readonly tags: string[];
  }[];
  readonly rest: boolean;
  /** The RAID's members are partitions of this size, or all of their disks. */
  readonly memberGiB: number | undefined;
  readonly raidName: string;
  readonly level: "raid-0" | "raid-1";
  /** What a third disk is for. It can leave the RAID for a partition of its own, not come back from there. */
  readonly third: "spare" | "member" | "partition";
  /** What stands on the RAID. */
  readonly onRaid: "filesystem" | "partition" | "bcache" | "group" | "nothing";
  readonly raidFilesystem: Filesystem | undefined;
  readonly cacheDisk: "first" | "second" | "volume";
  readonly cacheMode: string;
  readonly backingDisk: "first" | "second";
  readonly bcacheFilesystem: Filesystem | undefined;
  readonly volumes: VolumeDesign;
  readonly disks: DiskDesign;
  readonly life: LifeDesign;
}

const drawPart = (random: Random, at: number): Design["parts"][number] => ({
  sizeGiB: between(random, 1, 4),
  filesystem: drawFilesystem(random, `/p${at}`),
  tags: random() < 0.3 ? [pick(random, ["hot", "cold"])] : [],
});

export function drawDesign(random: Random): Design {
  return {
    layout: random() < 0.4,
    bootSize: pick(random, ["512MiB", "1GiB"]),
    parts: Array.from({ length: between(random, 1, 3) }, (_, at) => drawPart(random, at)),
    rest: random() < 0.5,
    memberGiB: pick(random, [undefined, 100, 200]),
    raidName: pick(random, ["md0", "data"]),
    level: pick(random, ["raid-0", "raid-1", "raid-1"]),
    third: pick(random, ["spare", "member", "partition"]),
    onRaid: pick(random, ["filesystem", "partition", "bcache", "group", "nothing"]),
    raidFilesystem: drawFilesystem(random, "/r"),
    cacheDisk: pick(random, ["first", "second", "volume"]),
    cacheMode: pick(random, ["writeback", "writethrough", "writearound"]),
    backingDisk: pick(random, ["first", "second"]),
    bcacheFilesystem: drawFilesystem(random, "/b"),
    volumes: drawVolumes(random),
    disks: drawDisks(random),
    life: drawLife(random),
  };
}

/** What stands on the RAID can only be added: what is there is deleted after the RAID was changed. */
const nextOnRaid = (old: Design, fresh: Design): Design["onRaid"] =>
  old.onRaid === "nothing" || (old.onRaid === "filesystem" && fresh.onRaid !== "nothing") ? fresh.onRaid : old.onRaid;

/** Where all that is left is taken, earlier partitions can be replaced, but none can be added. */
const nextParts = (random: Random, old: Design): Design["parts"] =>
  old.parts
    .map((part, at) => (random() < 0.4 ? drawPart(random, at) : part))
    .slice(0, random() < 0.2 ? 1 : undefined)
    .concat(!old.rest && random() < 0.3 ? [drawPart(random, old.parts.length)] : []);

/** Another design of the same machine: about a third of it differs. */
export function changeDesign(random: Random, old: Design): Design {
  const fresh = drawDesign(random);
  const keep = <K extends keyof Design>(key: K): Design[K] => (random() < 0.35 ? fresh[key] : old[key]);
  return {
    layout: old.layout,
    bootSize: keep("bootSize"),
    parts: nextParts(random, old),
    rest: old.rest && random() < 0.8,
    memberGiB: keep("memberGiB"),
    raidName: keep("raidName"),
    level: keep("level"),
    third: old.third === "partition" ? "partition" : keep("third"),
    onRaid: nextOnRaid(old, fresh),
    raidFilesystem: keep("raidFilesystem"),
    cacheDisk: keep("cacheDisk"),
    cacheMode: keep("cacheMode"),
    backingDisk: keep("backingDisk"),
    bcacheFilesystem: keep("bcacheFilesystem"),
    volumes: changeVolumes(random, old.volumes),
    disks: changeDisks(random, old.disks),
    life: changeLife(random, old.life),
  };
}
