import { type Answer, choices, type Context, deleted, ok, requireGroup, requireMachine } from "../context";
import { modelError } from "../errors";
import { asMember, join, leave } from "../model/membership";
import { removeGroup } from "../model/removal";
import { refreshVirtualDisks, saveVirtualDisk } from "../model/virtual-disks";
import { renderBcache, renderNewBcache } from "../render/devices";
import { isFree } from "../rules/filesystems";
import { requireAdmin, requireReady } from "../rules/permissions";
import { type Device, type Group, type Machine, membersOf, newUuid } from "../world";
import { findCacheSet } from "./bcache-cache-sets";

const MODES = ["writeback", "writethrough", "writearound"];

export function list(context: Context): Answer {
  const machine = requireMachine(context);
  const bcaches = machine.storage.groups.filter((group) => group.kind === "bcache");
  return ok(bcaches.map((bcache) => renderBcache(machine, bcache)));
}

export function read(context: Context): Answer {
  const { machine, group } = requireGroup(context, "bcache");
  return ok(renderBcache(machine, group));
}

function requireBackable(device: Device): void {
  if (device.kind === "disk" && device.group?.kind === "volume-group") {
    throw modelError({ __all__: ["Bcache cannot use a logical volume as a backing device."] });
  }
}

/** `forms: CreateBcacheForm` */
export function create(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create Bcache because the machine is not Ready.");
  const free = choices(machine, isFree);
  const name = form.text("name") ?? "";
  const uuid = form.uuid();
  if (!form.raw("cache_set")) form.problem("cache_set", "This field is required.");
  const cacheSet = form.chosenOne("cache_set", (value) => findCacheSet(machine, value));
  const mode = form.choice("cache_mode", MODES, true);
  const disk = form.chosenOne("backing_device", free.disk);
  const partition = form.chosenOne("backing_partition", free.partition);
  const device: Device | undefined = disk ?? partition;
  if (cacheSet === undefined) form.problem("__all__", "Bcache requires a cache_set.");
  else if (disk && partition) form.problem("__all__", "A Bcache can have either a backing device or partition.");
  else if (device === undefined && !form.isWrong("backing_device") && !form.isWrong("backing_partition")) {
    form.problem("__all__", "Either backing_device or backing_partition must be specified.");
  }
  form.validate();
  const bcache: Group = {
    id: world.nextId("group"),
    kind: "bcache",
    name,
    uuid: uuid ?? newUuid(),
    level: null,
    cacheMode: mode ?? null,
    cacheSet: cacheSet ?? null,
  };
  if (device !== undefined) {
    join(asMember(world, machine, device), "bcache-backing", bcache);
    requireBackable(device);
  }
  machine.storage.groups.push(bcache);
  if (name === "") throw modelError({ name: ["This field cannot be blank."] });
  saveVirtualDisk(world, machine, bcache);
  return ok(renderNewBcache(machine, bcache));
}

/** `forms: UpdateBcacheForm`; a field that is left out stays. */
export function update(context: Context): Answer {
  const { machine, group: bcache } = requireGroup(context, "bcache");
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot update Bcache because the machine is not Ready.");
  const allowed = choices(machine, (device) => isFree(device) || device.filesystem?.group === bcache);
  const name = form.text("name");
  const uuid = form.uuid();
  const cacheSet = form.chosenOne("cache_set", (value) => findCacheSet(machine, value));
  const mode = form.choice("cache_mode", MODES, false);
  const disk = form.chosenOne("backing_device", allowed.disk);
  const partition = form.chosenOne("backing_partition", allowed.partition);
  form.validate();
  if (name !== undefined) bcache.name = name;
  if (uuid !== undefined) bcache.uuid = uuid;
  if (mode !== undefined) bcache.cacheMode = mode;
  if (cacheSet !== undefined) bcache.cacheSet = cacheSet;
  const device: Device | undefined = disk ?? partition;
  if (device !== undefined) moveBacking(context, machine, bcache, device);
  saveVirtualDisk(world, machine, bcache);
  return ok(renderBcache(machine, bcache));
}

function moveBacking({ world }: Context, machine: Machine, bcache: Group, device: Device): void {
  const [now] = membersOf(machine.storage, bcache);
  if (now === device) return;
  if (now !== undefined) leave(now);
  requireBackable(device);
  join(asMember(world, machine, device), "bcache-backing", bcache);
}

/** Never refused for what is on it; the cache set stays. */
export function remove(context: Context): Answer {
  const { machine, group } = requireGroup(context, "bcache");
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete Bcache because the machine is not Ready.");
  removeGroup(machine.storage, group);
  refreshVirtualDisks(machine);
  return deleted();
}
