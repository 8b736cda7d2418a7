import { type Answer, type Context, deleted, ok, okText, requireDisk, requireMachine } from "../context";
import { badRequest, forbidden, modelError, serverError, stateConflict } from "../errors";
import { changeTag, format, mount, unformat, unmount } from "../model/filesystems";
import { removeDisk } from "../model/removal";
import { refreshVirtualDisks } from "../model/virtual-disks";
import { renderDisk } from "../render/devices";
import { groupWord } from "../rules/filesystems";
import { isNameTaken } from "../rules/names";
import { requireAdmin, requireFormatRights, requireReady } from "../rules/permissions";
import { ALIGNMENT, floorToAlignment, volumeGroupSize } from "../rules/sizes";
import { type Disk, logicalVolumesOf, type Machine, membersOf } from "../world";

const ABSOLUTE = /^(\/[^/]*)+$/;
const DUPLICATE = { __all__: ["Block device with this Node config and Name already exists."] };

export function list(context: Context): Answer {
  const machine = requireMachine(context);
  const disks = [...machine.storage.disks].sort((a, b) => a.id - b.id);
  return ok(disks.map((disk) => renderDisk(machine, disk, false)));
}

export function read(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  return ok(renderDisk(machine, disk));
}

/** `forms: CreatePhysicalBlockDeviceForm`; allowed in any state. */
export function create(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  if (!user.admin) throw forbidden("This method is reserved for admin users.");
  requireAdmin(user, machine);
  const name = form.requiredText("name");
  const idPath = pathField(context);
  const model = form.text("model") ?? "";
  const serial = form.text("serial") ?? "";
  const size = requiredBytes(context, "size", ALIGNMENT);
  const blockSize = requiredBytes(context, "block_size", 512);
  const numaNode = form.text("numa_node") ?? "0";
  if (numaNode !== "0") form.problem("numa_node", "Invalid NUMA node");
  if (idPath === undefined && (model === "" || serial === "")) {
    form.problem("__all__", "serial/model are required if id_path is not provided.");
  }
  form.validate();
  if (isNameTaken(machine.storage, name)) throw modelError(DUPLICATE);
  const disk: Disk = {
    kind: "disk",
    id: world.nextId("disk"),
    type: "physical",
    name,
    uuid: null,
    model,
    serial,
    idPath: idPath ?? "",
    size,
    blockSize,
    tags: [],
    firmwareVersion: null,
    numaNode: 0,
    tables: [],
    filesystem: null,
  };
  machine.storage.disks.push(disk);
  return ok(renderDisk(machine, disk));
}

function pathField({ form }: Context): string | undefined {
  const path = form.raw("id_path");
  if (path === undefined || path === "") return undefined;
  if (ABSOLUTE.test(path)) return path;
  form.problem("id_path", "Enter a valid value.");
  return undefined;
}

function requiredBytes({ form }: Context, name: string, least: number): number {
  if (!form.raw(name)) form.problem(name, "This field is required.");
  return form.bytes(name, least) ?? 0;
}

/** Deployed machines let only the description of a physical disk be changed. */
export function update(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  requireAdmin(context.user, machine);
  if (machine.status === "Deployed" && disk.type === "virtual") {
    throw stateConflict("Cannot update virtual block device because the machine is Deployed.");
  }
  if (machine.status !== "Deployed")
    requireReady(machine, "Cannot update block device because the machine is not Ready.");
  if (disk.type === "physical") updatePhysical(context, machine, disk);
  else updateVirtual(context, machine, disk);
  refreshVirtualDisks(machine);
  return ok(renderDisk(machine, disk));
}

function rename({ form }: Context, machine: Machine, disk: Disk): void {
  const name = form.text("name");
  if (name === undefined) {
    if (form.has("name") && disk.type === "physical") form.problem("name", "This field cannot be blank.");
    return;
  }
  form.validate();
  if (isNameTaken(machine.storage, name, disk)) throw modelError(DUPLICATE);
  disk.name = name;
  if (disk.group !== undefined && disk.group.kind !== "volume-group") disk.group.name = name;
}

function updatePhysical(context: Context, machine: Machine, disk: Disk): void {
  const { form } = context;
  const isReady = machine.status === "Ready";
  const size = isReady ? form.bytes("size") : undefined;
  const blockSize = isReady ? form.bytes("block_size", 512) : undefined;
  const path = form.raw("id_path") ? pathField(context) : undefined;
  const table = isReady ? tableField(context, disk) : undefined;
  rename(context, machine, disk);
  form.validate();
  if (form.has("model")) disk.model = form.text("model") ?? "";
  if (form.has("serial")) disk.serial = form.text("serial") ?? "";
  if (form.has("id_path")) disk.idPath = path ?? "";
  disk.size = size ?? disk.size;
  disk.blockSize = blockSize ?? disk.blockSize;
  applyTable(disk, table);
}

function tableField({ form }: Context, disk: Disk): "GPT" | "MBR" | undefined {
  const type = form.choice("partition_table_type", ["GPT", "MBR"], false);
  if (type === undefined) return undefined;
  if (disk.tables.length === 0) form.problem("partition_table_type", "Block device has no partition table");
  return type === "GPT" ? "GPT" : "MBR";
}

function applyTable(disk: Disk, type: "GPT" | "MBR" | undefined): void {
  const [table] = disk.tables;
  if (table !== undefined && type !== undefined) table.type = type;
}

function updateVirtual(context: Context, machine: Machine, disk: Disk): void {
  const { form } = context;
  const size = form.bytes("size");
  const uuid = form.uuid();
  const table = tableField(context, disk);
  form.validate();
  if (size !== undefined) resize(context, machine, disk, size);
  rename(context, machine, disk);
  form.validate();
  if (uuid !== undefined) disk.uuid = uuid;
  applyTable(disk, table);
}

function resize({ form }: Context, machine: Machine, disk: Disk, size: number): void {
  const { group } = disk;
  if (group?.kind !== "volume-group") {
    // MAAS means to say that the size cannot be changed, and fails.
    if (size !== disk.size) throw serverError("");
    return;
  }
  const members = membersOf(machine.storage, group).map((device) => device.size);
  const others = logicalVolumesOf(machine.storage, group).filter((volume) => volume !== disk);
  const free = volumeGroupSize(members) - others.reduce((sum, volume) => sum + volume.size, 0);
  const wanted = floorToAlignment(size);
  if (wanted > free) {
    const shown = form.raw("size") ?? "";
    form.problem("__all__", `There is not enough free space (${human(size)}) on volume group ${group.name}.`);
    void shown;
  }
  form.validate();
  disk.size = wanted;
}

const human = (bytes: number): string =>
  bytes >= 1e12 ? `${(bytes / 1e12).toFixed(1)} TB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** Refused only when the whole disk is a member; what its partitions are part of is not looked at. */
export function remove(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete block device because the machine is not Ready.");
  const { filesystem } = disk;
  if (filesystem?.group !== undefined) {
    throw badRequest(`Cannot delete block device because its part of a ${groupWord(filesystem)}.`);
  }
  removeDisk(machine.storage, disk);
  refreshVirtualDisks(machine);
  return deleted();
}

const onFormat =
  (verb: string, run: (machine: Machine, disk: Disk, context: Context) => void) =>
  (context: Context): Answer => {
    const { machine, disk } = requireDisk(context);
    requireFormatRights(context.user, machine, verb, "block device");
    run(machine, disk, context);
    return ok(renderDisk(machine, disk));
  };

const onTag =
  (add: boolean) =>
  (context: Context): Answer => {
    const { machine, disk } = requireDisk(context);
    requireAdmin(context.user, machine);
    requireReady(machine, "Cannot update block device because the machine is not Ready.");
    changeTag(disk, context.form, add);
    return ok(renderDisk(machine, disk));
  };

/** A filesystem of its own on the disk goes without a word. `models/node.py: clean_boot_disk` */
function setBootDisk(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot set as boot disk because the machine is not Ready.");
  if (disk.type === "virtual") throw badRequest("Cannot set a virtual block device as the boot disk.");
  const { filesystem } = disk;
  if (filesystem?.group !== undefined) {
    const use = `${groupWord(filesystem)} '${filesystem.group.name}'`;
    throw modelError({ boot_disk: [`Cannot be set as the boot disk; already in-use in ${use}.`] });
  }
  if (filesystem?.cacheSet !== undefined) {
    const name = `cache${machine.storage.cacheSets.indexOf(filesystem.cacheSet)}`;
    throw modelError({ boot_disk: [`Cannot be set as the boot disk; already in-use in cache set '${name}'.`] });
  }
  disk.filesystem = null;
  machine.storage.bootDiskId = disk.id;
  return okText("OK");
}

export const operations = {
  format: onFormat("format", (machine, disk, { form }) => format(machine, disk, form)),
  unformat: onFormat("unformat", (machine, disk) => unformat(machine, disk)),
  mount: onFormat("mount", (machine, disk, { form }) => mount(machine, disk, form)),
  unmount: onFormat("unmount", (_machine, disk) => unmount(disk)),
  add_tag: onTag(true),
  remove_tag: onTag(false),
  set_boot_disk: setBootDisk,
};
