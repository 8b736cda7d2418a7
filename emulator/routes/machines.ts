import { Body } from "../wire/body";
import { type Call, commit, findMachine, formOf, type OnMachine } from "./call";
import { SPECIAL_FORMAT_TYPES } from "../world/constants";
import { Form, notOneOf } from "../wire/form";
import { renderMachine } from "../render/nodes";
import { type Endpoint, type Handler } from "./endpoint";
import { bootDisk } from "../rules/storage/boot-disk";
import { createFilesystem } from "../rules/storage/filesystem";
import { applyLayout, LAYOUT_NAMES } from "../rules/storage/layouts/apply";
import { selectNodes } from "../rules/filters/node-filters";
import { mayUse, requireReady, requireStatus } from "../rules/life/permissions";
import { type Storage } from "../world/storage/storage";
import { badRequest, jsonReply, type Reply, serverError } from "../wire/reply";
import { LIFE_OPERATIONS, LIFE_READS } from "./machine-life";
import { allPowerParameters, POWER_OPERATIONS, POWER_READS } from "./machine-power";
import { create, remove, update } from "./machine-record";
import { MACHINES_OPERATIONS, MACHINES_READS } from "./machines-operations";
import { REGISTRATION_READS } from "./registration";
import { setZone } from "./zone-assignment";

/** Machines in the order of their database ids, as far as the user may see them. */
const list: Handler = ({ world, user, query }) => {
  const found = selectNodes(world, [...world.machines.values()], query);
  const visible = found.filter((machine) => mayUse(user, machine, "view"));
  return jsonReply(visible.map((machine) => renderMachine(world, machine)));
};

function reply({ call, machine }: OnMachine, storage: Storage): Reply {
  return jsonReply(renderMachine(call.world, machine, storage));
}

const read: Handler = (call) => {
  const on = findMachine(call, "view");
  return reply(on, on.storage);
};

/**
 * Of several names the last is checked and the first is applied; a JSON body loses all but the first letter of its name
 * (api/machines.py: get_storage_layout_params).
 */
function layoutName({ body }: Call, form: Form): string {
  const valid = new Map(LAYOUT_NAMES.map((name) => [name, name]));
  const message = (name: string): string => notOneOf(name, "storage_layout", LAYOUT_NAMES);
  const checked = form.one("storage_layout", valid, { required: true, message }) ?? "";
  form.validate();
  const applied = body.kind === "form" ? String(body.list("storage_layout")[0]) : checked.slice(0, 1);
  if (valid.has(applied)) return applied;
  throw badRequest(`Failed to configure storage layout '${applied}': Unknown storage layout: ${applied}`);
}

const setStorageLayout: Handler = (call) => {
  const on = findMachine(call, "admin");
  requireReady(on.machine, "Cannot change the storage layout on a machine that is not Ready.");
  const form = formOf(call);
  const name = layoutName(call, form);
  const storage = commit(on, (draft) => applyLayout(draft, name, form));
  return reply(on, storage);
};

const mountSpecial: Handler = (call) => {
  const on = findMachine(call, "edit");
  const { machine } = on;
  const isLate = "Cannot mount the filesystem because the machine is not Ready or Allocated.";
  requireStatus(machine, ["Ready", "Allocated"], isLate);
  const form = formOf(call);
  const mountPoint = form.absolutePath("mount_point", true) ?? null;
  const mountOptions = form.text("mount_options");
  const fstype = form.word("fstype", SPECIAL_FORMAT_TYPES, { required: true }) ?? "";
  form.validate();
  const acquired = machine.owner !== null;
  const fields = { fstype, mountPoint, mountOptions, acquired };
  const storage = commit(on, (draft) => void createFilesystem(draft, undefined, fields));
  return reply(on, storage);
};

/** On an allocated machine, one that was mounted before is there twice, and cannot be told apart by its path. */
const unmountSpecial: Handler = (call) => {
  const on = findMachine(call, "edit");
  const isLate = "Cannot unmount the filesystem because the machine is not Ready or Allocated.";
  requireStatus(on.machine, ["Ready", "Allocated"], isLate);
  const form = formOf(call);
  const mountPoint = form.absolutePath("mount_point", true);
  const special = [...on.storage.rows.filesystems.values()].filter(
    ({ deviceId, partitionId }) => deviceId === null && partitionId === null,
  );
  const found = special.filter((filesystem) => filesystem.mountPoint === mountPoint);
  if (found.length > 1) throw serverError(`get() returned more than one Filesystem -- it returned ${found.length}!`);
  if (form.isValid && found.length === 0) form.fail("mount_point", "No special filesystem is mounted at this path.");
  form.validate();
  const storage = commit(on, (draft) => {
    for (const { id } of found) draft.rows.filesystems.delete(id);
  });
  return reply(on, storage);
};

/** The machine, for an operation that is refused in other states. */
function findRestorable(call: Call, what: string): OnMachine {
  const on = findMachine(call, "admin");
  const isLate = `Machine must be in a ready or failed testing state to restore ${what}`;
  requireStatus(on.machine, ["Ready", "Failed testing"], isLate);
  return on;
}

/** Applies the default layout; that it cannot be applied is only logged (Node.set_default_storage_layout). */
function withDefaultLayout(on: OnMachine): Reply {
  if (bootDisk(on.storage) === undefined) return reply(on, on.storage);
  const storage = commit(on, (draft) => applyLayout(draft, "flat", new Form(Body.empty)));
  return reply(on, storage);
}

const restoreStorageConfiguration: Handler = (call) =>
  withDefaultLayout(findRestorable(call, "storage configuration."));

/** Networks are no part of what is emulated: there is nothing to restore. */
const restoreNetworkingConfiguration: Handler = (call) => {
  const on = findRestorable(call, "networking configuration");
  return reply(on, on.storage);
};

const restoreDefaultConfiguration: Handler = (call) =>
  withDefaultLayout(findRestorable(call, "default networking and storage configuration."));

/** No machine here ever has any. */
const clearDefaultGateways: Handler = (call) => {
  const on = findMachine(call, "admin");
  return reply(on, on.storage);
};

export const machines: Endpoint = {
  methods: { GET: list, POST: create },
  operations: {
    GET: { power_parameters: allPowerParameters, ...REGISTRATION_READS, ...MACHINES_READS },
    POST: { ...MACHINES_OPERATIONS, set_zone: setZone },
  },
};
export const machine: Endpoint = {
  methods: { GET: read, PUT: update, DELETE: remove },
  operations: {
    GET: { ...POWER_READS, ...LIFE_READS },
    POST: {
      ...LIFE_OPERATIONS,
      ...POWER_OPERATIONS,
      clear_default_gateways: clearDefaultGateways,
      restore_default_configuration: restoreDefaultConfiguration,
      restore_networking_configuration: restoreNetworkingConfiguration,
      set_storage_layout: setStorageLayout,
      mount_special: mountSpecial,
      unmount_special: unmountSpecial,
      restore_storage_configuration: restoreStorageConfiguration,
    },
  },
};
