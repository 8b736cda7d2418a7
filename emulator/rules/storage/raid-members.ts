import { type Filesystem, type RaidLevel } from "../../world/storage/records";

/** The least number of active members, and whether spares may be added (FilesystemGroup._validate_raid; RAID-10 takes three). */
const LEVELS: Readonly<Record<RaidLevel, { readonly least: number; readonly spares: boolean }>> = {
  "raid-0": { least: 2, spares: false },
  "raid-1": { least: 2, spares: true },
  "raid-5": { least: 3, spares: true },
  "raid-6": { least: 4, spares: true },
  "raid-10": { least: 3, spares: true },
};

/** What is wrong with the members of a RAID, in MAAS's words. */
export function raidProblem(level: RaidLevel, members: readonly Filesystem[]): string | undefined {
  const { least, spares } = LEVELS[level];
  const active = members.filter(({ fstype }) => fstype === "raid").length;
  const spare = members.filter(({ fstype }) => fstype === "raid-spare").length;
  if (active >= least && (spares || spare === 0)) return undefined;
  const ending = spares ? "any number of spares" : "no spares";
  return `RAID level ${level.slice("raid-".length)} must have at least ${least} raid devices and ${ending}.`;
}
