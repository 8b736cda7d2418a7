import { z } from "zod";

import { type BlockDevice } from "../api/block-devices";
import { createPartition, deletePartition, type Partition } from "../api/partitions";
import { putPartition, dropPartition } from "../machine/patch";
import { type Look } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { takesOf } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import { partitionType } from "../objects/partition";
import { findOwn } from "../storage/adoption";
import { deviceName, findDevice, isSameDevice, recordOf, requireDevice } from "../storage/device";
import {
  describeFilesystem,
  filesystemInput,
  isMembership,
  lostFilesystem,
  sameFilesystem,
  syncFilesystem,
} from "../storage/filesystem";
import { requireFree } from "../storage/holder";
import { formatId, parseId, pickByKey } from "../storage/id";
import { sameUuid, sharedUuid } from "../storage/identity";
import { deviceInput, identityInput, machineInput, orUnknown, tagsInput, uuidInput } from "../storage/inputs";
import { type Known, type Outputs, type Problem } from "../../pulumi/kind";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { listVolumes } from "../objects/logical-volume";
import { foreignDevices, missingDevices, stateProblem } from "../storage/preflight";
import { storageResource } from "../storage/resource";
import { deleteQuietly, requireUnused } from "../storage/removal";
import { requestedBytes } from "../../size";
import { sizeInput } from "../storage/size-input";
import { declaresItsUuid, deviceRecord, sameDevice, sameUuidInput, deviceRecordSchema } from "../storage/state";
import { sameTagsInput, syncTags, tagsOf } from "../storage/tags";

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  blockDevice: deviceInput,
  size: sizeInput.optional(),
  bootable: orUnknown(z.boolean()).default(false),
  uuid: uuidInput.optional(),
  tags: tagsInput,
  filesystem: filesystemInput,
  /** Ids of the partitions declared earlier on the device, when the size depends on what they leave. */
  siblings: orUnknown(z.array(orUnknown(z.string()))).optional(),
});
type Inputs = z.output<typeof inputs>;

const outputs = z.object({
  uuid: z.string(),
  partitionId: z.number(),
  sizeBytes: z.number(),
  path: z.string(),
  filesystemUuid: z.string().nullish(),
  device: deviceRecordSchema,
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A partition, the disk it is on, and how the program referred to the disk. */
interface Found {
  readonly partition: Partition;
  readonly disk: BlockDevice;
  readonly reference?: string;
}

const find = async (look: Look, wanted: (partition: Partition) => boolean): Promise<Found | undefined> =>
  findOn(await look("disks"), wanted);

function findOn(disks: readonly BlockDevice[], wanted: (partition: Partition) => boolean): Found | undefined {
  const found = disks.flatMap((disk) => disk.partitions.filter(wanted).map((partition) => ({ partition, disk })));
  if (found.length > 1) {
    throw new Error(sharedUuid(found.map(({ partition }) => deviceName(partition))));
  }
  return found[0];
}

const target = (partition: Partition) => ({
  systemId: partition.system_id,
  deviceId: partition.device_id,
  partitionId: partition.id,
});

/** A partition that is found by its uuid is taken over only when it is what is declared. */
function misfit(partition: Partition, disks: readonly BlockDevice[], disk: BlockDevice, wanted: Inputs) {
  const size = requestedBytes(wanted.size, disk.size);
  const on = disks.find((other) => other.id === partition.device_id)?.name ?? "another disk";
  const differences = [
    partition.device_id === disk.id ? [] : [`it is on ${on}, not on ${disk.name}`],
    size === undefined || size === partition.size ? [] : [`it has ${partition.size} bytes, not ${size}`],
    partition.bootable === wanted.bootable ? [] : [`it is ${partition.bootable ? "" : "not "}bootable`],
    lostFilesystem(partition.filesystem, wanted.filesystem) ?? [],
  ].flat();
  return differences.length === 0 ? undefined : differences.join(", ");
}

function make(turn: Turn, disk: BlockDevice, wanted: Inputs, uuid: string): Promise<Partition> {
  const size = requestedBytes(wanted.size, disk.size);
  return turn.write({
    what: `create a partition on ${disk.name}`,
    send: () =>
      createPartition(turn.client, turn.systemId, disk.id, {
        uuid,
        ...(wanted.bootable ? { bootable: true } : {}),
        ...(size === undefined ? {} : { size }),
      }),
    patch: putPartition,
    find: async () => (await find(turn.look, (one) => sameUuid(one.uuid, uuid)))?.partition,
  });
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  // MAAS itself partitions a disk that is formatted or a member.
  turn.lookAfreshWhenOld();
  await turn.machine();
  const { member: disk, reference } = await requireDevice(turn.look, turn.systemId, wanted.blockDevice);
  if (disk.type === "partition" || !("partitions" in disk)) {
    throw new Error(`${reference} is a partition, and cannot be partitioned`);
  }
  const disks = await turn.look("disks");
  const own = findOwn(turn, wanted, scope, {
    type: partitionType,
    list: disks.flatMap((other) => other.partitions),
    nameOf: deviceName,
    misfit: (partition) => misfit(partition, disks, disk, wanted),
  });
  if ("object" in own) {
    const { object: partition } = own;
    return { id: formatId(turn.systemId, "partition", partition.id), object: { partition, disk, reference } };
  }
  // MAAS would partition a disk that is formatted or a member of something: it does not check.
  if (disk.filesystem !== null) await requireFree(turn, disk, { inputs: wanted, wanted: "a partition", scope });
  const isFirst = disk.partitions.length === 0;
  const partition = await make(turn, disk, wanted, own.uuid);
  const id = formatId(turn.systemId, "partition", partition.id);
  const object = { partition, disk, reference };
  return isFirst ? { id, object, settle: () => verifyFirst(scope, partition) } : { id, object };
}

/**
 * Two first partitions at once give an empty disk two partition tables, and one of them is never seen again. Programs on
 * other computers cannot be locked out, so the first partition of a disk is looked up after it was made: one read for
 * all that were made until the machine's queue is empty.
 */
async function verifyFirst(scope: Scope, partition: Partition): Promise<void> {
  await scope.session.settled();
  const disks = await scope.session.read("disks");
  if (disks.some((disk) => disk.partitions.some((other) => other.id === partition.id))) return;
  throw new Error(
    `MAAS made ${deviceName(partition)} on machine ${partition.system_id}, but does not show it: another program made ` +
      `the first partition of this disk at the same moment, and the disk now has two partition tables. The only cure is ` +
      `to apply a storage layout to the machine, which removes everything on its disks.`,
  );
}

async function sync(turn: Turn, found: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const at = target(found.partition);
  const findAgain = () => find(turn.look, (partition) => partition.id === at.partitionId);
  const observe = async () => (await findAgain())?.partition;
  const tagged = await syncTags(turn, at, found.partition, wanted.tags, observe);
  await syncFilesystem(turn, at, tagged, wanted.filesystem, observe, {
    inputs: wanted,
    wanted: `the filesystem of ${deviceName(found.partition)}`,
    scope,
  });
  return { ...((await findAgain()) ?? found), reference: wanted.blockDevice };
}

function state(found: Found, declared: Known<Inputs>, before: Outputs): State {
  const { partition, disk } = found;
  const record = deviceRecord(before["device"]);
  const reference = found.reference ?? (record && isSameDevice(record, disk) ? record.reference : disk.name);
  return {
    machine: partition.system_id,
    blockDevice: reference,
    size: typeof declared.size === "number" ? partition.size : declared.size,
    bootable: partition.bootable,
    tags: tagsOf(partition, declared.tags),
    filesystem: describeFilesystem(partition.filesystem, declared.filesystem),
    filesystemUuid: isMembership(partition.filesystem) ? undefined : partition.filesystem?.uuid,
    uuid: partition.uuid,
    partitionId: partition.id,
    sizeBytes: partition.size,
    path: partition.path,
    device: recordOf(reference, disk),
  };
}

async function remove(turn: Turn, key: string, _before: Outputs, scope: Scope): Promise<boolean> {
  const findIt = () => find(turn.look, (partition) => partition.id === Number(key));
  const found = await findIt();
  if (found === undefined) return false;
  const { partition, disk } = found;
  await requireUnused(turn, async () => (await findIt())?.partition, scope);
  return deleteQuietly(turn, {
    what: `delete ${deviceName(partition)}`,
    send: () => deletePartition(turn.client, turn.systemId, disk.id, partition.id),
    patch: dropPartition(disk.id, partition.id),
    isGone: async () => (await findIt()) === undefined,
  });
}

const UNPARTITIONABLE: ReadonlyMap<string, string> = new Map([
  ["logical-volume", "MAAS partitions no logical volume: make one for each part"],
  ["bcache", "MAAS partitions no bcache: put the filesystem on it directly"],
]);

const unpartitionable = (kind: string | undefined): Problem[] => {
  const reason = UNPARTITIONABLE.get(kind ?? "");
  return reason === undefined ? [] : [{ property: "blockDevice", reason }];
};

/** The kind of resource that a reference by id means. */
const kindOf = (blockDevice: string): string | undefined =>
  isUnknown(blockDevice) ? undefined : parseId(blockDevice)?.type.segment;

/** Of a disk that goes by its name, only the machine knows what it is. */
async function kindOnMachine(turn: Turn, blockDevice: string): Promise<string | undefined> {
  const disk = (await turn.look("disks")).find((one) => one.type === "virtual" && one.name === blockDevice);
  if (disk === undefined) return undefined;
  if ((await listVolumes(turn.look)).some((volume) => volume.disk.id === disk.id)) return "logical-volume";
  return (await turn.look("bcaches")).some((one) => one.virtual_device.id === disk.id) ? "bcache" : undefined;
}

/** A partition of a disk, a RAID or another virtual disk. */
export const partition = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "Partition",
  type: partitionType,
  inputs,
  outputs,
  replaceOn: ["machine", "blockDevice", "size", "bootable", "uuid"],
  // Siblings that were replaced are the engine's question; ones that came or went change nothing here.
  ignored: ["identity", "siblings"],
  same: {
    blockDevice: (olds, news) => sameDevice(olds["device"], news.blockDevice),
    size: (olds, news) =>
      typeof news.size === "number" ? olds["sizeBytes"] === news.size : olds["size"] === news.size,
    tags: sameTagsInput,
    uuid: sameUuidInput,
    filesystem: sameFilesystem,
  },
  problems: ({ machine, blockDevice }): Problem[] => [
    ...foreignDevices(machine, { blockDevice: [blockDevice] }),
    ...unpartitionable(kindOf(blockDevice)),
  ],
  declaration: ({ machine, uuid, blockDevice, filesystem }) => ({
    kind: "Partition",
    systemId: machine,
    uuid: isUnknown(uuid) ? undefined : uuid,
    devices: isUnknown(blockDevice) ? [] : [blockDevice],
    filesystem,
  }),
  // Tags of a partition are no part of its storage to MAAS (`api/partitions.py`).
  inAnyState: ["tags"],
  intent: ({ blockDevice, size, uuid, filesystem }) => ({
    makes: "partition",
    takes: takesOf("blockDevice", [blockDevice], "partition"),
    share: { size },
    uuid,
    filesystem,
  }),
  isHeir: declaresItsUuid("Partition"),
  async preflight(turn, wanted, scope) {
    const missing = [
      ...(await stateProblem(turn, wanted)),
      ...(await missingDevices(turn, { blockDevice: [wanted.blockDevice] }, scope)),
      ...unpartitionable(await kindOnMachine(turn, wanted.blockDevice)),
    ];
    if (missing.length > 0 || typeof wanted.size !== "number" || isUnknown(wanted.blockDevice)) return missing;
    const disk = (await findDevice(turn.look, wanted.blockDevice))?.member;
    if (disk === undefined || disk.size >= wanted.size) return [];
    return [
      { property: "size", reason: `${wanted.size} bytes do not fit on ${deviceName(disk)}, which has ${disk.size}` },
    ];
  },
  ensure,
  sync,
  observe: async (look, key) => {
    const disks = await look("disks");
    const one = pickByKey(
      disks.flatMap((disk) => disk.partitions),
      key,
      deviceName,
    );
    return one && findOn(disks, (other) => other.id === one.id);
  },
  state,
  remove,
});
