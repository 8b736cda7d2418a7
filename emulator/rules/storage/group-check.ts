import { type Filesystem, type FilesystemGroup } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { isRaid } from "./group-kinds";
import { ModelCheck } from "./model-check";
import { raidProblem } from "./raid-members";

/** What a group finds wrong with itself. */
export function checkGroup(storage: Storage, group: FilesystemGroup): ModelCheck {
  const check = new ModelCheck();
  check.notBlank("name", group.name);
  check.maxLength("name", group.name, 255);
  const problem = storage.rows.groups.has(group.id) ? memberProblem(storage, group) : undefined;
  if (problem !== undefined) check.addForModel(problem);
  return check;
}

/** FilesystemGroup.clean; a new group has no members yet and is not asked. */
function memberProblem(storage: Storage, group: FilesystemGroup): string | undefined {
  const members = storage.members(group.id);
  if (members.length === 0) return "At least one filesystem must have been added.";
  if (isRaid(group.type)) return raidProblem(group.type, members);
  return group.type === "bcache" ? bcacheProblem(storage, members) : undefined;
}

function bcacheProblem(storage: Storage, members: readonly Filesystem[]): string | undefined {
  if (members.length > 1) return "Bcache can only contain one backing device.";
  const [backing] = members;
  const device = backing?.deviceId == null ? undefined : storage.rows.devices.get(backing.deviceId);
  const isLogicalVolume = device?.type === "virtual" && storage.groupBehind(device).type === "lvm-vg";
  return isLogicalVolume ? "Bcache cannot use a logical volume as a backing device." : undefined;
}
