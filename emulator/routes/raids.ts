import { commit, commitNew, findGroup, findMachine, formOf, type OnGroup } from "./call";
import { RAID_LEVELS } from "../world/constants";
import { type Choices, type Form } from "../wire/form";
import { renderRaid } from "../render/group";
import { type Endpoint, type Handler } from "./endpoint";
import { deviceChoices, freeDevices, freePartitions, partitionChoices } from "../rules/storage/free-devices";
import { deleteGroup } from "../rules/storage/group";
import { isRaid } from "../rules/storage/group-kinds";
import { listedGroups } from "../rules/storage/listed-groups";
import { requireReady } from "../rules/life/permissions";
import { createRaid, type RaidMembers, updateRaid } from "../rules/storage/raid";
import { type BlockDevice, type Partition, type RaidLevel } from "../world/storage/records";
import { DELETED, jsonReply } from "../wire/reply";

const list: Handler = (call) => {
  const { storage } = findMachine(call, "view");
  return jsonReply(listedGroups(storage, isRaid).map((raid) => renderRaid(storage, raid)));
};

interface MemberChoices {
  readonly devices: Choices<BlockDevice>;
  readonly partitions: Choices<Partition>;
}

/** The four member fields of a new RAID: what is named twice counts once. */
function membersOf(form: Form, free: MemberChoices): RaidMembers {
  const byId = <T extends { readonly id: number }>(found: T[]): T[] => found.sort((a, b) => a.id - b.id);
  return {
    devices: byId(form.many("block_devices", free.devices)),
    partitions: byId(form.many("partitions", free.partitions)),
    spareDevices: byId(form.many("spare_devices", free.devices)),
    sparePartitions: byId(form.many("spare_partitions", free.partitions)),
  };
}

/** The same of an update, which takes them one by one: what is named twice is there the second time. */
function additionsOf(form: Form, free: MemberChoices): RaidMembers {
  return {
    devices: form.each("add_block_devices", free.devices),
    partitions: form.each("add_partitions", free.partitions),
    spareDevices: form.each("add_spare_devices", free.devices),
    sparePartitions: form.each("add_spare_partitions", free.partitions),
  };
}

/** forms: CreateRaidForm */
const create: Handler = (call) => {
  const on = findMachine(call, "admin");
  const { machine, storage } = on;
  requireReady(machine, "Cannot create RAID because the machine is not Ready.");
  const form = formOf(call);
  const name = form.text("name");
  const uuid = form.uuid();
  const level: RaidLevel | undefined = form.word("level", RAID_LEVELS, { required: true });
  const members = membersOf(form, {
    devices: deviceChoices(freeDevices(storage)),
    partitions: partitionChoices(storage, freePartitions(storage)),
  });
  const isChoiceWrong = form.isWrong("block_devices") || form.isWrong("partitions");
  if (!isChoiceWrong && members.devices.length + members.partitions.length === 0) {
    form.failForm("At least one block device or partition must be added to the array.");
  }
  form.validate();
  const raid = commitNew(on, (draft) => createRaid(draft, { name, level: level ?? "raid-0", uuid }, members));
  return jsonReply(renderRaid(raid.storage, raid.made));
};

const read: Handler = (call) => {
  const { storage, group } = findGroup(call, "RAID", "view");
  return jsonReply(renderRaid(storage, group));
};

/** What may be removed: the members, active or spare; the two sorts of field take either. */
function removalsOf(form: Form, { storage, group }: OnGroup): (BlockDevice | Partition)[] {
  const members = storage.members(group.id).flatMap((member) => storage.holderOf(member) ?? []);
  const devices = deviceChoices(members.flatMap((member) => (member.type === "partition" ? [] : [member])));
  const partitions = partitionChoices(
    storage,
    members.flatMap((member) => (member.type === "partition" ? [member] : [])),
  );
  return [
    ...form.each("remove_block_devices", devices),
    ...form.each("remove_spare_devices", devices),
    ...form.each("remove_partitions", partitions),
    ...form.each("remove_spare_partitions", partitions),
  ];
}

/** The level stays, whatever is sent (forms: UpdateRaidForm). */
const update: Handler = (call) => {
  const on = findGroup(call, "RAID", "admin");
  const { machine, storage, group } = on;
  requireReady(machine, "Cannot update RAID because the machine is not Ready.");
  const form = formOf(call);
  const name = form.text("name");
  const uuid = form.uuid();
  const add = additionsOf(form, {
    devices: deviceChoices(freeDevices(storage)),
    partitions: partitionChoices(storage, freePartitions(storage)),
  });
  const remove = removalsOf(form, on);
  form.validate();
  const raid = commitNew(on, (draft) => updateRaid(draft, group, { remove, add, name, uuid }));
  return jsonReply(renderRaid(raid.storage, raid.made));
};

const remove: Handler = (call) => {
  const on = findGroup(call, "RAID", "admin");
  requireReady(on.machine, "Cannot delete RAID because the machine is not Ready.");
  commit(on, (draft) => deleteGroup(draft, on.group, { force: false }));
  return DELETED;
};

export const raids: Endpoint = { methods: { GET: list, POST: create } };
export const raid: Endpoint = { methods: { GET: read, PUT: update, DELETE: remove } };
