import { type Answer, choices, type Context, deleted, ok, requireMachine } from "../context";
import { badRequest, modelError, notFound } from "../errors";
import { asMember, isBootDisk } from "../model/membership";
import { removeCacheSet } from "../model/removal";
import { renderCacheSet } from "../render/devices";
import { isFree, newFilesystem } from "../rules/filesystems";
import { requireAdmin, requireReady } from "../rules/permissions";
import { cacheSetName } from "../rules/used-for";
import { cacheDeviceOf, type CacheSet, type Device, type Machine, newUuid } from "../world";

export function list(context: Context): Answer {
  const machine = requireMachine(context);
  return ok(machine.storage.cacheSets.map((cacheSet) => renderCacheSet(machine, cacheSet)));
}

/** By id, or by the name that its position gives it. */
export function findCacheSet({ storage }: Machine, key: string): CacheSet | undefined {
  return storage.cacheSets.find(({ id }) =>
    /^\d+$/.test(key) ? id === Number(key) : cacheSetName(storage, id) === key,
  );
}

function requireCacheSet(context: Context): { machine: Machine; cacheSet: CacheSet } {
  const machine = requireMachine(context);
  const cacheSet = findCacheSet(machine, context.params["id"] ?? "");
  if (cacheSet === undefined) throw notFound("");
  return { machine, cacheSet };
}

export function read(context: Context): Answer {
  const { machine, cacheSet } = requireCacheSet(context);
  return ok(renderCacheSet(machine, cacheSet));
}

function occupy(device: Device, cacheSet: CacheSet): void {
  device.filesystem = { ...newFilesystem("bcache-cache", newUuid(), null), cacheSet };
}

/** `forms: CreateCacheSetForm` */
export function create(context: Context): Answer {
  const machine = requireMachine(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create cache set because the node is not Ready.");
  const free = choices(machine, isFree);
  const disk = form.chosenOne("cache_device", free.disk);
  const partition = form.chosenOne("cache_partition", free.partition);
  if (disk && partition) form.problem("__all__", "Cannot set both cache_device and cache_partition.");
  const device: Device | undefined = disk ?? partition;
  if (device === undefined) form.problem("__all__", "Either cache_device or cache_partition must be specified.");
  form.validate();
  const cacheSet = { id: world.nextId("cacheSet") };
  if (device !== undefined) occupy(asMember(world, machine, device), cacheSet);
  machine.storage.cacheSets.push(cacheSet);
  return ok(renderCacheSet(machine, cacheSet));
}

/** `forms: UpdateCacheSetForm`; nothing given, nothing changed. */
export function update(context: Context): Answer {
  const { machine, cacheSet } = requireCacheSet(context);
  const { form, world, user } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot update cache set because the machine is not Ready.");
  const allowed = choices(machine, (device) => isFree(device) || device.filesystem?.cacheSet === cacheSet);
  const disk = form.chosenOne("cache_device", allowed.disk);
  const partition = form.chosenOne("cache_partition", allowed.partition);
  if (disk && partition) {
    form.problem("cache_device", "Cannot set both cache_device and cache_partition.");
    form.problem("cache_partition", "Cannot set both cache_device and cache_partition.");
  }
  form.validate();
  const wanted: Device | undefined = disk ?? partition;
  const now = cacheDeviceOf(machine.storage, cacheSet);
  if (wanted !== undefined && wanted !== now) {
    if (isBootDisk(machine, wanted) && now?.kind === "disk") {
      throw modelError({ __all__: ["Only one of partition, block device can be specified."] });
    }
    if (now !== undefined) now.filesystem = null;
    occupy(asMember(world, machine, wanted), cacheSet);
  }
  return ok(renderCacheSet(machine, cacheSet));
}

export function remove(context: Context): Answer {
  const { machine, cacheSet } = requireCacheSet(context);
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete cache set because the machine is not Ready.");
  if (machine.storage.groups.some((group) => group.cacheSet === cacheSet)) {
    throw badRequest("Cannot delete cache set; it's currently in use.");
  }
  removeCacheSet(machine.storage, cacheSet);
  return deleted();
}
