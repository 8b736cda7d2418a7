import { asId } from "../wire/python";
import { type Body } from "../wire/body";
import { Form } from "../wire/form";
import { findCacheSet, findDevice, findPartition } from "../rules/storage/lookup";
import { type Permission, requirePermission } from "../rules/life/permissions";
import { isRaid } from "../rules/storage/group-kinds";
import {
  type BlockDevice,
  type FilesystemGroup,
  type GroupType,
  type Partition,
  type Rows,
} from "../world/storage/records";
import { mergeRows } from "../world/storage/merge";
import { type Storage } from "../world/storage/storage";
import { noMatch, notFound, serverError } from "../wire/reply";
import { type Machine, type User, type World } from "../world/world";

/** What the parts of a call's URL are called. */
export type Parameter = "systemId" | "deviceId" | "id" | "name" | "username";

/** One request, decoded, as a handler sees it. */
export interface Call {
  readonly world: World;
  readonly user: User;
  readonly parameters: Readonly<Partial<Record<Parameter, string>>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** The rows of the URL's machine that the call works on; older than the machine's own when calls race. */
  readonly snapshot: Rows | undefined;
}

/** A machine and its storage, looked up and permitted. */
export interface OnMachine {
  readonly call: Call;
  readonly machine: Machine;
  readonly storage: Storage;
}

export type OnDevice = OnMachine & { readonly device: BlockDevice };
export type OnPartition = OnDevice & { readonly partition: Partition };
export type OnGroup = OnMachine & { readonly group: FilesystemGroup };
export type OnCacheSet = OnMachine & { readonly cacheSetId: number };

export function formOf({ body }: Call): Form {
  return new Form(body);
}

function onMachine(call: Call, machine: Machine): OnMachine {
  const rows = machine.systemId === call.parameters.systemId ? call.snapshot : undefined;
  return { call, machine, storage: call.world.storageOf(machine, rows) };
}

function machineOf({ world, parameters }: Call): Machine | undefined {
  return world.machines.get(parameters.systemId ?? "");
}

/** NodeManager.get_node_or_404 */
export function findMachine(call: Call, permission: Permission): OnMachine {
  const machine = machineOf(call);
  if (machine === undefined) throw noMatch("Machine");
  requirePermission(call.user, machine, permission);
  return onMachine(call, machine);
}

/** The device of the URL; an unknown machine is an unknown device too (get_block_device_or_404). */
export function findBlockDevice(call: Call, permission: Permission): OnDevice {
  const machine = machineOf(call);
  const on = machine && onMachine(call, machine);
  const device = on && findDevice(on.storage, call.parameters.deviceId ?? "");
  if (on === undefined || device === undefined) throw noMatch("BlockDevice");
  requirePermission(call.user, on.machine, permission);
  return { ...on, device };
}

/** The partition of the URL, on whatever device of the machine it is. */
export function findDevicePartition(call: Call, permission: Permission): OnPartition {
  const on = findBlockDevice(call, permission);
  return { ...on, partition: partitionOf(on) };
}

export function partitionOf({ call, storage }: OnMachine): Partition {
  const partition = findPartition(storage, call.parameters.id ?? "");
  if (partition === undefined) throw notFound();
  return partition;
}

const GROUP_MODELS = { RAID: isRaid, VolumeGroup: isType("lvm-vg"), Bcache: isType("bcache") } as const;
export type GroupModel = keyof typeof GROUP_MODELS;

function isType(wanted: GroupType) {
  return (type: GroupType): boolean => type === wanted;
}

export function groupsOf(storage: Storage, model: GroupModel): FilesystemGroup[] {
  return [...storage.rows.groups.values()].filter(({ type }) => GROUP_MODELS[model](type)).sort((a, b) => a.id - b.id);
}

/**
 * The group of the URL. MAAS looks for it among all machines, by name too, and compares the machine afterwards; a group that
 * lost its members belongs to no machine (BaseFilesystemGroupManager.get_object_or_404).
 */
export function findGroup(call: Call, model: GroupModel, permission: Permission): OnGroup {
  const key = call.parameters.id ?? "";
  const found = groupsByKey(call, model, key);
  const [first] = found;
  if (first === undefined) throw noMatch(model);
  if (found.length > 1) throw serverError(`get() returned more than one ${model} -- it returned ${found.length}!`);
  if (first.storage.members(first.group.id).length === 0) {
    throw serverError("'NoneType' object has no attribute 'system_id'");
  }
  if (first.machine.systemId !== call.parameters.systemId) throw notFound();
  requirePermission(call.user, first.machine, permission);
  return first;
}

function groupsByKey(call: Call, model: GroupModel, key: string): OnGroup[] {
  const id = asId(key);
  return [...call.world.machines.values()].flatMap((machine) => {
    // Most machines do not have the group: ask before anything is built.
    if (id !== undefined && !machine.rows.groups.has(id)) return [];
    const on = onMachine(call, machine);
    const groups = groupsOf(on.storage, model).filter((group) =>
      id === undefined ? group.name === key : group.id === id,
    );
    return groups.map((group) => ({ ...on, group }));
  });
}

/** The cache set of the URL; the machine is looked up first (get_cache_set_or_404). */
export function findMachineCacheSet(call: Call, permission: Permission): OnCacheSet {
  const on = findMachine(call, permission);
  const cacheSetId = findCacheSet(on.storage, call.parameters.id ?? "");
  if (cacheSetId === undefined) throw notFound();
  return { ...on, cacheSetId };
}

/**
 * Changes the machine's storage and commits: everything that `change` did, or nothing when it throws. Answers are rendered
 * from the storage that comes back.
 */
export function commit(on: OnMachine, change: (draft: Storage) => void): Storage {
  const draft = on.storage.draft();
  change(draft);
  on.machine.rows = mergeRows(on.storage.rows, draft.rows, on.machine.rows);
  return draft;
}

/** As `commit`, for a change that makes something. */
export function commitNew<T>(
  on: OnMachine,
  change: (draft: Storage) => T,
): { readonly made: T; readonly storage: Storage } {
  const draft = on.storage.draft();
  const made = change(draft);
  on.machine.rows = mergeRows(on.storage.rows, draft.rows, on.machine.rows);
  return { made, storage: draft };
}
