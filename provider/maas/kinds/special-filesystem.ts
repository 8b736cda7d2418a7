import { z } from "zod";

import { type Filesystem } from "../api/filesystem";
import { type Machine } from "../api/machines";
import { mountSpecial, unmountSpecial } from "../api/special-filesystems";
import { ValidationError } from "../../http/errors";
import { putMachine } from "../machine/patch";
import { isOnTheWay, isReady } from "../machine/readiness";
import { type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { isUnknown } from "../../pulumi/unknown";
import { type Outputs, type Problem } from "../../pulumi/kind";
import { specialFilesystemType } from "../objects/special-filesystem";
import { deviceName } from "../storage/device";
import { mountOptionsInput, mountPointInput } from "../storage/filesystem";
import { waitForDeclarations } from "../storage/waiting";
import { formatId } from "../storage/id";
import { identityInput, machineInput, orUnknown } from "../storage/inputs";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { inTheWay } from "../storage/preflight";
import { deleteQuietly } from "../storage/removal";
import { storageResource } from "../storage/resource";
import { textIn } from "../storage/state";

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  type: orUnknown(z.enum(["tmpfs", "ramfs"])),
  mountPoint: mountPointInput,
  mountOptions: mountOptionsInput.optional(),
});
type Inputs = z.output<typeof inputs>;

const outputs = z.object({});
type State = StateOf<Inputs, object>;

/** A filesystem in memory. MAAS gives it no number and lets nobody choose its uuid: its mount point is what it is known by. */
interface Found {
  readonly systemId: string;
  readonly filesystem: Special;
}

type Special = Machine["special_filesystems"][number];

const keyOf = (mountPoint: string): string => encodeURIComponent(mountPoint);
const idOf = (turn: Turn, mountPoint: string): string => formatId(turn.systemId, "special", keyOf(mountPoint));

const optionsOf = ({ mount_options: options }: Pick<Filesystem, "mount_options">): string => options ?? "";

const findIn = ({ special_filesystems: all }: Machine, mountPoint: string): Special | undefined =>
  all.find((one) => one.mount_point === mountPoint);

const isWanted = (found: Special | undefined, { type, mountOptions = "" }: Inputs): found is Special =>
  found?.fstype === type && optionsOf(found) === mountOptions;

function mount(turn: Turn, wanted: Inputs): Promise<Machine> {
  const { type, mountPoint, mountOptions } = wanted;
  return turn.write({
    what: `mount ${type} at ${mountPoint}`,
    send: () =>
      mountSpecial(turn.client, turn.systemId, {
        fstype: type,
        mount_point: mountPoint,
        ...(mountOptions === undefined ? {} : { mount_options: mountOptions }),
      }),
    patch: putMachine,
    find: async () => {
      const machine = await turn.machine();
      return isWanted(findIn(machine, mountPoint), wanted) ? machine : undefined;
    },
  });
}

function unmount(turn: Turn, mountPoint: string): Promise<Machine> {
  return turn.write({
    what: `unmount ${mountPoint}`,
    send: () => unmountSpecial(turn.client, turn.systemId, mountPoint),
    patch: putMachine,
    find: async () => {
      const machine = await turn.machine();
      return findIn(machine, mountPoint) === undefined ? machine : undefined;
    },
  });
}

const requireThere = (machine: Machine, mountPoint: string): Special => {
  const found = findIn(machine, mountPoint);
  if (found === undefined) throw new Error(`MAAS does not show what it has mounted at ${mountPoint}`);
  return found;
};

/** What else is mounted there: a filesystem on a device, or one in memory of the other type. */
async function otherAt(turn: Turn, { type, mountPoint }: Inputs): Promise<string | undefined> {
  const special = findIn(await turn.machine(), mountPoint);
  if (special !== undefined && special.fstype !== type) return special.fstype;
  const members: Member[] = (await turn.look("disks")).flatMap((disk) => [disk, ...disk.partitions]);
  const device = members.find(({ filesystem }) => filesystem?.mount_point === mountPoint);
  return device && `${device.filesystem?.fstype} on ${deviceName(device)}`;
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  const { mountPoint } = wanted;
  const id = idOf(turn, mountPoint);
  const owner = scope.declared.objects.ownerOf(id);
  if (owner !== undefined && owner !== wanted.identity.toLowerCase())
    throw new Error(
      `another SpecialFilesystem of this program is mounted at ${mountPoint} of machine ${turn.systemId}`,
    );
  const other = await otherAt(turn, wanted);
  // Another resource of this run may be about to move away from there.
  if (other !== undefined) waitForDeclarations(`${mountPoint} of machine ${turn.systemId}`, scope);
  if (other !== undefined)
    throw new Error(
      `cannot mount ${wanted.type} at ${mountPoint} of machine ${turn.systemId}: ${other} is mounted there. Unmount it ` +
        `in a run before, or choose another mount point`,
    );
  const known = findIn(await turn.machine(), mountPoint);
  if (known !== undefined) {
    scope.declared.objects.own(id, wanted.identity, "adopted");
    turn.announce(`${known.fstype} at ${mountPoint} of machine ${turn.systemId} is there already: it is taken over`);
    return { id, object: { systemId: turn.systemId, filesystem: known } };
  }
  await turn.requireReady();
  const filesystem = requireThere(await mount(turn, wanted), mountPoint);
  return { id, object: { systemId: turn.systemId, filesystem } };
}

/** MAAS has no call for other options: they are changed by mounting anew, in one turn. */
async function sync(turn: Turn, found: Found, wanted: Inputs): Promise<Found> {
  const { mountPoint } = wanted;
  const now = findIn(await turn.machine(), mountPoint);
  if (isWanted(now, wanted)) return { ...found, filesystem: now };
  await turn.requireReady();
  if (now !== undefined) await unmount(turn, mountPoint);
  return { ...found, filesystem: requireThere(await mount(turn, wanted), mountPoint) };
}

async function observe(look: Look, key: string, before: Outputs): Promise<Found | undefined> {
  const machine = await look("machine");
  const filesystem = findIn(machine, decodeURIComponent(key));
  const type = textIn(before, "type");
  if (filesystem === undefined || (type !== "" && filesystem.fstype !== type)) return undefined;
  return { systemId: machine.system_id, filesystem };
}

const state = ({ systemId, filesystem }: Found): State => ({
  machine: systemId,
  type: filesystem.fstype === "ramfs" ? "ramfs" : "tmpfs",
  mountPoint: filesystem.mount_point ?? "",
  mountOptions: optionsOf(filesystem) || undefined,
});

async function remove(turn: Turn, key: string, before: Outputs): Promise<boolean> {
  const mountPoint = decodeURIComponent(key);
  const isThere = async () => (await observe(turn.look, key, before)) !== undefined;
  if (!(await isThere())) return false;
  await turn.requireReady();
  try {
    return await deleteQuietly(turn, {
      what: `unmount ${mountPoint}`,
      send: async () => void turn.learn(await unmountSpecial(turn.client, turn.systemId, mountPoint)),
      patch: () => undefined,
      isGone: async () => !(await isThere()),
    });
  } catch (error) {
    // MAAS says that nothing is mounted there: somebody has unmounted it meanwhile.
    turn.lookAfresh();
    if (error instanceof ValidationError && !(await isThere())) return false;
    throw error;
  }
}

async function preflight(turn: Turn, wanted: Inputs, { declared }: Scope): Promise<Problem[]> {
  const machine = await turn.machine();
  if (isUnknown(wanted.mountPoint) || isUnknown(wanted.type)) return [];
  const known = findIn(machine, wanted.mountPoint);
  if (!isWanted(known, wanted) && !isReady(machine) && !isOnTheWay(machine)) return inTheWay(turn, machine);
  if (known === undefined || known.fstype === wanted.type) return [];
  if (declared.isLeaving(idOf(turn, wanted.mountPoint))) return [];
  return [
    {
      property: "mountPoint",
      reason: `${known.fstype} is mounted at ${wanted.mountPoint}: unmount it, or choose another`,
    },
  ];
}

/** A filesystem in memory. */
export const specialFilesystem = storageResource<Inputs, Found, object>({
  name: "SpecialFilesystem",
  type: specialFilesystemType,
  inputs,
  outputs,
  replaceOn: ["machine", "type", "mountPoint"],
  // A run that was interrupted while it changed the options has unmounted it.
  isKnownByInputs: true,
  ignored: ["identity"],
  same: {
    mountOptions: (olds, { mountOptions }) => textIn(olds, "mountOptions") === (mountOptions ?? ""),
  },
  problems: () => [],
  declaration: ({ machine, mountPoint }) => ({
    kind: "SpecialFilesystem",
    systemId: machine,
    devices: [],
    exclusive: isUnknown(mountPoint) ? [] : [{ property: "mountPoint", what: `the mount point ${mountPoint}` }],
  }),
  intent: ({ mountPoint }) => ({ mountPoint }),
  isHeir: (before, other) =>
    other.kind === "SpecialFilesystem" &&
    other.exclusive?.some(({ what }) => what === `the mount point ${textIn(before, "mountPoint")}`) === true,
  preflight,
  ensure,
  sync,
  observe,
  state,
  remove,
});
