import { type Emulator } from "../../emulator";
import { type Random } from "./random";

/** The disks that every machine of a chaos run has beside its boot disk. */
export const DISKS = ["sdb", "sdc", "sdd", "sde", "sdf", "sdg"] as const;

const pick = <T>(random: Random, list: readonly T[], otherwise: T): T =>
  list[Math.floor(random() * list.length)] ?? otherwise;

const filesystem = (random: Random, mountPoint: string): string => {
  const type = pick(random, ["ext4", "xfs", "btrfs"], "ext4");
  if (random() < 0.2) return "";
  return `, filesystem: { type: "${type}"${random() < 0.7 ? `, mountPoint: "${mountPoint}"` : ""} }`;
};

/** The resources of one machine: every kind, on disks that no other resource of it has. */
function machineText(random: Random, machine: string, at: number): string[] {
  const [a, b, c, d, e, f] = [...DISKS].sort(() => random() - 0.5);
  const mode = pick(random, ["writeback", "writethrough", "writearound"], "writeback");
  const parts = 1 + Math.floor(random() * 3);
  return [
    `const m${at} = "${machine}";`,
    ...Array.from(
      { length: parts },
      (_, n) =>
        `new maas.Partition("p${at}-${n}", { machine: m${at}, blockDevice: "${a}", size: "${n + 1}GiB"` +
        `${filesystem(random, `/p${n}`)} });`,
    ),
    `const x${at} = new maas.Partition("x${at}", { machine: m${at}, blockDevice: "${b}" });`,
    `const y${at} = new maas.Partition("y${at}", { machine: m${at}, blockDevice: "${c}" });`,
    `new maas.Raid("md${at}", { machine: m${at}, level: "raid-1", devices: [x${at}, y${at}]` +
      `${random() < 0.5 ? `, spareDevices: ["${d}"]` : ""}${filesystem(random, "/r")} });`,
    `const s${at} = new maas.BcacheCacheSet("set${at}", { machine: m${at}, cacheDevice: "${e}" });`,
    `new maas.Bcache("bc${at}", { machine: m${at}, cacheSet: s${at}, backingDevice: "${f}", ` +
      `cacheMode: "${mode}"${filesystem(random, "/b")} });`,
  ];
}

/** A program with resources of every kind on so many machines. */
export const randomProgram = (random: Random, machines: readonly string[]): string =>
  ['import * as maas from "pulumi-maas";', ...machines.flatMap((id, at) => machineText(random, id, at)), ""].join("\n");

/** The ids of everything that a machine of the emulator holds, as Pulumi's state has them. */
export function objectsOf(emulator: Emulator, hostname: string): string[] {
  const machine = emulator.machine(hostname);
  const ids = (key: string, kind: string): string[] =>
    listOf(machine[key]).map(({ id }) => `${machine.system_id}/${kind}/${String(id)}`);
  const partitions = listOf(machine["blockdevice_set"])
    .flatMap((disk) => listOf(disk["partitions"]))
    .map(({ id }) => `${machine.system_id}/partition/${String(id)}`);
  return [...partitions, ...ids("raids", "raid"), ...ids("bcaches", "bcache"), ...ids("cache_sets", "cache-set")];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
