import { type Disk } from "./storage/disks";

/** What commissioning finds in a machine. */
export interface Hardware {
  readonly cpuCount: number;
  /** MiB. */
  readonly memory: number;
  readonly biosBootMethod: string | null;
  readonly disks: readonly Disk[];
}

const disk = (name: string, size: number, model: string, tags: readonly string[]): Disk => ({
  ...{ name, size, model, tags, serial: "", idPath: null, firmwareVersion: null },
  ...{ blockSize: 512, numaNode: 0 },
});

const ssd = (name: string): Disk => disk(name, 480_103_981_056, "SSD480", ["ssd", "sata"]);
const rotating = (name: string): Disk => disk(name, 4_000_787_030_016, "HDD4000", ["rotary", "sata", "7200rpm"]);

/** Of a machine that was made through the API, when the fleet does not say. */
export const USUAL_HARDWARE: Hardware = {
  cpuCount: 8,
  memory: 16_384,
  biosBootMethod: "uefi",
  disks: [ssd("sda"), ssd("sdb"), rotating("sdc"), rotating("sdd")],
};
