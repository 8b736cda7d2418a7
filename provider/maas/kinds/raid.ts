import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import { createRaid, deleteRaid, type Raid, type RaidChange, updateRaid } from "../api/raids";
import { dropGroup, putRaid } from "../machine/patch";
import { type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { raidIntent } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import { raidType } from "../objects/raid";
import { findOwn } from "../storage/adoption";
import {
  type Device,
  deviceName,
  type DeviceRecord,
  findDevice,
  plainReference,
  recordOf,
  recordsOf,
} from "../storage/device";
import { describeFilesystem, filesystemInput, lostFilesystem, sameFilesystem } from "../storage/filesystem";
import { formatId, pickByKey } from "../storage/id";
import { pickByUuid, sameUuid } from "../storage/identity";
import {
  deviceInput,
  identityInput,
  machineInput,
  nameInput,
  orUnknown,
  tagsInput,
  uuidInput,
} from "../storage/inputs";
import { type Known, type Outputs, type Problem } from "../../pulumi/kind";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { listed, planMembers, RAID_LEVELS } from "../storage/members";
import { idsOf, isApplied, memberFields } from "../storage/raid-change";
import { type Claim, requireFreeName } from "../storage/holder";
import { bootDiskWhole, foreignDevices, missingDevices, stateProblem } from "../storage/preflight";
import { storageResource } from "../storage/resource";
import { deleteQuietly, requireUnused } from "../storage/removal";
import {
  declaresItsUuid,
  deviceRecords,
  sameDevices,
  sameUuidInput,
  textIn,
  virtualDiskId,
  deviceRecordSchema,
} from "../storage/state";
import { sameTagsInput, tagsOf } from "../storage/tags";
import { takeDevices } from "../storage/take";
import { recallRaid } from "../storage/recall";
import { syncVirtualDisk, virtualDiskOutputs } from "../storage/virtual-disk";

const devicesInput = orUnknown(z.array(deviceInput));

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  name: nameInput,
  level: orUnknown(z.enum(["raid-0", "raid-1", "raid-5", "raid-6", "raid-10"])),
  devices: devicesInput,
  spareDevices: orUnknown(z.array(deviceInput).default([])),
  uuid: uuidInput.optional(),
  tags: tagsInput,
  filesystem: filesystemInput,
});
type Inputs = z.output<typeof inputs>;

const outputs = virtualDiskOutputs.extend({
  uuid: z.string(),
  raidId: z.number(),
  members: z.array(deviceRecordSchema),
  spares: z.array(deviceRecordSchema),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A RAID, and how the program referred to its members. */
interface Found {
  readonly raid: Raid;
  readonly members?: readonly DeviceRecord[];
  readonly spares?: readonly DeviceRecord[];
}

/** What is not known is another one each time. */
const isFirst = (one: string, at: number, all: readonly string[]): boolean => isUnknown(one) || all.indexOf(one) === at;

function problems({ machine, level, devices, spareDevices }: Inputs): Problem[] {
  const found = foreignDevices(machine, listed({ devices, spareDevices }));
  // The ids of what is new are not known in a preview; how many there are is.
  const lists = listed({ devices, spareDevices });
  if (isUnknown(level)) return found;
  const { minimum, spares } = RAID_LEVELS[level];
  const count = lists.devices.filter(isFirst).length;
  if (count < minimum && !isUnknown(devices)) {
    found.push({ property: "devices", reason: `${level} needs at least ${minimum} devices, and has ${count}` });
  }
  if (!spares && lists.spareDevices.length > 0)
    found.push({ property: "spareDevices", reason: `${level} takes no spares` });
  const twice = [...lists.devices, ...lists.spareDevices].filter((one, at, all) => !isFirst(one, at, all));
  if (twice.length > 0) {
    const property = lists.spareDevices.includes(twice[0] ?? "") ? "spareDevices" : "devices";
    found.push({ property, reason: `${twice.join(", ")}: a device can be a member only once` });
  }
  return found;
}

const membersOf = (devices: readonly Device[]): Member[] => devices.map((device) => device.member);

const findBy = async (look: Look, wanted: (raid: Raid) => boolean): Promise<Raid | undefined> =>
  (await look("raids")).find(wanted);

function make(turn: Turn, wanted: Inputs, uuid: string, active: Member[], spare: Member[]): Promise<Raid> {
  return turn.write({
    what: `create RAID ${wanted.name}`,
    send: () =>
      createRaid(turn.client, turn.systemId, {
        name: wanted.name,
        level: wanted.level,
        uuid,
        block_devices: idsOf(active, false),
        partitions: idsOf(active, true),
        spare_devices: idsOf(spare, false),
        spare_partitions: idsOf(spare, true),
      }),
    patch: putRaid,
    find: async () => pickByUuid(await turn.look("raids"), uuid),
  });
}

/** A RAID that is found by its uuid is taken over only when it is what is declared. */
function misfit(raid: Raid, wanted: Inputs, members: readonly Member[]): string | undefined {
  const there = [...raid.devices, ...raid.spare_devices].map(keyOf).sort();
  const names = [...raid.devices, ...raid.spare_devices].map(deviceName);
  const differences = [
    raid.level === wanted.level ? [] : [`it is ${raid.level}, not ${wanted.level}`],
    isDeepStrictEqual(there, members.map(keyOf).sort()) ? [] : [`it is made of ${names.join(", ")}`],
    lostFilesystem(raid.virtual_device.filesystem, wanted.filesystem) ?? [],
  ].flat();
  return differences.length === 0 ? undefined : differences.join(", ");
}

const claimOf = (wanted: Inputs, scope: Scope): Claim => ({
  inputs: wanted,
  wanted: `RAID "${wanted.name}"`,
  scope,
  self: { segment: raidType.segment, devices: [...wanted.devices, ...wanted.spareDevices] },
});

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  await turn.machine();
  const listed = [...wanted.devices, ...wanted.spareDevices];
  const members = await Promise.all(listed.map((device) => findDevice(turn.look, device)));
  const own = findOwn(turn, wanted, scope, {
    type: raidType,
    list: await turn.look("raids"),
    nameOf: (raid) => raid.name,
    misfit: (raid) =>
      misfit(
        raid,
        wanted,
        members.flatMap((device) => device?.member ?? []),
      ),
  });
  if ("object" in own) {
    return { id: formatId(turn.systemId, "raid", own.object.id), object: { raid: own.object } };
  }
  const claim = claimOf(wanted, scope);
  await requireFreeName(turn, wanted.name, claim);
  const active = membersOf(await takeDevices(turn, wanted.devices, claim));
  const spare = membersOf(await takeDevices(turn, wanted.spareDevices, claim));
  const raid = await make(turn, wanted, own.uuid, active, spare);
  return { id: formatId(turn.systemId, "raid", raid.id), object: { raid } };
}

const keyOf = (member: Member): string => plainReference(member.system_id, member);

async function change(turn: Turn, raid: Raid, fields: RaidChange, what: string): Promise<Raid> {
  return turn.write({
    what: `${what} of RAID ${raid.name}`,
    send: () => updateRaid(turn.client, turn.systemId, raid.id, fields),
    patch: putRaid,
    // Sent again, a change of members is refused by MAAS, and any other is harmless: so only what shows counts as done.
    find: async () => {
      const now = await findBy(turn.look, (other) => other.id === raid.id);
      return now && isApplied(now, fields) ? now : undefined;
    },
  });
}

/** Members that stay are known by their key; devices that come have to be free. */
async function syncMembers(turn: Turn, raid: Raid, wanted: Inputs, scope: Scope): Promise<Found> {
  const current = [...raid.devices, ...raid.spare_devices];
  const claim = { ...claimOf(wanted, scope), except: current };
  const active = await takeDevices(turn, wanted.devices, claim);
  const spare = await takeDevices(turn, wanted.spareDevices, claim);
  const byKey = new Map([...current, ...membersOf([...active, ...spare])].map((member) => [keyOf(member), member]));
  const pick = (keys: readonly string[]): Member[] => keys.flatMap((key) => byKey.get(key) ?? []);
  const plan = planMembers(
    wanted.level,
    { active: raid.devices.map(keyOf), spare: raid.spare_devices.map(keyOf) },
    { active: membersOf(active).map(keyOf), spare: membersOf(spare).map(keyOf) },
  );
  let now = raid;
  for (const step of plan) now = await change(turn, now, memberFields(step, pick), "change the members");
  const records = (devices: readonly Device[]) => devices.map(({ reference, member }) => recordOf(reference, member));
  return { raid: now, members: records(active), spares: records(spare) };
}

async function sync(turn: Turn, { raid }: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  // What it is made of comes first: when that cannot be had, nothing has changed.
  const found = await syncMembers(turn, raid, wanted, scope);
  let now = found.raid;
  const fields = {
    ...(now.name === wanted.name ? {} : { name: wanted.name }),
    ...(wanted.uuid === undefined || sameUuid(now.uuid, wanted.uuid) ? {} : { uuid: wanted.uuid }),
  };
  if (Object.keys(fields).length > 0) {
    if (fields.name !== undefined) await requireFreeName(turn, fields.name, claimOf(wanted, scope));
    now = await change(turn, now, fields, "rename");
  }
  const disk = await syncVirtualDisk(turn, now.virtual_device, wanted, claimOf(wanted, scope));
  return { ...found, raid: { ...now, virtual_device: disk } };
}

function state({ raid, members, spares }: Found, declared: Known<Inputs>, before: Outputs): State {
  const disk = raid.virtual_device;
  const memberRecords = recordsOf(raid.system_id, raid.devices, members ?? deviceRecords(before["members"]));
  const spareRecords = recordsOf(raid.system_id, raid.spare_devices, spares ?? deviceRecords(before["spares"]));
  return {
    machine: raid.system_id,
    name: raid.name,
    level: raid.level,
    devices: memberRecords.map((record) => record.reference),
    spareDevices: spareRecords.map((record) => record.reference),
    tags: tagsOf(disk, declared.tags),
    filesystem: describeFilesystem(disk.filesystem, declared.filesystem),
    filesystemUuid: disk.filesystem?.uuid,
    uuid: raid.uuid,
    raidId: raid.id,
    sizeBytes: disk.size,
    path: disk.path,
    virtualDeviceId: disk.id,
    members: memberRecords,
    spares: spareRecords,
  };
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  const diskId = virtualDiskId(before) ?? (await findBy(turn.look, (raid) => raid.id === id))?.virtual_device.id;
  await requireUnused(turn, async () => (await turn.look("disks")).find((disk) => disk.id === diskId), scope);
  const members = [...deviceRecords(before["members"]), ...deviceRecords(before["spares"])];
  return deleteQuietly(turn, {
    what: `delete RAID ${textIn(before, "name")}`,
    send: () => deleteRaid(turn.client, turn.systemId, id),
    patch: dropGroup("raids", id, diskId, members),
    isGone: async () => (await findBy(turn.look, (raid) => raid.id === id)) === undefined,
  });
}

/** A software RAID, and the virtual disk that it makes. */
export const raid = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "Raid",
  type: raidType,
  inputs,
  outputs,
  replaceOn: ["machine", "level"],
  madeOf: ["devices", "spareDevices"],
  ignored: ["identity"],
  same: {
    devices: (olds, news) => sameDevices(olds["members"], news.devices),
    spareDevices: (olds, news) => sameDevices(olds["spares"], news.spareDevices),
    tags: sameTagsInput,
    uuid: sameUuidInput,
    filesystem: sameFilesystem,
  },
  problems,
  declaration: (wanted) => ({
    kind: "Raid",
    systemId: wanted.machine,
    uuid: isUnknown(wanted.uuid) ? undefined : wanted.uuid,
    name: wanted.name,
    devices: Object.values(listed(wanted))
      .flat()
      .filter((text) => !isUnknown(text)),
    filesystem: wanted.filesystem,
  }),
  intent: ({ name, level, devices, spareDevices, uuid, filesystem }) =>
    raidIntent({ name, level, uuid, filesystem }, listed({ devices, spareDevices })),
  isHeir: declaresItsUuid("Raid"),
  preflight: async (turn, wanted, scope) => [
    ...(await stateProblem(turn, wanted)),
    ...(await missingDevices(turn, listed(wanted), scope)),
    ...(await bootDiskWhole(turn, listed(wanted))),
  ],
  ensure,
  sync,
  recall: recallRaid,
  observe: async (look, key) => {
    const found = pickByKey(await look("raids"), key, (one) => one.name);
    return found && { raid: found };
  },
  state,
  remove,
});
