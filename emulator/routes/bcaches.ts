import { commit, commitNew, findGroup, findMachine, formOf, type OnGroup } from "./call";
import { CACHE_MODES } from "../world/constants";
import { type Choices, type Form } from "../wire/form";
import { renderBcache, renderNewBcache } from "../render/group";
import { type Endpoint, type Handler } from "./endpoint";
import { createBcache, updateBcache } from "../rules/storage/bcache";
import { deviceChoices, freeDevices, freePartitions, partitionChoices } from "../rules/storage/free-devices";
import { deleteGroup } from "../rules/storage/group";
import { listedGroups } from "../rules/storage/listed-groups";
import { cacheSetName } from "../rules/storage/names";
import { requireReady } from "../rules/life/permissions";
import { type Storage } from "../world/storage/storage";
import { DELETED, jsonReply } from "../wire/reply";

function cacheSetChoices(storage: Storage): Choices<number> {
  return new Map(
    storage.cacheSetIds().flatMap((id) => [[cacheSetName(storage, id), id] as const, [String(id), id] as const]),
  );
}

/** A bcache whose backing was deleted breaks the list of its machine. */
const list: Handler = (call) => {
  const { storage } = findMachine(call, "view");
  const bcaches = listedGroups(storage, (type) => type === "bcache");
  return jsonReply(bcaches.map((bcache) => renderBcache(storage, bcache)));
};

/** The first rule that is broken, after the fields themselves (validate_bcache_creation_parameters). */
function checkCreation(form: Form, given: { cacheSet: unknown; device: unknown; partition: unknown }): void {
  const { cacheSet, device, partition } = given;
  if (cacheSet === undefined) form.failForm("Bcache requires a cache_set.");
  else if (device !== undefined && partition !== undefined) {
    form.failForm("A Bcache can have either a backing device or partition.");
  } else if (device === undefined && partition === undefined) {
    form.failForm("Either backing_device or backing_partition must be specified.");
  }
}

/** Answers half an object (forms: CreateBcacheForm). */
const create: Handler = (call) => {
  const on = findMachine(call, "admin");
  const { machine, storage } = on;
  requireReady(machine, "Cannot create Bcache because the machine is not Ready.");
  const form = formOf(call);
  const name = form.text("name");
  const uuid = form.uuid();
  const device = form.one("backing_device", deviceChoices(freeDevices(storage)));
  const partition = form.one("backing_partition", partitionChoices(storage, freePartitions(storage)));
  const cacheSet = form.one("cache_set", cacheSetChoices(storage), { required: true });
  const cacheMode = form.word("cache_mode", CACHE_MODES, { required: true });
  checkCreation(form, { cacheSet, device, partition });
  form.validate();
  const backing = device ?? partition;
  if (backing === undefined || cacheSet === undefined || cacheMode === undefined)
    throw new Error("an invalid form passed");
  const bcache = commitNew(on, (draft) =>
    createBcache(draft, { name, uuid, cacheSetId: cacheSet, cacheMode }, backing),
  );
  return jsonReply(renderNewBcache(bcache.storage, bcache.made));
};

const read: Handler = (call) => {
  const { storage, group } = findGroup(call, "Bcache", "view");
  return jsonReply(renderBcache(storage, group));
};

/** What may back a bcache from now on: free devices but its own, and what backs it already. */
function backingOf(form: Form, { storage, group }: OnGroup) {
  const current = storage.members(group.id).flatMap((member) => storage.holderOf(member) ?? []);
  const own = storage.virtualDevice(group.id)?.id;
  const devices = [
    ...freeDevices(storage).filter(({ id }) => id !== own),
    ...current.flatMap((holder) => (holder.type === "partition" ? [] : [holder])),
  ];
  const partitions = [
    ...freePartitions(storage),
    ...current.flatMap((holder) => (holder.type === "partition" ? [holder] : [])),
  ];
  const device = form.one("backing_device", deviceChoices(devices));
  const partition = form.one("backing_partition", partitionChoices(storage, partitions));
  return device ?? partition;
}

/** What is empty stays as it is (forms: UpdateBcacheForm). */
const update: Handler = (call) => {
  const on = findGroup(call, "Bcache", "admin");
  const { machine, storage, group } = on;
  requireReady(machine, "Cannot update Bcache because the machine is not Ready.");
  const form = formOf(call);
  const name = form.text("name") || group.name;
  const uuid = form.uuid() ?? group.uuid;
  const backing = backingOf(form, on);
  const cacheSetId = form.one("cache_set", cacheSetChoices(storage)) ?? group.cacheSetId;
  const cacheMode = form.word("cache_mode", CACHE_MODES) ?? group.cacheMode;
  form.validate();
  const bcache = commitNew(on, (draft) => updateBcache(draft, group, { name, uuid, cacheSetId, cacheMode }, backing));
  return jsonReply(renderBcache(bcache.storage, bcache.made));
};

const remove: Handler = (call) => {
  const on = findGroup(call, "Bcache", "admin");
  requireReady(on.machine, "Cannot delete Bcache because the machine is not Ready.");
  commit(on, (draft) => deleteGroup(draft, on.group, { force: false }));
  return DELETED;
};

export const bcaches: Endpoint = { methods: { GET: list, POST: create } };
export const bcache: Endpoint = { methods: { GET: read, PUT: update, DELETE: remove } };
