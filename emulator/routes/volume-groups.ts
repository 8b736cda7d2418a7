import { type Answer, choices, type Context, deleted, ok, requireGroup, requireMachine } from "../context";
import { badRequest, modelError, serverError } from "../errors";
import { asMember, join, leave } from "../model/membership";
import { removeDisk, removeGroup } from "../model/removal";
import { newVirtualDisk } from "../model/virtual-disks";
import { renderNewLogicalVolume, renderVolumeGroup } from "../render/devices";
import { isFree } from "../rules/filesystems";
import { isNameTaken } from "../rules/names";
import { requireAdmin, requireReady } from "../rules/permissions";
import { ALIGNMENT, floorToAlignment, volumeGroupSize } from "../rules/sizes";
import { type Device, type Group, logicalVolumesOf, type Machine, membersOf, newUuid } from "../world";

export function list(context: Context): Answer {
  const machine = requireMachine(context);
  const groups = machine.storage.groups.filter((group) => group.kind === "volume-group");
  return ok(groups.map((group) => renderVolumeGroup(machine, group)));
}

export function read(context: Context): Answer {
  const { machine, group } = requireGroup(context, "volume-group");
  return ok(renderVolumeGroup(machine, group));
}

/** `forms: CreateVolumeGroupForm`; the name need not be unique. */
export function create(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create volume group because the machine is not Ready.");
  const free = choices(machine, isFree);
  const name = form.requiredText("name");
  const uuid = form.uuid();
  const devices: Device[] = [...form.chosen("block_devices", free.disk), ...form.chosen("partitions", free.partition)];
  const isChosen = !form.isWrong("block_devices") && !form.isWrong("partitions") && !form.isWrong("name");
  if (isChosen && devices.length === 0) {
    form.problem("__all__", "At least one valid block device or partition is required.");
  }
  form.validate();
  const group: Group = {
    id: world.nextId("group"),
    kind: "volume-group",
    name,
    uuid: uuid ?? newUuid(),
    level: null,
    cacheMode: null,
    cacheSet: null,
  };
  for (const device of devices) join(asMember(world, machine, device), "lvm-pv", group);
  machine.storage.groups.push(group);
  return ok(renderVolumeGroup(machine, group));
}

const sizeOf = (machine: Machine, group: Group): number =>
  volumeGroupSize(membersOf(machine.storage, group).map((device) => device.size));

const usedOf = (machine: Machine, group: Group): number =>
  logicalVolumesOf(machine.storage, group).reduce((sum, volume) => sum + volume.size, 0);

/** The final set of members is applied at once. `forms: UpdateVolumeGroupForm` */
export function update(context: Context): Answer {
  const { machine, group } = requireGroup(context, "volume-group");
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot update volume group because the machine is not Ready.");
  const free = choices(machine, isFree);
  const own = choices(machine, (device) => device.filesystem?.group === group);
  const name = form.text("name");
  const uuid = form.uuid();
  const adding = [
    ...form.chosen<Device>("add_block_devices", free.disk),
    ...form.chosen<Device>("add_partitions", free.partition),
  ];
  const leaving = [
    ...form.chosen<Device>("remove_block_devices", own.disk),
    ...form.chosen<Device>("remove_partitions", own.partition),
  ];
  form.validate();
  if (name !== undefined) group.name = name;
  if (uuid !== undefined) group.uuid = uuid;
  for (const device of adding) join(asMember(world, machine, device), "lvm-pv", group);
  for (const device of leaving) leave(device);
  if (membersOf(machine.storage, group).length === 0) {
    throw modelError({ __all__: ["At least one filesystem must have been added."] });
  }
  if (sizeOf(machine, group) < usedOf(machine, group)) {
    throw badRequest("Volume group cannot be smaller than its logical volumes.");
  }
  return ok(renderVolumeGroup(machine, group));
}

export function remove(context: Context): Answer {
  const { machine, group } = requireGroup(context, "volume-group");
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete volume group because the machine is not Ready.");
  if (logicalVolumesOf(machine.storage, group).length > 0) {
    throw badRequest("This volume group has logical volumes; it cannot be deleted.");
  }
  removeGroup(machine.storage, group);
  return deleted();
}

/** Without a size, all that is free; floored to an extent. `forms: CreateLogicalVolumeForm` */
function createLogicalVolume(context: Context): Answer {
  const { machine, group } = requireGroup(context, "volume-group");
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create logical volume because the machine is not Ready.");
  const free = sizeOf(machine, group) - usedOf(machine, group);
  const name = form.requiredText("name");
  const uuid = form.uuid();
  const given = form.bytes("size", ALIGNMENT, Math.max(free, ALIGNMENT));
  if (free < ALIGNMENT) {
    form.problem(
      "__all__",
      `Volume group (${group.name}) cannot hold any more logical volumes, because it doesn't have enough free space.`,
    );
  }
  form.validate();
  if (isNameTaken(machine.storage, name)) {
    throw modelError({ __all__: ["Block device with this Node config and Name already exists."] });
  }
  const volume = newVirtualDisk(world, group, name, uuid ?? newUuid());
  volume.size = floorToAlignment(given ?? free);
  volume.blockSize = 4096;
  machine.storage.disks.push(volume);
  return ok(renderNewLogicalVolume(machine, volume));
}

/** 204 also when there is no such volume. */
function deleteLogicalVolume(context: Context): Answer {
  const { machine, group } = requireGroup(context, "volume-group");
  const { form, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot delete logical volume because the machine is not Ready.");
  const id = form.raw("id");
  if (id === undefined) throw badRequest("No provided id!");
  if (!/^\d+$/.test(id.trim())) throw serverError(`invalid literal for int() with base 10: '${id}'`);
  const volume = logicalVolumesOf(machine.storage, group).find((disk) => disk.id === Number(id));
  if (volume !== undefined) removeDisk(machine.storage, volume);
  return deleted();
}

export const operations = {
  create_logical_volume: createLogicalVolume,
  delete_logical_volume: deleteLogicalVolume,
};
