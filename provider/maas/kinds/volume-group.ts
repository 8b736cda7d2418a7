import { z } from "zod";

import { createVolumeGroup, deleteVolumeGroup, updateVolumeGroup, type VolumeGroup } from "../api/volume-groups";
import { ValidationError } from "../../http/errors";
import { dropGroup, putVolumeGroup } from "../machine/patch";
import { isPartition, type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { takesOf } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import { volumeGroupType } from "../objects/volume-group";
import { deviceName, type DeviceRecord, findDevice, recordOf, recordsOf } from "../storage/device";
import { formatId, pickByKey } from "../storage/id";
import { pickByUuid, sameUuid } from "../storage/identity";
import { deviceInput, identityInput, machineInput, orUnknown, uuidInput } from "../storage/inputs";
import { type Known, type Outputs, type Problem } from "../../pulumi/kind";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { storageResource } from "../storage/resource";
import { findOwn } from "../storage/adoption";
import { type Claim } from "../storage/holder";
import { waitWhileLeaving } from "../storage/waiting";
import { groupBytes, lvmNameInput } from "../storage/lvm";
import { volumeName } from "../objects/logical-volume";
import { bootDiskWhole, foreignDevices, missingDevices, stateProblem } from "../storage/preflight";
import { deleteQuietly } from "../storage/removal";
import {
  declaresItsUuid,
  deviceRecords,
  deviceRecordSchema,
  sameDevices,
  sameUuidInput,
  textIn,
} from "../storage/state";
import { takeDevices } from "../storage/take";

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  name: lvmNameInput,
  devices: orUnknown(z.array(deviceInput)),
  uuid: uuidInput.optional(),
});
type Inputs = z.output<typeof inputs>;

const outputs = z.object({
  uuid: z.string(),
  volumeGroupId: z.number(),
  sizeBytes: z.number(),
  members: z.array(deviceRecordSchema),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A volume group, and how the program referred to its members. */
interface Found {
  readonly group: VolumeGroup;
  readonly members?: readonly DeviceRecord[];
}

const listed = ({ devices }: Inputs): { devices: readonly string[] } => ({
  devices: isUnknown(devices) ? [] : devices,
});

function problems(wanted: Inputs): Problem[] {
  const { devices } = listed(wanted);
  const found = foreignDevices(wanted.machine, { devices });
  if (isUnknown(wanted.devices)) return found;
  if (devices.length === 0) found.push({ property: "devices", reason: "a volume group needs at least one device" });
  const known = devices.filter((text) => !isUnknown(text));
  const twice = known.filter((one, at) => known.indexOf(one) !== at);
  if (twice.length > 0)
    found.push({ property: "devices", reason: `${twice.join(", ")}: a device can be a member only once` });
  return found;
}

const idsOf = (members: readonly Member[], ofPartitions: boolean): number[] =>
  members.filter((member) => isPartition(member) === ofPartitions).map((member) => member.id);

const findBy = async (look: Look, wanted: (group: VolumeGroup) => boolean): Promise<VolumeGroup | undefined> =>
  (await look("volumeGroups")).find(wanted);

/** MAAS lets two groups of a machine have one name; the machine could not be deployed. */
async function requireFreeGroupName(turn: Turn, wanted: Inputs): Promise<void> {
  const bearer = await findBy(turn.look, ({ name }) => name === wanted.name);
  if (bearer === undefined) return;
  throw new Error(
    `the name "${wanted.name}" is taken on machine ${turn.systemId} by the volume group ` +
      `${formatId(turn.systemId, "volume-group", bearer.id)}. To take it over as it is, declare its uuid: ` +
      `{ uuid: "${bearer.uuid}" }; else choose another name, or remove it in MAAS.`,
  );
}

const claimOf = (wanted: Inputs, scope: Scope): Claim => ({
  inputs: wanted,
  wanted: `volume group "${wanted.name}"`,
  scope,
  self: { segment: volumeGroupType.segment, devices: wanted.devices },
});

/** A group that is found by its uuid is taken over only when it is what is declared. */
async function misfitOf(turn: Turn, wanted: Inputs): Promise<(group: VolumeGroup) => string | undefined> {
  const found = await Promise.all(wanted.devices.map((device) => findDevice(turn.look, device)));
  const members = found.flatMap((device) => device?.member ?? []);
  return ({ devices }) => {
    const isSame = without(devices, members).length === 0 && without(members, devices).length === 0;
    return isSame ? undefined : `it is made of ${devices.map(deviceName).join(", ")}`;
  };
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  await turn.machine();
  const list = await turn.look("volumeGroups");
  const misfit = await misfitOf(turn, wanted);
  const own = findOwn(turn, wanted, scope, { type: volumeGroupType, list, nameOf: ({ name }) => name, misfit });
  if ("object" in own)
    return { id: formatId(turn.systemId, "volume-group", own.object.id), object: { group: own.object } };
  await requireFreeGroupName(turn, wanted);
  const members = (await takeDevices(turn, wanted.devices, claimOf(wanted, scope))).map(({ member }) => member);
  const group = await make(turn, wanted, own.uuid, members);
  return { id: formatId(turn.systemId, "volume-group", group.id), object: { group } };
}

function make(turn: Turn, wanted: Inputs, uuid: string, members: readonly Member[]): Promise<VolumeGroup> {
  return turn.write({
    what: `create volume group ${wanted.name}`,
    send: () =>
      createVolumeGroup(turn.client, turn.systemId, {
        name: wanted.name,
        uuid,
        block_devices: idsOf(members, false),
        partitions: idsOf(members, true),
      }),
    patch: putVolumeGroup,
    find: async () => pickByUuid(await turn.look("volumeGroups"), uuid),
  });
}

const without = (members: readonly Member[], others: readonly Member[]): Member[] =>
  members.filter((one) => !others.some((other) => other.id === one.id && isPartition(other) === isPartition(one)));

function differences(group: VolumeGroup, wanted: Inputs, members: readonly Member[]) {
  const added = without(members, group.devices);
  const removed = without(group.devices, members);
  return {
    ...(group.name === wanted.name ? {} : { name: wanted.name }),
    ...(wanted.uuid === undefined || sameUuid(group.uuid, wanted.uuid) ? {} : { uuid: wanted.uuid }),
    ...(added.length === 0 ? {} : { add_block_devices: idsOf(added, false), add_partitions: idsOf(added, true) }),
    ...(removed.length === 0
      ? {}
      : { remove_block_devices: idsOf(removed, false), remove_partitions: idsOf(removed, true) }),
  };
}

/** Checked before MAAS is asked, which does not say how much is missing. */
function requireRoomForVolumes(group: VolumeGroup, members: readonly Member[]): void {
  const bytes = groupBytes(members.map(({ size }) => size));
  if (bytes >= group.used_size || bytes >= group.size) return;
  const volumes = group.logical_volumes.map((disk) => volumeName({ group, disk })).join(", ");
  throw new Error(
    `volume group "${group.name}" of machine ${group.system_id} would have ${bytes} bytes, and its logical volumes ` +
      `(${volumes}) take ${group.used_size}: ${group.used_size - bytes} bytes are missing. Give it another device, or ` +
      `shrink or remove a volume in a run before.`,
  );
}

async function sync(turn: Turn, { group }: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const claim = { ...claimOf(wanted, scope), except: group.devices };
  const devices = await takeDevices(turn, wanted.devices, claim);
  const members = devices.map(({ member }) => member);
  const records = devices.map(({ reference, member }) => recordOf(reference, member));
  const fields = differences(group, wanted, members);
  if (Object.keys(fields).length === 0) return { group, members: records };
  requireRoomForVolumes(group, members);
  if (fields.name !== undefined) await requireFreeGroupName(turn, wanted);
  // The members that result are applied at once, so a device can take the place of another in one request.
  const now = await turn.write({
    what: `change volume group ${group.name}`,
    send: () => updateVolumeGroup(turn.client, turn.systemId, group.id, fields),
    patch: putVolumeGroup,
    find: async () => {
      const found = await findBy(turn.look, (other) => other.id === group.id);
      return found && Object.keys(differences(found, wanted, members)).length === 0 ? found : undefined;
    },
  });
  return { group: now, members: records };
}

function state({ group, members }: Found, _declared: Known<Inputs>, before: Outputs): State {
  const records = recordsOf(group.system_id, group.devices, members ?? deviceRecords(before["members"]));
  return {
    machine: group.system_id,
    name: group.name,
    devices: records.map(({ reference }) => reference),
    uuid: group.uuid,
    volumeGroupId: group.id,
    sizeBytes: group.size,
    members: records,
  };
}

/** MAAS refuses to delete a group that has volumes. Only what goes in this run is waited for: else one look is saved. */
async function waitForVolumes(turn: Turn, id: number, scope: Scope): Promise<void> {
  if (!scope.declared.isLeavingOn(turn.systemId, "logical-volume")) return;
  const group = await findBy(turn.look, (other) => other.id === id);
  for (const disk of group?.logical_volumes ?? []) {
    const volume = { what: `logical volume "${disk.name}"`, id: formatId(turn.systemId, "logical-volume", disk.id) };
    waitWhileLeaving(`volume group ${group?.name ?? id} of machine ${turn.systemId}`, volume, scope);
  }
}

/** MAAS does not say which volumes are in the way. */
async function explainRefusal(turn: Turn, id: number, error: ValidationError): Promise<Error> {
  turn.lookAfresh();
  const group = await findBy(turn.look, (other) => other.id === id);
  if (group === undefined || group.logical_volumes.length === 0) return error;
  const volumes = group.logical_volumes.map(
    ({ id: volume, name }) => `${name} (${formatId(turn.systemId, "logical-volume", volume)})`,
  );
  const text = `cannot delete volume group "${group.name}" of machine ${turn.systemId}: it has the logical volumes`;
  return new Error(`${text} ${volumes.join(", ")}. Remove those first.`, { cause: error });
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  await waitForVolumes(turn, id, scope);
  try {
    return await deleteQuietly(turn, {
      what: `delete volume group ${textIn(before, "name")}`,
      send: () => deleteVolumeGroup(turn.client, turn.systemId, id),
      patch: dropGroup("volumeGroups", id, undefined, deviceRecords(before["members"])),
      isGone: async () => (await findBy(turn.look, (group) => group.id === id)) === undefined,
    });
  } catch (error) {
    throw error instanceof ValidationError ? await explainRefusal(turn, id, error) : error;
  }
}

/** An LVM volume group: devices that logical volumes share. */
export const volumeGroup = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "VolumeGroup",
  type: volumeGroupType,
  inputs,
  outputs,
  replaceOn: ["machine"],
  madeOf: ["devices"],
  ignored: ["identity"],
  same: { devices: (olds, news) => sameDevices(olds["members"], news.devices), uuid: sameUuidInput },
  problems,
  declaration: (wanted) => ({
    kind: "VolumeGroup",
    systemId: wanted.machine,
    uuid: isUnknown(wanted.uuid) ? undefined : wanted.uuid,
    devices: listed(wanted).devices.filter((text) => !isUnknown(text)),
  }),
  intent: (wanted) => ({
    makes: "volume group",
    groupName: wanted.name,
    takes: takesOf("devices", listed(wanted).devices, "physical volume"),
    uuid: wanted.uuid,
  }),
  isHeir: declaresItsUuid("VolumeGroup"),
  preflight: async (turn, wanted, scope) => [
    ...(await stateProblem(turn, wanted)),
    ...(await missingDevices(turn, listed(wanted), scope)),
    ...(await bootDiskWhole(turn, listed(wanted))),
  ],
  ensure,
  sync,
  observe: async (look, key) => {
    const group = pickByKey(await look("volumeGroups"), key, ({ name }) => name);
    return group && { group };
  },
  state,
  remove,
});
