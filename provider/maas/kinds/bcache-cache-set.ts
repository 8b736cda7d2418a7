import { z } from "zod";

import { type CacheSet, createCacheSet, deleteCacheSet, updateCacheSet } from "../api/bcache-cache-sets";
import { cacheSetOf } from "../api/bcaches";
import { putCacheSet, dropGroup } from "../machine/patch";
import { isPartition, type Look, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { takesOf } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import { deviceName, type DeviceRecord, findDevice, recordOf, recordsOf, requireDevice } from "../storage/device";
import { formatId, pickByKey } from "../storage/id";
import { sameStack } from "../storage/identity";
import { deviceInput, identityInput, machineInput } from "../storage/inputs";
import { type Known, type Outputs } from "../../pulumi/kind";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { bootDiskWhole, foreignDevices, missingDevices, stateProblem } from "../storage/preflight";
import { waitForDeclarations, waitWhileLeaving } from "../storage/waiting";
import { cacheSetType } from "../objects/cache-set";
import { storageResource } from "../storage/resource";
import { deleteQuietly } from "../storage/removal";
import { deviceRecord, sameDevice, deviceRecordSchema } from "../storage/state";
import { takeDevice } from "../storage/take";

const inputs = z.object({ machine: machineInput, identity: identityInput, cacheDevice: deviceInput });
type Inputs = z.output<typeof inputs>;

const outputs = z.object({
  name: z.string(),
  cacheSetId: z.number(),
  device: deviceRecordSchema.optional(),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A cache set, and how the program referred to its device. */
interface Found {
  readonly cacheSet: CacheSet;
  readonly record?: DeviceRecord;
}

const isOn = (cacheSet: CacheSet, member: Member): boolean =>
  cacheSet.cache_device?.id === member.id && cacheSet.cache_device.type === member.type;

const findBy = async (look: Look, wanted: (cacheSet: CacheSet) => boolean): Promise<CacheSet | undefined> =>
  (await look("cacheSets")).find(wanted);

const deviceField = (member: Member) =>
  isPartition(member) ? { cache_partition: member.id } : { cache_device: member.id };

/**
 * A cache set has no uuid: the one on the declared device is ours when nothing uses it, or only bcaches of this stack
 * do, and no other resource of this program has it.
 */
async function requireOurs(turn: Turn, cacheSet: CacheSet, wanted: Inputs, scope: Scope): Promise<void> {
  const id = formatId(turn.systemId, "cache-set", cacheSet.id);
  const device = cacheSet.cache_device ? deviceName(cacheSet.cache_device) : "its device";
  const owner = scope.declared.objects.ownerOf(id);
  if (owner === wanted.identity.toLowerCase()) return;
  if (owner === undefined) waitForDeclarations(`the cache set on ${device} of machine ${turn.systemId}`, scope);
  if (owner !== undefined) {
    throw new Error(
      `the cache set on ${device} of machine ${turn.systemId} belongs to another resource of this program`,
    );
  }
  const users = (await turn.look("bcaches")).filter((bcache) => bcache.cache_set.id === cacheSet.id);
  const foreign = users.filter((bcache) => !sameStack(bcache.uuid, wanted.identity)).map((bcache) => bcache.name);
  if (foreign.length === 0) {
    scope.declared.objects.own(id, wanted.identity, "adopted");
    turn.announce(`the cache set on ${device} of machine ${turn.systemId} (${id}) is there already: it is taken over`);
    return;
  }
  throw new Error(
    `${device} of machine ${turn.systemId} holds the cache set ${id}, which ${foreign.join(", ")} use, and this stack made ` +
      `neither: to use it as it is, write maas.BcacheCacheSet.get("…", "${id}")`,
  );
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  await turn.machine();
  const { member } = await requireDevice(turn.look, turn.systemId, wanted.cacheDevice);
  const record = recordOf(wanted.cacheDevice, member);
  const isCache = member.filesystem?.fstype === "bcache-cache";
  const known = isCache ? await findBy(turn.look, (cacheSet) => isOn(cacheSet, member)) : undefined;
  if (known !== undefined) {
    await requireOurs(turn, known, wanted, scope);
    return { id: formatId(turn.systemId, "cache-set", known.id), object: { cacheSet: known, record } };
  }
  await takeDevice(turn, wanted.cacheDevice, { inputs: wanted, wanted: "a cache set", scope });
  const cacheSet = await turn.write({
    what: `create a cache set on ${deviceName(member)}`,
    send: () => createCacheSet(turn.client, turn.systemId, deviceField(member)),
    patch: putCacheSet,
    find: () => findBy(turn.look, (other) => isOn(other, member)),
  });
  return { id: formatId(turn.systemId, "cache-set", cacheSet.id), object: { cacheSet, record } };
}

async function sync(turn: Turn, { cacheSet }: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const except = cacheSet.cache_device ? [cacheSet.cache_device] : [];
  const { member } = await takeDevice(turn, wanted.cacheDevice, {
    inputs: wanted,
    wanted: "a cache set",
    scope,
    except,
  });
  const record = recordOf(wanted.cacheDevice, member);
  if (isOn(cacheSet, member)) return { cacheSet, record };
  const now = await turn.write({
    what: `move ${cacheSet.name} to ${deviceName(member)}`,
    send: () => updateCacheSet(turn.client, turn.systemId, cacheSet.id, deviceField(member)),
    patch: putCacheSet,
    find: () => findBy(turn.look, (other) => other.id === cacheSet.id && isOn(other, member)),
  });
  return { cacheSet: now, record };
}

function state({ cacheSet, record }: Found, declared: Known<Inputs>, before: Outputs): State {
  const known = record ?? deviceRecord(before["device"]);
  const members = cacheSet.cache_device ? [cacheSet.cache_device] : [];
  const [device] = recordsOf(cacheSet.system_id, members, known ? [known] : []);
  return {
    machine: cacheSet.system_id,
    cacheDevice: device?.reference ?? declared.cacheDevice,
    name: cacheSet.name,
    cacheSetId: cacheSet.id,
    device,
  };
}

/** MAAS refuses to delete a cache set that is in use. Only what goes in this run is waited for: else one look is saved. */
async function waitForBcaches(turn: Turn, id: number, scope: Scope): Promise<void> {
  if (!scope.declared.isLeavingOn(turn.systemId, "bcache")) return;
  for (const bcache of await turn.look("bcaches")) {
    const holder = { what: `bcache "${bcache.name}"`, id: formatId(turn.systemId, "bcache", bcache.id) };
    if (bcache.cache_set?.id === id) waitWhileLeaving(`cache set ${id} of machine ${turn.systemId}`, holder, scope);
  }
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  await waitForBcaches(turn, id, scope);
  const device = deviceRecord(before["device"]);
  return deleteQuietly(turn, {
    what: `delete cache set ${id}`,
    send: () => deleteCacheSet(turn.client, turn.systemId, id),
    patch: dropGroup("cacheSets", id, undefined, device ? [device] : []),
    isGone: async () => (await findBy(turn.look, (other) => other.id === id)) === undefined,
  });
}

/** A cache set has no uuid: it is made when its device is a cache. What the device is may not be known yet. */
async function isMade(turn: Turn, { cacheDevice }: Inputs): Promise<boolean> {
  if (isUnknown(cacheDevice)) return true;
  const found = await findDevice(turn.look, cacheDevice);
  return found?.member.filesystem?.fstype === "bcache-cache";
}

const listed = ({ cacheDevice }: Inputs) => ({ cacheDevice: [cacheDevice] });

/**
 * The list of bcaches has the sets that they use in full: a refresh of both is one list less. One broken bcache fails that
 * list; the sets have one of their own.
 */
async function findUsed(look: Look, key: string): Promise<CacheSet | undefined> {
  const bcaches = await look("bcaches").catch(() => []);
  return bcaches.flatMap((bcache) => cacheSetOf(bcache) ?? []).find(({ id }) => String(id) === key);
}

/** A bcache cache set: a fast device that bcaches share as their cache. */
export const bcacheCacheSet = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "BcacheCacheSet",
  type: cacheSetType,
  inputs,
  outputs,
  replaceOn: ["machine"],
  madeOf: ["cacheDevice"],
  ignored: ["identity"],
  same: { cacheDevice: (olds, news) => sameDevice(olds["device"], news.cacheDevice) },
  problems: (wanted) => foreignDevices(wanted.machine, listed(wanted)),
  declaration: ({ machine, cacheDevice }) => ({
    kind: "BcacheCacheSet",
    systemId: machine,
    devices: isUnknown(cacheDevice) ? [] : [cacheDevice],
  }),
  intent: ({ cacheDevice }) => ({ makes: "cache set", takes: takesOf("cacheDevice", [cacheDevice], "cache") }),
  isHeir: (before, other) =>
    other.kind === "BcacheCacheSet" && other.devices.some((device) => sameDevice(before["device"], device)),
  preflight: async (turn, wanted, scope) => [
    ...(await stateProblem(turn, wanted, () => isMade(turn, wanted))),
    ...(await missingDevices(turn, listed(wanted), scope)),
    ...(await bootDiskWhole(turn, listed(wanted))),
  ],
  ensure,
  sync,
  observe: async (look, key) => {
    const cacheSet = (await findUsed(look, key)) ?? pickByKey(await look("cacheSets"), key, (one) => one.name);
    return cacheSet && { cacheSet };
  },
  state,
  remove,
});
