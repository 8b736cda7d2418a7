import { type Answer, type Context, deleted, findPartition, ok, requireDisk, requirePartition } from "../context";
import { badRequest, notFound, serverError } from "../errors";
import { changeTag, format, mount, unformat, unmount } from "../model/filesystems";
import { addPartition, removePartition, touch } from "../model/partitions";
import { refreshVirtualDisks } from "../model/virtual-disks";
import { renderPartition } from "../render/devices";
import { groupWord } from "../rules/filesystems";
import { requireAdmin, requireFormatRights, requireReady } from "../rules/permissions";
import { ALIGNMENT } from "../rules/sizes";
import { type Machine, type Partition, partitionsOf } from "../world";

const TWO_TABLES = "get() returned more than one PartitionTable -- it returned 2!";

export function list(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  if (disk.tables.length === 0) throw serverError("PartitionTable matching query does not exist.");
  if (disk.tables.length > 1) throw serverError(TWO_TABLES);
  return ok(partitionsOf(disk).map((partition) => renderPartition(machine, partition)));
}

export function read(context: Context): Answer {
  const { machine, partition } = requirePartition(context);
  return ok(renderPartition(machine, partition));
}

/** A disk that is formatted or a member of something is partitioned as well: MAAS does not check. */
export function create(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  const { form, user, world } = context;
  requireAdmin(user, machine);
  requireReady(machine, "Cannot create partition because the node is not Ready.");
  if (disk.tables.length > 1) throw serverError(TWO_TABLES);
  const size = form.bytes("size", ALIGNMENT, disk.size);
  const uuid = form.uuid();
  form.validate();
  const partition = addPartition(world, machine, disk, { size, uuid, bootable: form.flag("bootable") });
  return ok(renderPartition(machine, partition));
}

export function remove(context: Context): Answer {
  const { machine, disk } = requireDisk(context);
  requireAdmin(context.user, machine);
  requireReady(machine, "Cannot delete block device because the node is not Ready.");
  if (disk.tables.length === 0) throw notFound("No PartitionTable matches the given query.");
  if (disk.tables.length > 1) throw serverError(TWO_TABLES);
  const partition = findPartition(machine, context.params["id"] ?? "");
  if (partition === undefined) throw notFound("");
  if (partition.disk !== disk) throw badRequest("Partition doesn't belong to the partition table");
  const { filesystem } = partition;
  if (filesystem?.group !== undefined) {
    throw badRequest(`Cannot delete partition because its part of a ${groupWord(filesystem)}.`);
  }
  removePartition(machine, partition);
  refreshVirtualDisks(machine);
  return deleted();
}

const onFormat =
  (verb: string, run: (machine: Machine, partition: Partition, context: Context) => void) =>
  (context: Context): Answer => {
    const { machine, partition } = requirePartition(context);
    requireFormatRights(context.user, machine, verb, "partition");
    run(machine, partition, context);
    return ok(renderPartition(machine, partition));
  };

/** Tags of partitions may be changed in any state. */
const onTag =
  (add: boolean) =>
  (context: Context): Answer => {
    const { machine, partition } = requirePartition(context);
    requireAdmin(context.user, machine);
    changeTag(partition, context.form, add);
    touch(partition);
    return ok(renderPartition(machine, partition));
  };

export const operations = {
  format: onFormat("format", (machine, partition, { form }) => format(machine, partition, form)),
  unformat: onFormat("unformat", (machine, partition) => unformat(machine, partition)),
  mount: onFormat("mount", (machine, partition, { form }) => mount(machine, partition, form)),
  unmount: onFormat("unmount", (_machine, partition) => unmount(partition)),
  add_tag: onTag(true),
  remove_tag: onTag(false),
};
