import {
  type Call,
  commit,
  commitNew,
  findBlockDevice,
  findDevicePartition,
  formOf,
  type OnPartition,
  partitionOf,
} from "./call";
import { ALIGNMENT } from "../world/constants";
import { renderHolder, renderPartition } from "../render/block-device";
import { type Endpoint, type Handler } from "./endpoint";
import { addPartition, createTable, deletePartition, onlyTable, savePartition } from "../rules/storage/partition-table";
import { requireFilesystemRights, requireReady } from "../rules/life/permissions";
import { type Holder, type Partition } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { DELETED, jsonReply, noMatch, type Reply, serverError } from "../wire/reply";
import {
  formatHolder,
  mountHolder,
  refreshed,
  tagsAdded,
  tagsRemoved,
  unformatHolder,
  unmountHolder,
} from "./filesystem-operations";

function reply(storage: Storage, partition: Partition): Reply {
  return jsonReply(renderHolder(storage, refreshed(storage, partition)));
}

/** A device without a table is an error of the server, not an empty list. */
const list: Handler = (call) => {
  const { storage, device } = findBlockDevice(call, "view");
  const table = onlyTable(storage, device.id);
  if (table === undefined) throw serverError("PartitionTable matching query does not exist.");
  return jsonReply(storage.partitionsIn(table.id).map((partition) => renderPartition(storage, partition)));
};

/** A device that is formatted or a member of something is partitioned as well: MAAS does not check (forms: AddPartitionForm). */
const create: Handler = (call) => {
  const on = findBlockDevice(call, "admin");
  requireReady(on.machine, "Cannot create partition because the node is not Ready.");
  const form = formOf(call);
  const bootable = form.flag("bootable");
  const uuid = form.uuid();
  const size = form.bytes("size", { min: ALIGNMENT, max: on.device.size });
  form.validate();
  const { made, storage } = commitNew(on, (draft) => {
    const table = onlyTable(draft, on.device.id) ?? createTable(draft, on.device);
    return addPartition(draft, table, { size, uuid, bootable });
  });
  return reply(storage, made);
};

const read: Handler = (call) => {
  const { storage, partition } = findDevicePartition(call, "view");
  return jsonReply(renderPartition(storage, partition));
};

/** The one operation that looks at the device of the URL: its table comes before the state, the partition after it. */
const remove: Handler = (call) => {
  const on = findBlockDevice(call, "admin");
  const table = onlyTable(on.storage, on.device.id);
  if (table === undefined) throw noMatch("PartitionTable");
  requireReady(on.machine, "Cannot delete block device because the node is not Ready.");
  const partition = partitionOf(on);
  commit(on, (draft) => deletePartition(draft, table, partition));
  return DELETED;
};

function onFilesystem(verb: string, change: (on: OnPartition, holder: Holder) => Storage): Handler {
  return (call) => {
    const on = findDevicePartition(call, "edit");
    requireFilesystemRights(call.user, on.machine, verb, ["partition", "node"]);
    return reply(change(on, on.partition), on.partition);
  };
}

/** Tags of partitions may be changed in any state. */
function onTags(changed: (call: Call, tags: readonly string[]) => readonly string[]): Handler {
  return (call) => {
    const on = findDevicePartition(call, "admin");
    const tags = changed(call, on.partition.tags);
    const storage = commit(on, (draft) => void savePartition(draft, { ...on.partition, tags }));
    return reply(storage, on.partition);
  };
}

export const partitions: Endpoint = { methods: { GET: list, POST: create } };

export const partition: Endpoint = {
  methods: { GET: read, DELETE: remove },
  operations: {
    POST: {
      format: onFilesystem("format", formatHolder),
      unformat: onFilesystem("unformat", unformatHolder),
      mount: onFilesystem("mount", mountHolder),
      unmount: onFilesystem("unmount", unmountHolder),
      add_tag: onTags(tagsAdded),
      remove_tag: onTags(tagsRemoved),
    },
  },
};
