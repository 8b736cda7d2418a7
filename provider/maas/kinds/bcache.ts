import { z } from "zod";

import { type Bcache, type BcacheChange, createBcache, deleteBcache, updateBcache } from "../api/bcaches";
import { putBcache, dropGroup } from "../machine/patch";
import { isPartition, type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { takesOf } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import { bcacheType } from "../objects/bcache";
import { findOwn } from "../storage/adoption";
import { deviceName, type DeviceRecord, findDevice, recordOf, recordsOf } from "../storage/device";
import { describeFilesystem, filesystemInput, lostFilesystem, sameFilesystem } from "../storage/filesystem";
import { formatId, parseId, pickByKey } from "../storage/id";
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
import { type Claim, requireFreeName } from "../storage/holder";
import { bootDiskWhole, foreignDevices, missingDevices, stateProblem } from "../storage/preflight";
import { storageResource } from "../storage/resource";
import { deleteQuietly, requireUnused } from "../storage/removal";
import {
  declaresItsUuid,
  deviceRecord,
  sameDevice,
  sameUuidInput,
  textIn,
  virtualDiskId,
  deviceRecordSchema,
} from "../storage/state";
import { sameTagsInput, tagsOf } from "../storage/tags";
import { takeDevice } from "../storage/take";
import { recallBcache } from "../storage/recall";
import { syncVirtualDisk, virtualDiskOutputs } from "../storage/virtual-disk";

const CACHE_SET = /^[a-z0-9]+\/cache-set\/\d+$/;

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  name: nameInput,
  cacheSet: orUnknown(
    z.string({ error: "give a BcacheCacheSet" }).regex(CACHE_SET, {
      error: 'give a BcacheCacheSet, or its id ("<system id>/cache-set/<number>"): names of cache sets shift in MAAS',
    }),
  ),
  backingDevice: deviceInput,
  cacheMode: orUnknown(z.enum(["writeback", "writethrough", "writearound"])).default("writethrough"),
  uuid: uuidInput.optional(),
  tags: tagsInput,
  filesystem: filesystemInput,
});
type Inputs = z.output<typeof inputs>;

const outputs = virtualDiskOutputs.extend({
  uuid: z.string(),
  bcacheId: z.number(),
  device: deviceRecordSchema.optional(),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A bcache, and how the program referred to its backing device. */
interface Found {
  readonly bcache: Bcache;
  readonly record?: DeviceRecord;
}

const findBy = async (look: Look, wanted: (bcache: Bcache) => boolean): Promise<Bcache | undefined> =>
  (await look("bcaches")).find(wanted);

const backingField = (member: Member) =>
  isPartition(member) ? { backing_partition: member.id } : { backing_device: member.id };

const isOn = (bcache: Bcache, member: Member): boolean =>
  bcache.backing_device?.id === member.id && bcache.backing_device.type === member.type;

const cacheSetNumber = (id: string): number => Number(parseId(id)?.key);

/** The backing device as the bcache made it: MAAS keeps membership as a filesystem. */
const asBacking = (member: Member, name: string): Member => ({
  ...member,
  filesystem: { fstype: "bcache-backing", label: null, uuid: null, mount_point: null, mount_options: null },
  used_for: `Backing device for ${name}`,
});

function make(turn: Turn, wanted: Inputs, uuid: string, member: Member): Promise<Bcache> {
  return turn.write({
    what: `create bcache ${wanted.name}`,
    send: async () => {
      const made = await createBcache(turn.client, turn.systemId, {
        name: wanted.name,
        uuid,
        cache_set: cacheSetNumber(wanted.cacheSet),
        cache_mode: wanted.cacheMode,
        ...backingField(member),
      });
      return { ...made, system_id: turn.systemId, backing_device: asBacking(member, wanted.name) };
    },
    patch: putBcache,
    find: async () => pickByUuid(await turn.look("bcaches"), uuid),
  });
}

/** A bcache that is found by its uuid is taken over only when it is what is declared. */
function misfit(bcache: Bcache, wanted: Inputs, backing: Member | undefined): string | undefined {
  const on = bcache.backing_device ? deviceName(bcache.backing_device) : "nothing";
  const differences = [
    backing !== undefined && isOn(bcache, backing) ? [] : [`its backing device is ${on}`],
    lostFilesystem(bcache.virtual_device.filesystem, wanted.filesystem) ?? [],
  ].flat();
  return differences.length === 0 ? undefined : differences.join(", ");
}

const claimOf = (wanted: Inputs, scope: Scope): Claim => ({
  inputs: wanted,
  wanted: `bcache "${wanted.name}"`,
  scope,
  self: { segment: bcacheType.segment, devices: [wanted.backingDevice] },
});

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  await turn.machine();
  const backing = await findDevice(turn.look, wanted.backingDevice);
  const own = findOwn(turn, wanted, scope, {
    type: bcacheType,
    list: await turn.look("bcaches"),
    nameOf: (bcache) => bcache.name,
    misfit: (bcache) => misfit(bcache, wanted, backing?.member),
  });
  if ("object" in own) {
    return { id: formatId(turn.systemId, "bcache", own.object.id), object: { bcache: own.object } };
  }
  const claim = claimOf(wanted, scope);
  await requireFreeName(turn, wanted.name, claim);
  const { member } = await takeDevice(turn, wanted.backingDevice, claim);
  const bcache = await make(turn, wanted, own.uuid, member);
  return { id: formatId(turn.systemId, "bcache", bcache.id), object: { bcache } };
}

function differences(bcache: Bcache, wanted: Inputs, member: Member): BcacheChange {
  const cacheSet = cacheSetNumber(wanted.cacheSet);
  return {
    ...(bcache.name === wanted.name ? {} : { name: wanted.name }),
    ...(wanted.uuid === undefined || sameUuid(bcache.uuid, wanted.uuid) ? {} : { uuid: wanted.uuid }),
    ...(bcache.cache_mode === wanted.cacheMode ? {} : { cache_mode: wanted.cacheMode }),
    ...(bcache.cache_set.id === cacheSet ? {} : { cache_set: cacheSet }),
    ...(isOn(bcache, member) ? {} : backingField(member)),
  };
}

async function sync(turn: Turn, { bcache }: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const except = bcache.backing_device ? [bcache.backing_device] : [];
  const claim = claimOf(wanted, scope);
  const { member } = await takeDevice(turn, wanted.backingDevice, { ...claim, except });
  const fields = differences(bcache, wanted, member);
  let now = bcache;
  if (Object.keys(fields).length > 0) {
    if (fields.name !== undefined) await requireFreeName(turn, fields.name, claim);
    now = await turn.write({
      what: `change bcache ${bcache.name}`,
      send: () => updateBcache(turn.client, turn.systemId, bcache.id, fields),
      patch: putBcache,
      find: async () => {
        const found = await findBy(turn.look, (other) => other.id === bcache.id);
        return found && Object.keys(differences(found, wanted, member)).length === 0 ? found : undefined;
      },
    });
  }
  const disk = await syncVirtualDisk(turn, now.virtual_device, wanted, claim);
  return { bcache: { ...now, virtual_device: disk }, record: recordOf(wanted.backingDevice, member) };
}

function state({ bcache, record }: Found, declared: Known<Inputs>, before: Outputs): State {
  const disk = bcache.virtual_device;
  const known = record ?? deviceRecord(before["device"]);
  const backing = bcache.backing_device ? [bcache.backing_device] : [];
  const [device] = recordsOf(bcache.system_id, backing, known ? [known] : []);
  return {
    machine: bcache.system_id,
    name: bcache.name,
    cacheSet: formatId(bcache.system_id, "cache-set", bcache.cache_set.id),
    backingDevice: device?.reference ?? declared.backingDevice,
    cacheMode: bcache.cache_mode,
    tags: tagsOf(disk, declared.tags),
    filesystem: describeFilesystem(disk.filesystem, declared.filesystem),
    filesystemUuid: disk.filesystem?.uuid,
    uuid: bcache.uuid,
    bcacheId: bcache.id,
    sizeBytes: disk.size,
    path: disk.path,
    virtualDeviceId: disk.id,
    device,
  };
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  const diskId = virtualDiskId(before) ?? (await findBy(turn.look, (one) => one.id === id))?.virtual_device.id;
  const device = deviceRecord(before["device"]);
  await requireUnused(turn, async () => (await turn.look("disks")).find((disk) => disk.id === diskId), scope);
  return deleteQuietly(turn, {
    what: `delete bcache ${textIn(before, "name")}`,
    send: () => deleteBcache(turn.client, turn.systemId, id),
    patch: dropGroup("bcaches", id, diskId, device ? [device] : []),
    isGone: async () => (await findBy(turn.look, (one) => one.id === id)) === undefined,
  });
}

const listed = ({ backingDevice }: Inputs) => ({ backingDevice: [backingDevice] });

const problems = (wanted: Inputs): Problem[] => [
  ...foreignDevices(wanted.machine, listed(wanted)),
  ...foreignDevices(wanted.machine, { cacheSet: [wanted.cacheSet] }),
];

/** A bcache: a slow backing device behind the cache of a cache set, and the virtual disk that it makes. */
export const bcache = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "Bcache",
  type: bcacheType,
  inputs,
  outputs,
  replaceOn: ["machine"],
  madeOf: ["backingDevice", "cacheSet"],
  ignored: ["identity"],
  same: {
    backingDevice: (olds, news) => sameDevice(olds["device"], news.backingDevice),
    tags: sameTagsInput,
    uuid: sameUuidInput,
    filesystem: sameFilesystem,
  },
  problems,
  declaration: ({ machine, name, uuid, backingDevice, filesystem }) => ({
    kind: "Bcache",
    systemId: machine,
    uuid: isUnknown(uuid) ? undefined : uuid,
    name,
    devices: isUnknown(backingDevice) ? [] : [backingDevice],
    filesystem,
  }),
  intent: ({ name, cacheSet, backingDevice, uuid, filesystem }) => ({
    makes: "bcache",
    name,
    takes: [...takesOf("backingDevice", [backingDevice], "backing"), ...takesOf("cacheSet", [cacheSet], "cache set")],
    uuid,
    filesystem,
  }),
  isHeir: declaresItsUuid("Bcache"),
  preflight: async (turn, wanted, scope) => [
    ...(await stateProblem(turn, wanted)),
    ...(await missingDevices(turn, listed(wanted), scope)),
    ...(await bootDiskWhole(turn, listed(wanted))),
  ],
  ensure,
  sync,
  recall: recallBcache,
  observe: async (look, key) => {
    const found = pickByKey(await look("bcaches"), key, (one) => one.name);
    return found && { bcache: found };
  },
  state,
  remove,
});
