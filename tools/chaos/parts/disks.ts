import { type Declared, type Filesystem, the } from "../../../kit/layouts/declared";
import { between, pick, type Random } from "../../../kit/layouts/random";
import { declare } from "../declare";
import { BOOT_DISK } from "../disks";
import { drawFilesystem } from "../filesystem";

/** What the program wants of disks that are there, and a disk that it adds. */
export interface DiskDesign {
  readonly whole: {
    readonly name: string | undefined;
    readonly tags: string[];
    readonly filesystem: Filesystem | undefined;
  };
  /** Which disk is to be the boot disk, when it is said. */
  readonly boot: "first" | "second" | undefined;
  readonly made: MadeDisk | undefined;
  readonly inMemory: readonly InMemory[];
}

interface MadeDisk {
  readonly name: string;
  readonly serial: string;
  readonly sizeGB: number;
  readonly tags: string[];
  /** What is there can be added to; it is deleted after the disk was changed. */
  readonly on: "nothing" | "filesystem" | "partition";
  readonly filesystem: Filesystem | undefined;
}

interface InMemory {
  readonly type: "tmpfs" | "ramfs";
  readonly mountPoint: string;
  readonly mountOptions: string | undefined;
}

const drawTags = (random: Random): string[] => ["ceph", "hot", "fast"].filter(() => random() < 0.35);

const drawMade = (random: Random): MadeDisk => ({
  name: pick(random, ["extra", "shelf"]),
  serial: pick(random, ["S1", "S1", "S2"]),
  sizeGB: between(random, 100, 200),
  tags: drawTags(random),
  on: pick(random, ["nothing", "filesystem", "partition"]),
  filesystem: drawFilesystem(random, "/made"),
});

export const drawDisks = (random: Random): DiskDesign => ({
  whole: {
    name: pick(random, [undefined, "fast", "faster"]),
    tags: drawTags(random),
    filesystem: drawFilesystem(random, "/whole"),
  },
  boot: pick(random, [undefined, "first", "second"]),
  made: random() < 0.6 ? drawMade(random) : undefined,
  inMemory: ["/scratch", "/run/work"].flatMap((mountPoint) =>
    random() < 0.5
      ? [
          {
            type: pick(random, ["tmpfs", "ramfs"]),
            mountPoint,
            mountOptions: pick(random, [undefined, "size=1G", "size=2G"]),
          },
        ]
      : [],
  ),
});

/** Of another serial it is another disk, and what is on it goes along; otherwise that can only be added to. */
function nextMade(old: MadeDisk | undefined, fresh: MadeDisk | undefined): MadeDisk | undefined {
  if (old === undefined || fresh === undefined) return fresh;
  const canChange = old.on === "nothing" || (old.on === "filesystem" && fresh.on !== "nothing");
  return { ...fresh, on: canChange ? fresh.on : old.on };
}

export function changeDisks(random: Random, old: DiskDesign): DiskDesign {
  const fresh = drawDisks(random);
  const isChanged = (): boolean => random() < 0.35;
  return {
    whole: isChanged() ? fresh.whole : old.whole,
    boot: isChanged() ? fresh.boot : old.boot,
    made: isChanged() ? nextMade(old.made, fresh.made) : old.made,
    inMemory: isChanged() ? fresh.inMemory : old.inMemory,
  };
}

export const diskResources = ({ whole, boot, made, inMemory }: DiskDesign): Declared[] => [
  declare("BlockDevice", "whole", { blockDevice: "sdl", ...whole }),
  ...(boot === undefined
    ? []
    : [
        declare("BlockDevice", "boota", { blockDevice: BOOT_DISK, bootDisk: boot === "first", tags: ["system"] }),
        declare("BlockDevice", "bootb", { blockDevice: "sdm", bootDisk: boot === "second" }),
      ]),
  ...(made === undefined ? [] : madeResources(made)),
  ...inMemory.map((one, at) => declare("SpecialFilesystem", `mem${at}`, { ...one })),
];

function madeResources({ name, serial, sizeGB, tags, on, filesystem }: MadeDisk): Declared[] {
  const disk = declare("BlockDevice", "made", {
    name,
    create: { model: "SHELF", serial, sizeBytes: `${sizeGB}GB` },
    tags,
    filesystem: on === "filesystem" ? filesystem : undefined,
  });
  const top = declare("Partition", "onmade", { blockDevice: the("made"), size: "50GiB", filesystem });
  return on === "partition" ? [disk, top] : [disk];
}
