import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import { type BlockDevice, type BlockDeviceChange, deleteBlockDevice, updateBlockDevice } from "../api/block-devices";
import { type Machine } from "../api/machines";
import { dropDisk, putDisk } from "../machine/patch";
import { isOnTheWay, isReady } from "../machine/readiness";
import { isPartition, type Look } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { isUnknown } from "../../pulumi/unknown";
import { type Known, type Outputs, type Problem } from "../../pulumi/kind";
import { diskType } from "../objects/disk";
import { deviceRecord, deviceRecordSchema, sameDevice, textIn, textsIn } from "../storage/state";
import { findDevice, isSameDevice, noSuchDevice, parseReference, recordOf } from "../storage/device";
import {
  describeFilesystem,
  filesystemInput,
  isMembership,
  lostFilesystem,
  sameFilesystem,
} from "../storage/filesystem";
import { formatId, pickByKey } from "../storage/id";
import { deviceInput, identityInput, machineInput, nameInput, orUnknown, tagsInput } from "../storage/inputs";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { type Claim, requireFreeName } from "../storage/holder";
import { diskIntent } from "../plan/intent";
import { syncOwnTags } from "../storage/own-tags";
import { findMade, isOther, makeBootDisk, makeDisk, newDiskInput, requireEmpty } from "../storage/physical-disk";
import { foreignDevices, inTheWay, missingDevices } from "../storage/preflight";
import { deleteQuietly, requireUnused } from "../storage/removal";
import { storageResource } from "../storage/resource";
import { asDisk, NOT_ON_BOOT_DISK, syncWholeDisk } from "../storage/whole-disk";

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  blockDevice: deviceInput.optional(),
  create: newDiskInput,
  name: nameInput.optional(),
  tags: tagsInput,
  bootDisk: orUnknown(z.boolean()).default(false),
  filesystem: filesystemInput,
});
type Inputs = z.output<typeof inputs>;

const outputs = z.object({
  diskId: z.number(),
  sizeBytes: z.number(),
  blockSize: z.number(),
  path: z.string(),
  model: z.string().optional(),
  serial: z.string().optional(),
  idPath: z.string().optional(),
  filesystemUuid: z.string().nullish(),
  device: deviceRecordSchema,
  ownTags: z.array(z.string()),
  formerName: z.string().optional(),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A physical disk, and what the state has of it. */
interface Found {
  readonly disk: BlockDevice;
  readonly before: Outputs;
  readonly isBootDisk: boolean;
  readonly reference?: string | undefined;
  readonly ownTags?: readonly string[];
}

function problems(wanted: Inputs): Problem[] {
  const { blockDevice, create, name, bootDisk, filesystem } = wanted;
  const found = foreignDevices(wanted.machine, { blockDevice: blockDevice === undefined ? [] : [blockDevice] });
  const add = (property: string, reason: string) => found.push({ property, reason });
  if (blockDevice === undefined && create === undefined)
    add("blockDevice", 'give the disk, or "create" for one that MAAS has not found');
  if (blockDevice !== undefined && create !== undefined)
    add("create", 'give either "blockDevice" or "create": a disk that is there is not made');
  if (create !== undefined && name === undefined) add("name", "a disk that is made needs a name");
  const reference = blockDevice === undefined || isUnknown(blockDevice) ? undefined : parseReference(blockDevice);
  if (reference !== undefined && "to" in reference && reference.to === "object" && reference.type.segment !== "disk")
    add("blockDevice", `a ${reference.type.noun} is not a physical disk: give its own resource what it shall have`);
  if (bootDisk === true && filesystem !== undefined)
    add("filesystem", "MAAS puts no filesystem on the boot disk: declare a Partition on it, with the filesystem");
  return found;
}

const named = (wanted: Inputs): Inputs & { readonly name: string } => ({ ...wanted, name: wanted.name ?? "" });

/** The disk that is declared. When it has another name by now, that may be the one that this resource gave it. */
async function findDeclared(turn: Turn, wanted: Inputs): Promise<BlockDevice | undefined> {
  const { blockDevice, name } = wanted;
  if (blockDevice === undefined || isUnknown(blockDevice)) return undefined;
  const found = await findDevice(turn.look, blockDevice);
  const again = found ?? (name === undefined ? undefined : await findDevice(turn.look, name));
  const { member } = again ?? {};
  return member === undefined || isPartition(member) ? undefined : member;
}

async function requireDisk(turn: Turn, wanted: Inputs): Promise<BlockDevice> {
  const disk = await findDeclared(turn, wanted);
  if (disk?.type === "physical") return disk;
  if (disk !== undefined) throw new Error(`${disk.name} of machine ${turn.systemId} is not a physical disk`);
  throw new Error(await noSuchDevice(turn.look, turn.systemId, wanted.blockDevice ?? ""));
}

const claimOf = (wanted: Inputs, scope: Scope): Claim => ({
  inputs: wanted,
  wanted: wanted.name === undefined ? "a disk" : `the disk "${wanted.name}"`,
  scope,
});

async function findOrMake(turn: Turn, wanted: Inputs, scope: Scope): Promise<BlockDevice> {
  const { create, tags } = wanted;
  if (create === undefined) return requireDisk(turn, wanted);
  const { name } = named(wanted);
  const made = findMade(await turn.look("disks"), name, create, tags);
  if (made !== undefined) return made;
  await requireFreeName(turn, name, claimOf(wanted, scope));
  // MAAS adds a disk in any state, and then refuses its tags and its filesystem.
  await turn.requireReady();
  return makeDisk(turn, name, create, tags);
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  const machine = await turn.machine();
  const disk = await findOrMake(turn, wanted, scope);
  const id = formatId(turn.systemId, "disk", disk.id);
  const owner = scope.declared.objects.ownerOf(id);
  if (owner !== undefined && owner !== wanted.identity.toLowerCase())
    throw new Error(`another BlockDevice of this program has ${disk.name} of machine ${turn.systemId}`);
  const lost = wanted.filesystem && lostFilesystem(disk.filesystem, wanted.filesystem);
  if (lost !== undefined)
    throw new Error(
      `cannot put a filesystem on ${disk.name} of machine ${turn.systemId}: ${lost}, and this resource did not make it. ` +
        `Unformat the disk in MAAS, or declare the filesystem as it is`,
    );
  // What is deleted by the same run must not take back what this one gives a disk that is there.
  if (wanted.create === undefined) scope.declared.objects.own(id, wanted.identity, "adopted");
  const reference = wanted.create === undefined ? wanted.blockDevice : undefined;
  return { id, object: { disk, before: {}, isBootDisk: machine.boot_disk?.id === disk.id, reference } };
}

/** The name that the disk is to have: the one it had before, when the program no longer gives it one. */
const nameWanted = ({ disk, before }: Found, wanted: Inputs): string =>
  wanted.name ?? (textIn(before, "formerName") || disk.name);

function differences(found: Found, wanted: Inputs): BlockDeviceChange {
  const { disk } = found;
  const name = nameWanted(found, wanted);
  const { sizeBytes = disk.size, blockSize = disk.block_size } = wanted.create ?? {};
  return {
    ...(disk.name === name ? {} : { name }),
    ...(disk.size === sizeBytes ? {} : { size: sizeBytes }),
    ...(disk.block_size === blockSize ? {} : { block_size: blockSize }),
  };
}

async function change(turn: Turn, found: Found, wanted: Inputs, scope: Scope): Promise<BlockDevice> {
  const fields = differences(found, wanted);
  if (Object.keys(fields).length === 0) return found.disk;
  if (fields.name !== undefined) await requireFreeName(turn, fields.name, claimOf(wanted, scope));
  return turn.write({
    what: `change the disk ${found.disk.name}`,
    send: () => updateBlockDevice(turn.client, turn.systemId, found.disk.id, fields),
    patch: putDisk,
    find: async () => {
      const now = (await turn.look("disks")).find(({ id }) => id === found.disk.id);
      return now && Object.keys(differences({ ...found, disk: now }, wanted)).length === 0 ? now : undefined;
    },
  });
}

async function sync(turn: Turn, found: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const renamed = await change(turn, found, wanted, scope);
  const target = { systemId: turn.systemId, deviceId: renamed.id };
  const observe = async () => (await turn.look("disks")).find(({ id }) => id === renamed.id);
  const own = textsIn(found.before["ownTags"]);
  const hadOne = found.before["filesystem"] !== undefined && found.before["filesystem"] !== null;
  const tagged = await syncOwnTags(turn, target, { device: renamed, own }, wanted.tags, observe);
  const disk = await syncWholeDisk(turn, asDisk(tagged.device, renamed), wanted, { scope, hadOne });
  const isBootDisk = found.isBootDisk || wanted.bootDisk;
  if (wanted.bootDisk && !found.isBootDisk) await makeBootDisk(turn, disk);
  // A disk that was made had no name before.
  const isRenamed = wanted.create === undefined && nameWanted(found, wanted) !== found.disk.name;
  const formerName = textIn(found.before, "formerName") || (isRenamed ? found.disk.name : "");
  return { ...found, disk, isBootDisk, ownTags: tagged.own, before: { ...found.before, formerName } };
}

function state(found: Found, declared: Known<Inputs>, before: Outputs): State {
  const { disk, ownTags } = found;
  const isRead = textIn({ ...declared }, "identity") === "";
  const record = deviceRecord(before["device"]);
  const known = record && isSameDevice(record, disk) ? record.reference : undefined;
  const reference = found.reference ?? known ?? declared.blockDevice ?? disk.name;
  const own = ownTags ?? textsIn(before["ownTags"]);
  const formerName = textIn(found.before, "formerName");
  const hasFilesystem = isRead || declared.filesystem !== undefined || Boolean(before["filesystem"]);
  const { create } = declared;
  return {
    machine: disk.system_id,
    blockDevice: create === undefined ? reference : undefined,
    create: create && { ...create, sizeBytes: disk.size, blockSize: disk.block_size },
    name: disk.name,
    tags: isRead ? [...disk.tags].sort() : (declared.tags ?? []).filter((tag) => disk.tags.includes(tag)),
    bootDisk: found.isBootDisk,
    filesystem: hasFilesystem ? describeFilesystem(disk.filesystem, declared.filesystem) : undefined,
    filesystemUuid: hasFilesystem && !isMembership(disk.filesystem) ? disk.filesystem?.uuid : undefined,
    diskId: disk.id,
    ...{ sizeBytes: disk.size, blockSize: disk.block_size, path: disk.path },
    ...{ model: disk.model ?? undefined, serial: disk.serial ?? undefined, idPath: disk.id_path ?? undefined },
    device: recordOf(reference, disk),
    ownTags: own.filter((tag) => disk.tags.includes(tag)),
    formerName: formerName === "" || formerName === disk.name ? undefined : formerName,
  };
}

/** The boot disk is in the document alone, which is read for those that have asked for it. */
async function observe(look: Look, key: string, before: Outputs): Promise<Found | undefined> {
  const physical = (await look("disks")).filter(({ type }) => type === "physical");
  const disk = pickByKey(physical, key, ({ name }) => name);
  if (disk === undefined) return undefined;
  const asked = before["bootDisk"] !== false;
  const isBootDisk = asked && (await look("machine")).boot_disk?.id === disk.id;
  return { disk, before, isBootDisk };
}

/** A disk that is there stays, and gets back what this resource has changed. */
async function giveBack(turn: Turn, disk: BlockDevice, before: Outputs, scope: Scope): Promise<void> {
  const isOurs = disk.filesystem !== null && disk.filesystem.uuid === textIn(before, "filesystemUuid");
  const wanted: Inputs = { machine: disk.system_id, identity: textIn(before, "identity"), tags: [], bootDisk: false };
  const had = isOurs ? before : { ...before, filesystem: undefined };
  await sync(turn, { disk, before: had, isBootDisk: false }, wanted, scope);
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  const look = async () => (await turn.look("disks")).find((disk) => disk.id === id);
  const disk = await look();
  if (disk === undefined) return false;
  if (before["create"] === undefined || before["create"] === null) {
    await giveBack(turn, disk, before, scope);
    return true;
  }
  await requireUnused(turn, look, scope);
  await requireEmpty(turn, look, before, scope);
  return deleteQuietly(turn, {
    what: `delete the disk ${disk.name}`,
    send: () => deleteBlockDevice(turn.client, turn.systemId, id),
    patch: dropDisk(id),
    isGone: async () => (await look()) === undefined,
  });
}

/** One that an interrupted run has made, and that is as declared, needs no change. */
async function preflightOfNew(turn: Turn, machine: Machine, wanted: Inputs): Promise<Problem[]> {
  if (isReady(machine) || isOnTheWay(machine)) return [];
  const disk = (await turn.look("disks")).find(({ type, name }) => type === "physical" && name === wanted.name);
  const isMade = disk !== undefined && !isChangedBy(wanted, { disk, before: {}, isBootDisk: false });
  return isMade ? [] : inTheWay(turn, machine);
}

const isChangedBy = (wanted: Inputs, found: Found): boolean =>
  wanted.filesystem !== undefined ||
  (wanted.bootDisk && !found.isBootDisk) ||
  Object.keys(differences(found, wanted)).length > 0 ||
  wanted.tags.some((tag) => !found.disk.tags.includes(tag));

/** What the machine says against it, before anything is written. */
async function preflight(turn: Turn, wanted: Inputs, scope: Scope): Promise<Problem[]> {
  const machine = await turn.machine();
  const { blockDevice } = wanted;
  if (blockDevice === undefined) return preflightOfNew(turn, machine, wanted);
  const missing = await missingDevices(turn, { blockDevice: [blockDevice] }, scope);
  const disk = await findDeclared(turn, wanted);
  if (disk === undefined) return missing;
  if (disk.type !== "physical") return [{ property: "blockDevice", reason: `${disk.name} is not a physical disk` }];
  const isBootDisk = machine.boot_disk?.id === disk.id;
  const found: Found = { disk, before: {}, isBootDisk };
  if (isChangedBy(wanted, found) && !isReady(machine) && !isOnTheWay(machine)) return inTheWay(turn, machine);
  if (wanted.filesystem !== undefined && isBootDisk)
    return [{ property: "filesystem", reason: `${disk.name} is the boot disk: ${NOT_ON_BOOT_DISK}` }];
  if (wanted.bootDisk && !isBootDisk && disk.filesystem !== null && !isMembership(disk.filesystem))
    turn.announce(
      `${machine.hostname}: MAAS deletes what is on ${disk.name} as a whole (${disk.used_for}) when it becomes the boot disk`,
    );
  return [];
}

/** What a program wants of a physical disk: one that is there, or one that MAAS has not found. */
export const blockDevice = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "BlockDevice",
  type: diskType,
  inputs,
  outputs,
  replaceOn: ["machine", "blockDevice", "create"],
  // A disk that was made keeps its record when only the size is another, or when it is declared as one that is there.
  reasonsToReplace: (before, { create }, differing) =>
    differing.filter((property) => property !== "create" || (create !== undefined && isOther(before, create))),
  ignored: ["identity"],
  same: {
    blockDevice: (olds, news) => news.blockDevice === undefined || sameDevice(olds["device"], news.blockDevice),
    create: (olds, news) => isDeepStrictEqual(olds["create"] ?? undefined, news.create),
    name: (olds, news) =>
      news.name === undefined ? textIn(olds, "formerName") === "" : textIn(olds, "name") === news.name,
    tags: (olds, { tags }) =>
      tags.every((tag) => textsIn(olds["tags"]).includes(tag)) &&
      textsIn(olds["ownTags"]).every((tag) => tags.includes(tag)),
    bootDisk: (olds, news) => !news.bootDisk || olds["bootDisk"] === true,
    filesystem: sameFilesystem,
  },
  problems,
  declaration: (wanted) => ({
    kind: "BlockDevice",
    systemId: wanted.machine,
    name: isUnknown(wanted.name) ? undefined : wanted.name,
    devices: wanted.blockDevice === undefined || isUnknown(wanted.blockDevice) ? [] : [wanted.blockDevice],
    filesystem: wanted.filesystem,
    exclusive: [
      ...(wanted.bootDisk === true ? [{ property: "bootDisk", what: "the boot disk" }] : []),
      ...(wanted.blockDevice === undefined || isUnknown(wanted.blockDevice)
        ? []
        : [{ property: "blockDevice", what: `the disk ${wanted.blockDevice}` }]),
    ],
  }),
  intent: diskIntent,
  isHeir: (before, other) =>
    other.kind === "BlockDevice" && other.devices.some((device) => sameDevice(before["device"], device)),
  preflight,
  ensure,
  sync,
  observe,
  state,
  remove,
});
