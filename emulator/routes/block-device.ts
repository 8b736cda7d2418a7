import { type Call, commit, findBlockDevice, formOf, type OnDevice } from "./call";
import { renderDevice, renderHolder } from "../render/block-device";
import { type Endpoint, type Handler } from "./endpoint";
import { saveDevice } from "../rules/storage/save";
import { setBootDisk } from "../rules/storage/boot-disk";
import { requireFilesystemRights, requireReady } from "../rules/life/permissions";
import { removeDevice } from "../rules/storage/removal";
import { type BlockDevice, type Holder, type TableType } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { badRequest, DELETED, jsonReply, type Reply, textReply, wrongState } from "../wire/reply";
import { hardwareFields, physicalFields, tableType, virtualFields } from "./block-device-fields";
import {
  formatHolder,
  mountHolder,
  refreshed,
  tagsAdded,
  tagsRemoved,
  unformatHolder,
  unmountHolder,
} from "./filesystem-operations";

function reply(storage: Storage, device: BlockDevice): Reply {
  return jsonReply(renderHolder(storage, refreshed(storage, device)));
}

const read: Handler = (call) => {
  const { storage, device } = findBlockDevice(call, "view");
  return jsonReply(renderDevice(storage, device));
};

/**
 * On a deployed machine a disk may get another name, model or serial, and everything else is passed over. The table of a
 * virtual device keeps its type: MAAS checks what is asked and forgets to save it (forms: UpdateVirtualBlockDeviceForm).
 */
const update: Handler = (call) => {
  const on = findBlockDevice(call, "admin");
  const { machine, storage, device } = on;
  if (machine.status === "Deployed" && device.type === "virtual") {
    throw wrongState("Cannot update virtual block device because the machine is Deployed.");
  }
  if (machine.status !== "Deployed") {
    requireReady(machine, "Cannot update block device because the machine is not Ready.");
  }
  const form = formOf(call);
  const isHardwareOnly = machine.status === "Deployed";
  const type = isHardwareOnly ? undefined : tableType(form, storage, device.id);
  const changed =
    device.type === "virtual"
      ? virtualFields(form, storage, device)
      : isHardwareOnly
        ? hardwareFields(form, device)
        : physicalFields(form, device);
  form.validate();
  return reply(save(on, changed, device.type === "virtual" ? undefined : type), device);
};

function save(on: OnDevice, changed: BlockDevice, type: TableType | undefined): Storage {
  return commit(on, (draft) => {
    saveDevice(draft, changed);
    const table = draft.tableOf(changed.id);
    if (table !== undefined && type !== undefined) draft.rows.tables.set(table.id, { ...table, tableType: type });
  });
}

const remove: Handler = (call) => {
  const on = findBlockDevice(call, "admin");
  requireReady(on.machine, "Cannot delete block device because the machine is not Ready.");
  commit(on, (draft) => removeDevice(draft, on.device));
  return DELETED;
};

function onFilesystem(verb: string, change: (on: OnDevice, holder: Holder) => Storage): Handler {
  return (call) => {
    const on = findBlockDevice(call, "edit");
    requireFilesystemRights(call.user, on.machine, verb, ["block device", "machine"]);
    return reply(change(on, on.device), on.device);
  };
}

function onTags(changed: (call: Call, tags: readonly string[]) => readonly string[]): Handler {
  return (call) => {
    const on = findBlockDevice(call, "admin");
    requireReady(on.machine, "Cannot update block device because the machine is not Ready.");
    const tags = changed(call, on.device.tags);
    const storage = commit(on, (draft) => saveDevice(draft, { ...on.device, tags }));
    return reply(storage, on.device);
  };
}

const setAsBootDisk: Handler = (call) => {
  const on = findBlockDevice(call, "admin");
  const { machine, device } = on;
  requireReady(machine, "Cannot set as boot disk because the machine is not Ready.");
  if (device.type === "virtual") throw badRequest("Cannot set a virtual block device as the boot disk.");
  commit(on, (draft) => setBootDisk(draft, device));
  return textReply("OK");
};

export const blockDevice: Endpoint = {
  methods: { GET: read, PUT: update, DELETE: remove },
  operations: {
    POST: {
      format: onFilesystem("format", formatHolder),
      unformat: onFilesystem("unformat", unformatHolder),
      mount: onFilesystem("mount", mountHolder),
      unmount: onFilesystem("unmount", unmountHolder),
      add_tag: onTags(tagsAdded),
      remove_tag: onTags(tagsRemoved),
      set_boot_disk: setAsBootDisk,
    },
  },
};
