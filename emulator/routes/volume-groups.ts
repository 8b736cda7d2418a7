import { asId } from "../wire/python";
import { commit, commitNew, findGroup, findMachine, formOf } from "./call";
import { MIN_BLOCK_DEVICE_SIZE } from "../world/constants";
import { renderNewVolume } from "../render/block-device";
import { renderVolumeGroup } from "../render/group";
import { type Endpoint, type Handler } from "./endpoint";
import { deviceChoices, freeDevices, freePartitions, partitionChoices } from "../rules/storage/free-devices";
import { deleteGroup } from "../rules/storage/group";
import { freeSpace } from "../rules/storage/group-size";
import { listedGroups } from "../rules/storage/listed-groups";
import { requireReady } from "../rules/life/permissions";
import { removeDevice } from "../rules/storage/removal";
import { createLogicalVolume, createVolumeGroup, updateVolumeGroup } from "../rules/storage/volume-group";
import { badRequest, DELETED, jsonReply, serverError } from "../wire/reply";

const list: Handler = (call) => {
  const { storage } = findMachine(call, "view");
  const groups = listedGroups(storage, (type) => type === "lvm-vg");
  return jsonReply(groups.map((group) => renderVolumeGroup(storage, group)));
};

/** Names need not be unique (forms: CreateVolumeGroupForm). */
const create: Handler = (call) => {
  const on = findMachine(call, "admin");
  const { machine, storage } = on;
  requireReady(machine, "Cannot create volume group because the machine is not Ready.");
  const form = formOf(call);
  const name = form.text("name", { required: true });
  const uuid = form.uuid();
  const devices = form.many("block_devices", deviceChoices(freeDevices(storage)));
  const partitions = form.many("partitions", partitionChoices(storage, freePartitions(storage)));
  const isChoiceWrong = form.isWrong("block_devices") || form.isWrong("partitions");
  if (name !== "" && devices.length + partitions.length === 0 && !isChoiceWrong) {
    form.failForm("At least one valid block device or partition is required.");
  }
  form.validate();
  const group = commitNew(on, (draft) => createVolumeGroup(draft, { name, uuid }, { devices, partitions }));
  return jsonReply(renderVolumeGroup(group.storage, group.made));
};

const read: Handler = (call) => {
  const { storage, group } = findGroup(call, "VolumeGroup", "view");
  return jsonReply(renderVolumeGroup(storage, group));
};

/** forms: UpdateVolumeGroupForm */
const update: Handler = (call) => {
  const on = findGroup(call, "VolumeGroup", "admin");
  const { machine, storage, group } = on;
  requireReady(machine, "Cannot update volume group because the machine is not Ready.");
  const form = formOf(call);
  const members = storage.members(group.id).flatMap((member) => storage.holderOf(member) ?? []);
  const ownDevices = members.flatMap((member) => (member.type === "partition" ? [] : [member]));
  const ownPartitions = members.flatMap((member) => (member.type === "partition" ? [member] : []));
  const name = form.text("name") || group.name;
  const uuid = form.uuid() ?? group.uuid;
  const add = {
    devices: form.many("add_block_devices", deviceChoices(freeDevices(storage))),
    partitions: form.many("add_partitions", partitionChoices(storage, freePartitions(storage))),
  };
  const remove = {
    devices: form.many("remove_block_devices", deviceChoices(ownDevices)),
    partitions: form.many("remove_partitions", partitionChoices(storage, ownPartitions)),
  };
  form.validate();
  const updated = { ...group, name, uuid };
  const after = commit(on, (draft) => updateVolumeGroup(draft, updated, { add, remove }));
  return jsonReply(renderVolumeGroup(after, updated));
};

const remove: Handler = (call) => {
  const on = findGroup(call, "VolumeGroup", "admin");
  requireReady(on.machine, "Cannot delete volume group because the machine is not Ready.");
  commit(on, (draft) => deleteGroup(draft, on.group, { force: false }));
  return DELETED;
};

/** Answers half a device (forms: CreateLogicalVolumeForm). */
const createVolume: Handler = (call) => {
  const on = findGroup(call, "VolumeGroup", "admin");
  const { machine, storage, group } = on;
  requireReady(machine, "Cannot create logical volume because the machine is not Ready.");
  const form = formOf(call);
  const free = freeSpace(storage, group);
  const name = form.text("name", { required: true });
  const uuid = form.uuid();
  const size = form.bytes("size", { min: MIN_BLOCK_DEVICE_SIZE, max: free });
  if (free < MIN_BLOCK_DEVICE_SIZE) {
    // The limits of the size contradict each other then: only this is said.
    form.forgive("size");
    form.failForm(
      `Volume group (${group.name}) cannot hold any more logical volumes, because it doesn't have enough free space.`,
    );
  }
  form.validate();
  const volume = commitNew(on, (draft) => createLogicalVolume(draft, group, { name, uuid, size }));
  const made = volume.storage.virtualDevices(group.id).find(({ id }) => id === volume.made.id) ?? volume.made;
  return jsonReply(renderNewVolume(volume.storage, made));
};

/** A volume that is not there is as good as deleted (api/volume_groups.py: delete_logical_volume). */
const deleteVolume: Handler = (call) => {
  const on = findGroup(call, "VolumeGroup", "admin");
  requireReady(on.machine, "Cannot delete logical volume because the machine is not Ready.");
  const given = call.body.text("id");
  if (given === undefined) throw badRequest("No provided id!");
  const id = asId(given);
  if (id === undefined) throw serverError(`Field 'id' expected a number but got '${given}'.`);
  const volume = on.storage.virtualDevices(on.group.id).find((device) => device.id === id);
  commit(on, (draft) => {
    if (volume !== undefined) removeDevice(draft, volume);
  });
  return DELETED;
};

export const volumeGroups: Endpoint = { methods: { GET: list, POST: create } };
export const volumeGroup: Endpoint = {
  methods: { GET: read, PUT: update, DELETE: remove },
  operations: { POST: { create_logical_volume: createVolume, delete_logical_volume: deleteVolume } },
};
