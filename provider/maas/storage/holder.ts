import { Pause } from "../machine/pause";
import { isPartition, type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { deviceName, recordOf, refersTo } from "./device";
import { OBJECT_TYPES } from "../objects";
import { formatId } from "./id";
import { sameStack } from "./identity";
import { type CommonInputs, type Scope } from "./kind";

/** A device that another resource of this run is about to give up is waited for this long. */
const RELEASE_LIMIT_MS = 60_000;
/** A holder of this stack may be declared after the one that wants its device: this long after anything has happened. */
const DECLARATION_GRACE_MS = 3_000;
const LOOK_AGAIN_MS = 1_000;

/** What a device belongs to. Not all have a uuid of ours. */
interface Holder {
  readonly what: string;
  readonly id: string | undefined;
  readonly uuids: readonly string[];
}

const contains = (members: readonly (Member | null)[], device: Member): boolean =>
  members.some((member) => member?.id === device.id && isPartition(member) === isPartition(device));

/** Finds what holds a device that is not free. */
async function findHolder(look: Look, systemId: string, device: Member): Promise<Holder | undefined> {
  const fstype = device.filesystem?.fstype ?? "";
  for (const type of OBJECT_TYPES.filter((one) => one.memberships.includes(fstype))) {
    const object = (await type.list(look)).find(({ members }) => contains(members, device));
    if (object === undefined) continue;
    const uuids = object.uuid === undefined ? [] : [object.uuid];
    return { what: `${type.noun} "${object.name}"`, id: formatId(systemId, type.segment, object.id), uuids };
  }
  if (device.filesystem) return { what: describeFilesystemUse(device), id: undefined, uuids: [] };
  if (!isPartition(device) && device.partitions.length > 0) {
    const names = device.partitions.map(deviceName).join(", ");
    return { what: `the partitions ${names}`, id: undefined, uuids: device.partitions.map((one) => one.uuid) };
  }
  return undefined;
}

function describeFilesystemUse(device: Member): string {
  const { fstype, mount_point: mountPoint } = device.filesystem ?? {};
  if (fstype === "lvm-pv") return "an LVM volume group";
  return mountPoint ? `a filesystem (${fstype}) mounted at ${mountPoint}` : `a filesystem (${fstype})`;
}

/** Who wants a device. */
export interface Claim {
  readonly inputs: CommonInputs;
  /** What is to be made of it, for the message. */
  readonly wanted: string;
  readonly scope: Scope;
}

/** What the declared devices of another resource say about this one. */
const stillWants = (devices: readonly string[], device: Member): boolean =>
  devices.some((text) => refersTo(text, recordOf("", device)));

/**
 * Makes sure that a device is free to be taken. One that another resource of this run is about to give up is waited for,
 * outside the turn; anything else that holds it is named, with the ways out.
 */
export async function requireFree(turn: Turn, device: Member, claim: Claim): Promise<void> {
  const holder = await findHolder(turn.look, turn.systemId, device);
  if (holder === undefined) return;
  const { scope, inputs } = claim;
  const name = `${deviceName(device)} of machine ${turn.systemId}`;
  const ours = holder.uuids.filter((uuid) => sameStack(uuid, inputs.identity));
  const declared = ours.map((uuid) => scope.declared.find(uuid));
  const isLeaving = holder.id !== undefined && scope.declared.isLeaving(holder.id);
  const releasing = isLeaving || declared.some((other) => other !== undefined && !stillWants(other.devices, device));
  const undeclared = ours.length > 0 && declared.every((other) => other === undefined);
  const maybeDeclared = undeclared && Math.min(waitedMs(scope), scope.declared.quietMs) < DECLARATION_GRACE_MS;
  if ((releasing || maybeDeclared) && waitedMs(scope) < RELEASE_LIMIT_MS) {
    throw pauseFor(name, holder, scope, releasing ? "gives it up" : undefined);
  }
  throw new Error(explain(name, holder, claim, { ours: ours.length > 0, releasing, undeclared }));
}

/**
 * What looks like nobody's may be in the state under another name: whoever has it is declared soon, as long as the engine
 * goes on. Waits, outside the turn, until nothing more comes.
 */
export function waitForDeclarations(name: string, scope: Scope): void {
  if (Math.min(waitedMs(scope), scope.declared.quietMs) >= DECLARATION_GRACE_MS) return;
  throw new Pause(`${name} may be another resource's`, () =>
    scope.declared.aside(() => scope.session.untilChanged(LOOK_AGAIN_MS)),
  );
}

/**
 * For the deletion of a device. When two partitions of one RAID are replaced, the engine deletes the RAID along with the
 * one, and the other at the same time: what holds a device and is going to be deleted is waited for, outside the turn.
 */
export async function waitForLeaving(turn: Turn, device: Member, scope: Scope): Promise<void> {
  const holder = await findHolder(turn.look, turn.systemId, device);
  if (holder !== undefined) waitWhileLeaving(`${deviceName(device)} of machine ${turn.systemId}`, holder, scope);
}

/** The same for anything that something else is built on. */
export function waitWhileLeaving(name: string, holder: Pick<Holder, "what" | "id">, scope: Scope): void {
  if (holder.id === undefined || !scope.declared.isLeaving(holder.id)) return;
  if (waitedMs(scope) >= RELEASE_LIMIT_MS) return;
  throw pauseFor(name, holder, scope, "is deleted");
}

const waitedMs = ({ since }: Scope): number => Date.now() - since;

/** A wait for the holder, which is announced when it is known what the holder will do. */
function pauseFor(name: string, { what }: Pick<Holder, "what">, scope: Scope, until: string | undefined): Pause {
  return new Pause(`${name} is still in use by ${what}`, async () => {
    if (until !== undefined) announceOnce(scope, `${name}: waiting until ${what} ${until}`);
    await scope.declared.aside(() => scope.session.untilChanged(LOOK_AGAIN_MS));
  });
}

const announced = new WeakSet<Scope>();

/** One line for each resource that waits, not one for each look. */
function announceOnce(scope: Scope, line: string): void {
  if (announced.has(scope)) return;
  announced.add(scope);
  scope.session.announce(line);
}

function explain(
  name: string,
  holder: Holder,
  claim: Claim,
  state: { ours: boolean; releasing: boolean; undeclared: boolean },
): string {
  const inUse = `cannot make ${claim.wanted}: ${name} is in use by ${holder.what}`;
  if (state.releasing) {
    return `${inUse}. That resource gives it up in this run, but has not done so yet: let this one wait for it with { dependsOn: [that resource] }.`;
  }
  if (state.undeclared) {
    return (
      `${inUse}, which this stack made and the program no longer declares under that name. Pulumi creates before it ` +
      `deletes: if you renamed the resource, add { aliases: [{ name: "<old name>" }] }; if it is to go, run once without ` +
      `the new resource, then once with it.`
    );
  }
  if (state.ours) return `${inUse}, another resource of this program: a device can be in one place only.`;
  const free = holder.id === undefined ? "remove it in MAAS" : `remove ${holder.id} in MAAS`;
  return `${inUse}, which this stack did not make: ${free}, clear the machine with a StorageLayout, or choose another device.`;
}
