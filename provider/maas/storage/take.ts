import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Device, isMeant, requireDevice } from "./device";
import { type Claim, requireFree } from "./holder";
import { bootDiskProblem } from "./preflight";

/** Who takes devices, and which of them it has already. */
export interface Taking extends Claim {
  readonly except?: readonly Member[];
}

/** The devices that the references mean, each either a member already or free to be taken. */
export async function takeDevices(turn: Turn, references: readonly string[], taking: Taking): Promise<Device[]> {
  const devices: Device[] = [];
  for (const reference of references) {
    const device = await takeDevice(turn, reference, taking);
    const twin = devices.find(({ member }) => member.id === device.member.id && member.type === device.member.type);
    if (twin) throw new Error(`cannot make ${taking.wanted}: ${twin.reference} and ${reference} are the same device`);
    devices.push(device);
  }
  return devices;
}

/** The device that a reference means, either a member already or free to be taken. */
export async function takeDevice(turn: Turn, reference: string, taking: Taking): Promise<Device> {
  const held = taking.except?.find((member) => isMeant(member, reference));
  if (held !== undefined) return { reference, member: held };
  const device = await requireDevice(turn.look, turn.systemId, reference);
  const { member } = device;
  if (taking.except?.some((other) => other.id === member.id && other.type === member.type)) return device;
  await requireFree(turn, member, taking);
  if (!isPartition(member)) {
    const problem = await bootDiskProblem(turn, member);
    if (problem !== undefined) throw new Error(`cannot make ${taking.wanted}: ${problem}`);
  }
  return device;
}
