import { RAID_LEVELS } from "../constants";
import { type GroupType, type RaidLevel } from "../storage/records";

const raidLevels: ReadonlySet<string> = new Set(RAID_LEVELS);

export function isRaid(type: GroupType): type is RaidLevel {
  return raidLevels.has(type);
}

/** What error messages call a group (models/filesystemgroup.py: get_nice_name). */
export function groupWord(type: GroupType): string {
  if (type === "lvm-vg") return "volume group";
  return type === "bcache" ? "Bcache" : "RAID";
}
