import { type Answer, type Context, ok, requireMachine } from "../context";
import { ApiError, badRequest, CONTENT_TYPE, forbidden, formError, notFound, stateConflict } from "../errors";
import { mountPoint, requireMountable } from "../model/filesystems";
import { applyLayout, isEmulated, LAYOUT_NAMES, type LayoutOptions } from "../model/layouts";
import { renderController, renderMachine } from "../render/nodes";
import { newFilesystem, VIRTUAL } from "../rules/filesystems";
import { bootDisk } from "../rules/names";
import { requireAdmin, requireEdit, requireReady } from "../rules/permissions";
import { parseBytes, tableOverhead } from "../rules/sizes";
import { type Machine, newUuid } from "../world";
import { filterMachines } from "./filters";

/** Machines in the order of their database ids; those of others are visible only while nobody has them. */
export function list(context: Context): Answer {
  const { world, user, query } = context;
  const visible = filterMachines(world, query).filter(
    (machine) => user.admin || machine.owner === null || machine.owner === user.username,
  );
  return ok(visible.map((machine) => renderMachine(world, machine)));
}

export function read(context: Context): Answer {
  return ok(renderMachine(context.world, requireMachine(context)));
}

/** `/nodes/{id}/` shows whatever kind the node is of. */
export function readNode(context: Context): Answer {
  const { world, params } = context;
  const systemId = params["s"] ?? "";
  const machine = world.machines.get(systemId);
  if (machine !== undefined) return ok(renderMachine(world, machine));
  const controller = world.controllers.get(systemId);
  if (controller === undefined) throw notFound("No Node matches the given query.");
  return ok(renderController(world, controller, controller.isRack ? "rack" : "region"));
}

function powerParameters(context: Context): Answer {
  requireMachine(context);
  if (!context.user.admin) throw forbidden();
  return ok({});
}

const LEAST_BOOT = 536_870_912;
const LEAST_ROOT = 3_221_225_472;
const BOOT_RESERVE = 1_073_741_824;

/** A size of a layout: bytes, a decimal suffix, or a share of the disk. */
function layoutSize({ form }: Context, name: string, whole: number, least: number, most: number): number | undefined {
  const text = form.raw(name);
  if (text === undefined || text === "") return undefined;
  const share = /^(\d+)%$/.exec(text)?.[1];
  const bytes = share === undefined ? parseBytes(text) : Math.floor((whole * Number(share)) / 100);
  if (bytes === undefined) form.problem(name, "Enter a valid value.");
  else if (bytes < least && !(name === "boot_size" && bytes === 0)) {
    form.problem(name, `Size is too small. Minimum size is ${least}.`);
  } else if (bytes > most) form.problem(name, `Size is too large. Maximum size is ${most}.`);
  return bytes;
}

function layoutOptions(context: Context, machine: Machine): LayoutOptions {
  const { form } = context;
  const disks = machine.storage.disks.filter((disk) => disk.type === "physical");
  const boot = bootDisk(machine.storage);
  const whole = boot?.size ?? 0;
  const bootSize = layoutSize(context, "boot_size", whole, LEAST_BOOT, whole - tableOverhead(machine));
  const rootDevice = deviceById(context, machine, "root_device");
  deviceById(context, machine, "cache_device");
  const isBlank = form.raw("storage_layout") === "blank";
  const rootWhole = rootDevice?.size ?? whole;
  const mostRoot = rootWhole - (rootDevice === undefined || rootDevice === boot ? BOOT_RESERVE : 0);
  return {
    bootSize,
    rootDevice,
    rootSize: isBlank ? undefined : layoutSize(context, "root_size", rootWhole, LEAST_ROOT, mostRoot),
    vgName: form.text("vg_name"),
    lvName: form.text("lv_name"),
    lvSize: layoutSize(context, "lv_size", rootWhole, LEAST_ROOT, rootWhole - (bootSize ?? LEAST_BOOT)),
    cacheMode: form.choice("cache_mode", ["writeback", "writethrough", "writearound"], false),
    cacheSize: layoutSize(context, "cache_size", disks[0]?.size ?? 0, LEAST_BOOT, Number.POSITIVE_INFINITY),
    cacheNoPart: form.flag("cache_no_part"),
  };
}

/** Only the number of a disk is taken. `storage_layouts.py` */
function deviceById({ form }: Context, machine: Machine, name: string) {
  const value = form.raw(name);
  if (value === undefined || value === "") return undefined;
  const disks = machine.storage.disks.filter((disk) => disk.type === "physical");
  const found = disks.find((disk) => String(disk.id) === value);
  const all = disks.map((disk) => `'${disk.id}'`).join(", ");
  if (found === undefined) form.problem(name, `'${value}' is not a valid ${name}.  It should be one of: ${all}.`);
  return found;
}

function setStorageLayout(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot change the storage layout on a machine that is not Ready.");
  const name = form.raw("storage_layout");
  if (!name) throw formError({ storage_layout: ["This field is required."] });
  if (!LAYOUT_NAMES.includes(name)) {
    const all = LAYOUT_NAMES.map((other) => `'${other}'`).join(", ");
    throw formError({ storage_layout: [`'${name}' is not a valid storage_layout.  It should be one of: ${all}.`] });
  }
  if (bootDisk(machine.storage) === undefined) {
    throw badRequest("Machine is missing a boot disk; no storage layout can be applied.");
  }
  if (!isEmulated(name))
    throw new ApiError(501, CONTENT_TYPE.text, `The emulator does not serve the layout '${name}'.`);
  const options = layoutOptions(context, machine);
  form.validate();
  applyLayout(world, machine, name, options);
  return ok(renderMachine(world, machine));
}

const NOT_THERE = "because the machine is not Ready or Allocated.";

function requireSpecialRights({ user }: Context, machine: Machine, verb: string): void {
  requireEdit(user, machine);
  if (machine.status !== "Ready" && machine.status !== "Allocated") {
    throw stateConflict(`Cannot ${verb} the filesystem ${NOT_THERE}`);
  }
}

function mountSpecial(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world } = context;
  requireSpecialRights(context, machine, "mount");
  const fstype = form.choice("fstype", VIRTUAL, true) ?? "";
  const path = mountPoint(form);
  form.validate();
  requireMountable(machine.storage, path);
  const options = form.text("mount_options") ?? "";
  machine.storage.special.push({ ...newFilesystem(fstype, newUuid(), null), mountPoint: path, mountOptions: options });
  return ok(renderMachine(world, machine));
}

function unmountSpecial(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world } = context;
  requireSpecialRights(context, machine, "unmount");
  const path = mountPoint(form);
  form.validate();
  const kept = machine.storage.special.filter((filesystem) => filesystem.mountPoint !== path);
  if (kept.length === machine.storage.special.length) {
    throw formError({ mount_point: ["No special filesystem is mounted at this path."] });
  }
  machine.storage.special = kept;
  return ok(renderMachine(world, machine));
}

function restoreStorageConfiguration(context: Context): Answer {
  const machine = requireMachine(context);
  requireAdmin(context.user, machine);
  if (machine.status !== "Ready" && machine.status !== "Failed testing") {
    throw stateConflict("Machine must be in a ready or failed testing state to restore storage configuration.");
  }
  if (bootDisk(machine.storage) !== undefined) applyLayout(context.world, machine, "flat");
  return ok(renderMachine(context.world, machine));
}

export const readOperations = { power_parameters: powerParameters };
export const operations = {
  set_storage_layout: setStorageLayout,
  mount_special: mountSpecial,
  unmount_special: unmountSpecial,
  restore_storage_configuration: restoreStorageConfiguration,
};
