import { commit, commitNew, findMachine, findMachineCacheSet, formOf } from "./call";
import { renderCacheSet } from "../render/group";
import { type Endpoint, type Handler } from "./endpoint";
import { createCacheSet, deleteCacheSet, moveCacheSet } from "../rules/storage/cache-set";
import { deviceChoices, freeDevices, freePartitions, partitionChoices } from "../rules/storage/free-devices";
import { requireReady } from "../rules/life/permissions";
import { DELETED, jsonReply } from "../wire/reply";

const BOTH = "Cannot set both cache_device and cache_partition.";

const list: Handler = (call) => {
  const { storage } = findMachine(call, "view");
  return jsonReply(storage.cacheSetIds().map((id) => renderCacheSet(storage, id)));
};

/** forms: CreateCacheSetForm */
const create: Handler = (call) => {
  const on = findMachine(call, "admin");
  const { machine, storage } = on;
  requireReady(machine, "Cannot create cache set because the node is not Ready.");
  const form = formOf(call);
  const device = form.one("cache_device", deviceChoices(freeDevices(storage)));
  const partition = form.one("cache_partition", partitionChoices(storage, freePartitions(storage)));
  const cache = device ?? partition;
  if (device !== undefined && partition !== undefined) form.failForm(BOTH);
  if (cache === undefined) form.failForm("Either cache_device or cache_partition must be specified.");
  form.validate();
  const { made, storage: after } = commitNew(on, (draft) => (cache === undefined ? 0 : createCacheSet(draft, cache)));
  return jsonReply(renderCacheSet(after, made));
};

const read: Handler = (call) => {
  const { storage, cacheSetId } = findMachineCacheSet(call, "view");
  return jsonReply(renderCacheSet(storage, cacheSetId));
};

/** The device in use may be named again (forms: UpdateCacheSetForm). */
const update: Handler = (call) => {
  const on = findMachineCacheSet(call, "admin");
  const { machine, storage, cacheSetId } = on;
  requireReady(machine, "Cannot update cache set because the machine is not Ready.");
  const form = formOf(call);
  const filesystem = storage.cacheSetFilesystem(cacheSetId);
  const current = filesystem && storage.holderOf(filesystem);
  const currentDevice = current === undefined || current.type === "partition" ? [] : [current];
  const currentPartition = current?.type === "partition" ? [current] : [];
  const device = form.one("cache_device", deviceChoices([...freeDevices(storage), ...currentDevice]));
  const partitions = partitionChoices(storage, [...freePartitions(storage), ...currentPartition]);
  const partition = form.one("cache_partition", partitions);
  if (device !== undefined && partition !== undefined) {
    form.fail("cache_device", BOTH);
    form.fail("cache_partition", BOTH);
  }
  form.validate();
  const cache = device ?? partition;
  const after = commit(on, (draft) => {
    if (cache !== undefined) moveCacheSet(draft, cacheSetId, cache);
  });
  return jsonReply(renderCacheSet(after, cacheSetId));
};

const remove: Handler = (call) => {
  const on = findMachineCacheSet(call, "admin");
  requireReady(on.machine, "Cannot delete cache set because the machine is not Ready.");
  commit(on, (draft) => deleteCacheSet(draft, on.cacheSetId));
  return DELETED;
};

export const cacheSets: Endpoint = { methods: { GET: list, POST: create } };
export const cacheSet: Endpoint = { methods: { GET: read, PUT: update, DELETE: remove } };
