import { humanSize } from "../wire/bytes";
import { API_PREFIX } from "../world/constants";
import { allocatedSize, groupSize } from "../rules/storage/group-size";
import { cacheSetName } from "../rules/storage/names";
import { type FilesystemGroup, type Holder } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { serverError } from "../wire/reply";
import { nodeUri, renderDevice, renderHolder } from "./block-device";
import { float, type Json } from "../wire/json";

/** The members of one sort: devices by id, then partitions. */
function holders(storage: Storage, group: FilesystemGroup, fstype: string): Holder[] {
  const members = storage.members(group.id).filter((member) => member.fstype === fstype);
  const found = members.flatMap((member) => storage.holderOf(member) ?? []).sort((a, b) => a.id - b.id);
  return [...found.filter(({ type }) => type !== "partition"), ...found.filter(({ type }) => type === "partition")];
}

function renderMembers(storage: Storage, group: FilesystemGroup, fstype: string): Json[] {
  return holders(storage, group, fstype).map((holder) => renderHolder(storage, holder));
}

function virtualDeviceOf(storage: Storage, group: FilesystemGroup): Json | null {
  const device = storage.virtualDevice(group.id);
  return device === undefined ? null : renderDevice(storage, device);
}

/** DISPLAYED_RAID_FIELDS. RAID-10 has a size that Python divided. */
export function renderRaid(storage: Storage, raid: FilesystemGroup): Json {
  const size = groupSize(storage, raid);
  return {
    id: raid.id,
    name: raid.name,
    uuid: raid.uuid,
    level: raid.type,
    size: raid.type === "raid-10" ? float(size) : size,
    human_size: humanSize(size),
    system_id: storage.machine.systemId,
    devices: renderMembers(storage, raid, "raid"),
    spare_devices: renderMembers(storage, raid, "raid-spare"),
    virtual_device: virtualDeviceOf(storage, raid),
    resource_uri: nodeUri(storage, `raid/${raid.id}/`),
  };
}

/** A cache set that lost its device shows what is left of it in the bcaches that used it. */
export function renderCacheSet(storage: Storage, cacheSetId: number): Json {
  const filesystem = storage.cacheSetFilesystem(cacheSetId);
  const device = filesystem && storage.holderOf(filesystem);
  if (device === undefined) {
    const resource_uri = `${API_PREFIX}/nodes/system_id/bcache-cache-set/${cacheSetId}/`;
    return { id: cacheSetId, system_id: null, cache_device: null, resource_uri };
  }
  return {
    id: cacheSetId,
    name: cacheSetName(storage, cacheSetId),
    system_id: storage.machine.systemId,
    cache_device: renderHolder(storage, device),
    resource_uri: nodeUri(storage, `bcache-cache-set/${cacheSetId}/`),
  };
}

/** What the POST answers: the base class of the model, which has no handler of its own (api/bcache.py). */
export function renderNewBcache(storage: Storage, bcache: FilesystemGroup): Json {
  return {
    id: bcache.id,
    uuid: bcache.uuid,
    name: bcache.name,
    cache_mode: bcache.cacheMode,
    cache_set: bcache.cacheSetId === null ? null : renderCacheSet(storage, bcache.cacheSetId),
    virtual_device: virtualDeviceOf(storage, bcache),
  };
}

/** DISPLAYED_BCACHE_FIELDS. One whose backing was deleted breaks the whole list. */
export function renderBcache(storage: Storage, bcache: FilesystemGroup): Json {
  const [backing] = holders(storage, bcache, "bcache-backing");
  if (backing === undefined) throw serverError("'NoneType' object has no attribute 'get_device'");
  const size = groupSize(storage, bcache);
  return {
    ...renderNewBcache(storage, bcache),
    system_id: storage.machine.systemId,
    size,
    human_size: humanSize(size),
    backing_device: renderHolder(storage, backing),
    resource_uri: nodeUri(storage, `bcache/${bcache.id}/`),
  };
}

/** DISPLAYED_VOLUME_GROUP_FIELDS */
export function renderVolumeGroup(storage: Storage, group: FilesystemGroup): Json {
  const size = groupSize(storage, group);
  const used = allocatedSize(storage, group);
  return {
    id: group.id,
    name: group.name,
    uuid: group.uuid,
    system_id: storage.machine.systemId,
    size,
    human_size: humanSize(size),
    used_size: used,
    human_used_size: humanSize(used),
    available_size: size - used,
    human_available_size: humanSize(size - used),
    devices: renderMembers(storage, group, "lvm-pv"),
    logical_volumes: storage.virtualDevices(group.id).map((volume) => renderDevice(storage, volume)),
    resource_uri: nodeUri(storage, `volume-group/${group.id}/`),
  };
}
