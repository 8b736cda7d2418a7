import { isPartition, type Look, type Member } from "../machine/storage";
import { partitionName } from "../objects/partition";
import { isUnknown } from "../../pulumi/unknown";
import { formatId, type ObjectId, parseId, pickByKey } from "./id";

/** What a device reference means. In programs it is lifted: a resource, a disk's name, a data source's disk. */
export type Reference =
  | { readonly to: "name"; readonly name: string }
  | { readonly to: "block"; readonly id: number }
  | { readonly to: "path"; readonly path: string }
  | ({ readonly to: "object" } & ObjectId);

/** Reads a reference: `sdb`, `blockdevice:442`, `/dev/disk/by-id/wwn-0x5000c500a1b20001` or the id of a resource. */
export function parseReference(text: string): Reference | { readonly problem: string } {
  const block = /^blockdevice:(\d+)$/.exec(text)?.[1];
  if (block !== undefined) return { to: "block", id: Number(block) };
  if (/^\/dev\/disk\/by-id\/[^/\s]+$/.test(text)) return { to: "path", path: text };
  const id = parseId(text);
  if (id !== undefined) {
    return id.type.device === undefined ? { problem: `a ${id.type.noun} is not a device` } : { to: "object", ...id };
  }
  if (text.startsWith("/dev/")) return { problem: `write the name alone: "${text.split("/").at(-1)}"` };
  if (/^\d+$/.test(text)) return { problem: `to refer to a device by its number, write "blockdevice:${text}"` };
  if (!/^[^/\s:]+$/.test(text)) return { problem: `"${text}" is neither a disk's name nor the id of a resource` };
  return { to: "name", name: text };
}

/** What the state keeps of a device: enough to know it again by its name as well as by its id. */
export interface DeviceRecord {
  /** As the program referred to it. */
  readonly reference: string;
  readonly id: number;
  readonly name: string;
  readonly type: string;
}

/** A device that was found on the machine. */
export interface Device {
  readonly reference: string;
  readonly member: Member;
}

export const deviceName = (member: Member): string => (isPartition(member) ? partitionName(member) : member.name);

export const recordOf = (reference: string, member: Member): DeviceRecord => ({
  reference,
  id: member.id,
  name: deviceName(member),
  type: member.type,
});

/** Finds a device on the machine; undefined when it is not there. */
export async function findDevice(look: Look, text: string): Promise<Device | undefined> {
  const reference = parseReference(text);
  if ("problem" in reference) throw new Error(`${text}: ${reference.problem}`);
  const member = await findMember(look, reference);
  return member && { reference: text, member };
}

async function findMember(look: Look, reference: Reference): Promise<Member | undefined> {
  const disks = await look("disks");
  if (reference.to === "name") return disks.find((disk) => disk.name === reference.name);
  if (reference.to === "block") return disks.find((disk) => disk.id === reference.id);
  if (reference.to === "path") return disks.find((disk) => disk.id_path === reference.path);
  const object = pickByKey(await reference.type.list(look), reference.key, ({ name }) => name);
  const devices = reference.type.device === "partitions" ? disks.flatMap((disk) => disk.partitions) : disks;
  return object && devices.find((device: Member) => device.id === object.deviceId);
}

/** Finds a device that must be there. */
export async function requireDevice(look: Look, systemId: string, text: string): Promise<Device> {
  const found = await findDevice(look, text);
  if (found !== undefined) return found;
  throw new Error(await noSuchDevice(look, systemId, text));
}

export async function noSuchDevice(look: Look, systemId: string, text: string): Promise<string> {
  const isPath = text.startsWith("/");
  const names = (await look("disks")).map(({ name, id_path: path }) => (isPath && path ? `${name} (${path})` : name));
  const there = names.length > 0 ? `its disks are ${names.join(", ")}` : "it has no disks";
  return `machine ${systemId} has no device "${text}"; ${there}`;
}

/** The machine that a reference by id belongs to; undefined for names and numbers. */
export function machineOf(text: string): string | undefined {
  return isUnknown(text) ? undefined : parseId(text)?.systemId;
}

/** True when a reference means this device of the machine. */
export function isMeant(member: Member, text: string): boolean {
  const reference = parseReference(text);
  const isPath = "to" in reference && reference.to === "path";
  if (isPath) return !isPartition(member) && member.id_path === reference.path;
  return refersTo(text, recordOf("", member));
}

/** True when a reference means the device of the record, in whatever way either was written. A record has no id path. */
export function refersTo(text: string, record: DeviceRecord): boolean {
  if (text === record.reference) return true;
  const reference = parseReference(text);
  if ("problem" in reference) return false;
  if (reference.to === "name") return record.type !== "partition" && record.name === reference.name;
  if (reference.to === "block") return record.type !== "partition" && record.id === reference.id;
  if (reference.to === "path") return false;
  const { device, hasDeviceNumber } = reference.type;
  const isAlike = (record.type === "partition") === (device === "partitions");
  return hasDeviceNumber && isAlike && isRecordOf(record, reference.key);
}

const isRecordOf = (record: DeviceRecord, key: string): boolean =>
  /^\d+$/.test(key) ? record.id === Number(key) : record.name === key;

/** How the state refers to a member that the program did not name. */
export const plainReference = (systemId: string, member: Member): string =>
  isPartition(member) ? formatId(systemId, "partition", member.id) : member.name;

/** True for the same device; a re-commissioned machine keeps names and gives new ids. */
export function isSameDevice(record: DeviceRecord, member: Member): boolean {
  if (isPartition(member)) return record.type === "partition" && record.id === member.id;
  return record.type !== "partition" && (record.id === member.id || record.name === member.name);
}

/**
 * The records of what a group is made of now: devices the program named keep its words and order, others follow under
 * their own names.
 */
export function recordsOf(
  systemId: string,
  members: readonly Member[],
  before: readonly DeviceRecord[],
): DeviceRecord[] {
  const left = [...members];
  const kept = before.flatMap((record) => {
    const at = left.findIndex((member) => isSameDevice(record, member));
    const [member] = at < 0 ? [] : left.splice(at, 1);
    return member ? [recordOf(record.reference, member)] : [];
  });
  return [...kept, ...left.map((member) => recordOf(plainReference(systemId, member), member))];
}
