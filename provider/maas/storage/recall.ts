import { type Bcache } from "../api/bcaches";
import { type Machine } from "../api/machines";
import { type Raid } from "../api/raids";
import { type Member } from "../machine/storage";
import { type Outputs } from "../../pulumi/kind";
import { type DeviceRecord, isSameDevice } from "./device";
import { deviceRecord, deviceRecords, textIn, virtualDiskId } from "./state";

/*
 * A machine's document shows of a RAID or a bcache its number and its disk. What else a change of the filesystem on it
 * needs is in the state: so it costs no list of RAIDs or bcaches. Undefined when the document has something else.
 */

export function recallRaid(machine: Machine, key: string, before: Outputs): { raid: Raid } | undefined {
  const disk = machine.blockdevice_set.find(({ id }) => id === virtualDiskId(before));
  const devices = membersIn(machine, deviceRecords(before["members"]), "raid");
  const spares = membersIn(machine, deviceRecords(before["spares"]), "raid-spare");
  if (!machine.raids.some(({ id }) => String(id) === key) || !disk || !devices || !spares) return undefined;
  const raid = {
    id: Number(key),
    name: disk.name,
    uuid: textIn(before, "uuid"),
    level: textIn(before, "level"),
    system_id: machine.system_id,
    devices,
    spare_devices: spares,
    virtual_device: disk,
  };
  return { raid };
}

export function recallBcache(machine: Machine, key: string, before: Outputs): { bcache: Bcache } | undefined {
  const disk = machine.blockdevice_set.find(({ id }) => id === virtualDiskId(before));
  const record = deviceRecord(before["device"]);
  const [backing] = (record && membersIn(machine, [record], "bcache-backing")) ?? [];
  const cacheSet = Number(textIn(before, "cacheSet").split("/").at(-1));
  if (!machine.bcaches.some(({ id }) => String(id) === key) || !disk || !backing || !(cacheSet > 0)) return undefined;
  const bcache = {
    id: Number(key),
    name: disk.name,
    uuid: textIn(before, "uuid"),
    system_id: machine.system_id,
    cache_mode: textIn(before, "cacheMode"),
    cache_set: { id: cacheSet },
    backing_device: backing,
    virtual_device: disk,
  };
  return { bcache };
}

/** The members on the machine; undefined when one of them is not there, or is in use as something else. */
function membersIn(machine: Machine, records: readonly DeviceRecord[], use: string): Member[] | undefined {
  const all: Member[] = machine.blockdevice_set.flatMap((disk) => [disk, ...disk.partitions]);
  const inUse = all.filter((member) => member.filesystem?.fstype === use);
  const found = records.flatMap((record) => inUse.find((member) => isSameDevice(record, member)) ?? []);
  return found.length === records.length ? found : undefined;
}
