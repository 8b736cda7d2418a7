import { commitNew, findMachine, formOf } from "./call";
import { renderDevice, renderListedDevice } from "../render/block-device";
import { type Endpoint, type Handler } from "./endpoint";
import { saveDevice } from "../rules/storage/save";
import { type PhysicalDevice } from "../world/storage/records";
import { jsonReply, permissionDenied } from "../wire/reply";
import { BLOCK_SIZE_LIMITS, numaNode, requireIdentity, SIZE_LIMITS } from "./block-device-fields";

const list: Handler = (call) => {
  const { storage } = findMachine(call, "view");
  return jsonReply(storage.devices().map((device) => renderListedDevice(storage, device)));
};

/** A record of a disk, in any state of the machine (forms: CreatePhysicalBlockDeviceForm). */
const create: Handler = (call) => {
  if (!call.user.admin) throw permissionDenied("This method is reserved for admin users.");
  const on = findMachine(call, "admin");
  const form = formOf(call);
  const fields = {
    name: form.text("name", { required: true, max: 255 }),
    model: form.text("model", { max: 255 }),
    serial: form.text("serial", { max: 255 }),
    idPath: form.absolutePath("id_path") ?? "",
    size: form.bytes("size", { required: true, ...SIZE_LIMITS }) ?? 0,
    blockSize: form.bytes("block_size", { required: true, ...BLOCK_SIZE_LIMITS }) ?? 0,
    numaNode: numaNode(form) ?? 0,
  };
  const device: PhysicalDevice = { type: "physical", id: 0, firmwareVersion: null, tags: [], ...fields };
  requireIdentity(form, device, {});
  form.validate();
  const { made, storage } = commitNew(on, (draft) => {
    const id = draft.mint.sequences.devices.next();
    saveDevice(draft, { ...device, id });
    return { ...device, id };
  });
  return jsonReply(renderDevice(storage, made));
};

export const blockDevices: Endpoint = { methods: { GET: list, POST: create } };
