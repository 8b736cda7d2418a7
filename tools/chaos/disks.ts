/** A disk of every machine of a chaos run. */
interface Disk {
  readonly name: string;
  /** What commissioning has found. */
  readonly tags: readonly string[];
}

const disk = (name: string, ...tags: string[]): Disk => ({ name, tags });

/** The disks by what they are for; the last two are somebody else's. */
export const DISKS: readonly Disk[] = [
  ...["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh", "sdi", "sdj", "sdk"].map((name) => disk(name, "sata")),
  disk("sdl", "hot", "nvme"),
  disk("sdm", "rotary"),
  ...["sdx", "sdy"].map((name) => disk(name)),
];
export const DISK_BYTES = 1_000_000_000_000;
export const BOOT_DISK = "sda";
/** The name of a RAID that somebody else made, on the disks that are theirs. */
export const FOREIGN_RAID = "theirs";
export const isForeign = (name: unknown): boolean => name === "sdx" || name === "sdy";
