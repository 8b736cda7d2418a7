import { type Answer, choices, type Context, deleted, ok, requireGroup, requireMachine } from "../context";
import { modelError, serverError } from "../errors";
import { isBootDisk, join, leave, memberProblem, wholePartition } from "../model/membership";
import { removeGroup } from "../model/removal";
import { refreshVirtualDisks, saveVirtualDisk } from "../model/virtual-disks";
import { renderRaid } from "../render/devices";
import { isFree } from "../rules/filesystems";
import { bootDisk } from "../rules/names";
import { requireAdmin, requireReady } from "../rules/permissions";
import { type Device, type Group, type Machine, membersOf, newUuid } from "../world";

const LEVELS = ["raid-0", "raid-1", "raid-5", "raid-6", "raid-10"];
const NOTHING = "At least one block device or partition must be added to the array.";

export function list(context: Context): Answer {
  const machine = requireMachine(context);
  const raids = machine.storage.groups.filter((group) => group.kind === "raid");
  return ok(raids.map((raid) => renderRaid(machine, raid)));
}

export function read(context: Context): Answer {
  const { machine, group } = requireGroup(context, "raid");
  return ok(renderRaid(machine, group));
}

/** `forms: CreateRaidForm`, `models/filesystemgroup.py: RAIDManager.create_raid` */
export function create(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create RAID because the machine is not Ready.");
  const free = choices(machine, isFree);
  const name = form.text("name") ?? "";
  const uuid = form.uuid();
  const level = form.choice("level", LEVELS, true) ?? "";
  const disks = form.chosen("block_devices", free.disk);
  const partitions = form.chosen("partitions", free.partition);
  const spareDisks = form.chosen("spare_devices", free.disk);
  const sparePartitions = form.chosen("spare_partitions", free.partition);
  const isChosen = !form.isWrong("block_devices") && !form.isWrong("partitions");
  if (isChosen && disks.length + partitions.length === 0) form.problem("__all__", NOTHING);
  form.validate();
  if (bootDisk(machine.storage) === undefined) throw serverError("'NoneType' object has no attribute 'id'");
  const members = partitioned(context, machine, disks, spareDisks);
  const raid: Group = {
    id: world.nextId("group"),
    kind: "raid",
    name,
    uuid: uuid ?? newUuid(),
    level,
    cacheMode: null,
    cacheSet: null,
  };
  for (const device of [...members.active, ...partitions]) join(device, "raid", raid);
  for (const device of [...members.spare, ...sparePartitions]) join(device, "raid-spare", raid);
  machine.storage.groups.push(raid);
  checkRaid(machine, raid);
  saveVirtualDisk(world, machine, raid);
  return ok(renderRaid(machine, raid));
}

/** With the boot disk among them, all disks of both lists get a partition over all of each. */
function partitioned({ world }: Context, machine: Machine, disks: readonly Device[], spares: readonly Device[]) {
  const all = [...disks, ...spares];
  if (!all.some((disk) => isBootDisk(machine, disk))) return { active: disks, spare: spares };
  const made = new Map<Device, Device>();
  const whole = (disk: Device): Device => {
    const partition = made.get(disk) ?? (disk.kind === "disk" ? wholePartition(world, machine, disk) : disk);
    made.set(disk, partition);
    return partition;
  };
  return { active: disks.map(whole), spare: spares.map(whole) };
}

function checkRaid(machine: Machine, raid: Group): void {
  const active = membersOf(machine.storage, raid, "raid").length;
  const spares = membersOf(machine.storage, raid, "raid-spare").length;
  const problem =
    active + spares === 0
      ? "At least one filesystem must have been added."
      : memberProblem(raid.level ?? "", active, spares);
  const fields = {
    ...(raid.name === "" ? { name: ["This field cannot be blank."] } : {}),
    ...(problem === undefined ? {} : { __all__: [problem] }),
  };
  if (Object.keys(fields).length > 0) throw modelError(fields);
}

/** Removals come first, and each is checked at once. `forms: UpdateRaidForm.save` */
export function update(context: Context): Answer {
  const { machine, group: raid } = requireGroup(context, "raid");
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot update RAID because the machine is not Ready.");
  const name = form.text("name");
  const uuid = form.uuid();
  const free = choices(machine, isFree);
  const own = choices(machine, (device) => device.filesystem?.group === raid);
  const adding = {
    active: [
      ...form.chosen<Device>("add_block_devices", free.disk),
      ...form.chosen<Device>("add_partitions", free.partition),
    ],
    spare: [
      ...form.chosen<Device>("add_spare_devices", free.disk),
      ...form.chosen<Device>("add_spare_partitions", free.partition),
    ],
  };
  const leaving = [
    ...form.chosen<Device>("remove_block_devices", own.disk),
    ...form.chosen<Device>("remove_partitions", own.partition),
    ...form.chosen<Device>("remove_spare_devices", own.disk),
    ...form.chosen<Device>("remove_spare_partitions", own.partition),
  ];
  form.validate();
  if (name !== undefined) raid.name = name;
  if (uuid !== undefined) raid.uuid = uuid;
  for (const device of leaving) {
    leave(device);
    checkRaid(machine, raid);
  }
  for (const device of adding.active) join(whole(context, machine, device), "raid", raid);
  for (const device of adding.spare) join(whole(context, machine, device), "raid-spare", raid);
  if ([...adding.active, ...adding.spare].some((device) => device.kind === "disk" && device.group === raid)) {
    throw serverError("maximum recursion depth exceeded");
  }
  checkRaid(machine, raid);
  saveVirtualDisk(world, machine, raid);
  return ok(renderRaid(machine, raid));
}

const whole = ({ world }: Context, machine: Machine, device: Device): Device =>
  device.kind === "disk" && isBootDisk(machine, device) ? wholePartition(world, machine, device) : device;

/** Never refused for what is on it. */
export function remove(context: Context): Answer {
  const { machine, group } = requireGroup(context, "raid");
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete RAID because the machine is not Ready.");
  removeGroup(machine.storage, group);
  refreshVirtualDisks(machine);
  return deleted();
}
