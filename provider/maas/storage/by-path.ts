import { type Outputs } from "../../pulumi/kind";
import { type BlockDevice } from "../api/block-devices";
import { type DeviceRecord, isSameDevice, parseReference } from "./device";
import { deviceRecord, deviceRecords } from "./state";

/** The devices among these that are given by the path of their hardware, which the state does not know them by. */
export function pathsIn(devices: readonly string[]): string[] {
  return devices.filter((text) => {
    const reference = parseReference(text);
    return "to" in reference && reference.to === "path";
  });
}

/** The state in the words of the program: a disk that it gives by its path now is the one that had another word before. */
export function inWordsOf(paths: readonly string[], state: Outputs, disks: readonly BlockDevice[]): Outputs {
  const reword = (record: DeviceRecord): DeviceRecord => {
    if (paths.includes(record.reference)) return record;
    const disk = disks.find((one) => isSameDevice(record, one) && paths.some((path) => path === one.id_path));
    return disk?.id_path ? { ...record, reference: disk.id_path } : record;
  };
  const device = deviceRecord(state["device"]);
  return {
    ...state,
    ...(device ? { device: reword(device) } : {}),
    ...(state["members"] === undefined ? {} : { members: deviceRecords(state["members"]).map(reword) }),
    ...(state["spares"] === undefined ? {} : { spares: deviceRecords(state["spares"]).map(reword) }),
  };
}
