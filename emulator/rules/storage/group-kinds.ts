import { RAID_LEVELS } from "../../world/constants";
import { type GroupType, type RaidLevel } from "../../world/storage/records";

const raidLevels: ReadonlySet<string> = new Set(RAID_LEVELS);

export function isRaid(type: GroupType): type is RaidLevel {
  return raidLevels.has(type);
}

/** What error messages call a group (models/filesystemgroup.py: get_nice_name). */
export function groupWord(type: GroupType): string {
  if (type === "lvm-vg") return "volume group";
  return type === "bcache" ? "Bcache" : "RAID";
}
