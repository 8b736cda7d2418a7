import { type Raid, type RaidChange } from "../api/raids";
import { isPartition, type Member } from "../machine/storage";
import { sameUuid } from "./identity";
import { type MemberChange } from "./members";

/** The numbers of those members that are partitions, or of those that are disks: MAAS takes them apart. */
export const idsOf = (members: readonly Member[], ofPartitions: boolean): number[] =>
  members.filter((member) => isPartition(member) === ofPartitions).map((member) => member.id);

/** True when a RAID shows all that a change asks for. */
export function isApplied(raid: Raid, fields: RaidChange): boolean {
  const has = (members: readonly Member[], ids: readonly number[] = [], ofPartitions: boolean): boolean =>
    ids.every((id) => idsOf(members, ofPartitions).includes(id));
  const hasNone = (members: readonly Member[], ids: readonly number[] = [], ofPartitions: boolean): boolean =>
    ids.every((id) => !idsOf(members, ofPartitions).includes(id));
  return (
    (fields.name === undefined || raid.name === fields.name) &&
    (fields.uuid === undefined || sameUuid(raid.uuid, fields.uuid)) &&
    has(raid.devices, fields.add_block_devices, false) &&
    has(raid.devices, fields.add_partitions, true) &&
    has(raid.spare_devices, fields.add_spare_devices, false) &&
    has(raid.spare_devices, fields.add_spare_partitions, true) &&
    hasNone(raid.devices, fields.remove_block_devices, false) &&
    hasNone(raid.devices, fields.remove_partitions, true) &&
    hasNone(raid.spare_devices, fields.remove_spare_devices, false) &&
    hasNone(raid.spare_devices, fields.remove_spare_partitions, true)
  );
}

/** The fields of one PUT of members. */
export function memberFields(step: MemberChange, pick: (keys: readonly string[]) => Member[]) {
  return {
    remove_block_devices: idsOf(pick(step.removeActive), false),
    remove_partitions: idsOf(pick(step.removeActive), true),
    remove_spare_devices: idsOf(pick(step.removeSpare), false),
    remove_spare_partitions: idsOf(pick(step.removeSpare), true),
    add_block_devices: idsOf(pick(step.addActive), false),
    add_partitions: idsOf(pick(step.addActive), true),
    add_spare_devices: idsOf(pick(step.addSpare), false),
    add_spare_partitions: idsOf(pick(step.addSpare), true),
  };
}
