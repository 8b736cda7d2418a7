import { z } from "zod";

import { type BlockDevice, type BlockDeviceChange, deleteBlockDevice, updateBlockDevice } from "../api/block-devices";
import { createLogicalVolume, type VolumeGroup } from "../api/volume-groups";
import { putDisk, dropDisk, putNewVolume } from "../machine/patch";
import { type Look } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { takesOf } from "../plan/intent";
import { isUnknown } from "../../pulumi/unknown";
import {
  describeFilesystem,
  filesystemInput,
  isMembership,
  lostFilesystem,
  sameFilesystem,
} from "../storage/filesystem";
import { formatId, parseId } from "../storage/id";
import { sameUuid, sharedUuid } from "../storage/identity";
import { identityInput, machineInput, orUnknown, tagsInput, uuidInput } from "../storage/inputs";
import { type Known, type Outputs, type Problem } from "../../pulumi/kind";
import { type Placed, type Scope, type StateOf } from "../storage/kind";
import { storageResource } from "../storage/resource";
import { lvmNameInput } from "../storage/lvm";
import { listVolumes, logicalVolumeType, type Volume, volumeName } from "../objects/logical-volume";
import { findOwn } from "../storage/adoption";
import { type Claim, requireFreeName } from "../storage/holder";
import { foreignDevices, stateProblem } from "../storage/preflight";
import { deleteQuietly, requireUnused } from "../storage/removal";
import { requireRoom } from "../storage/space";
import { declaresItsUuid, sameUuidInput, textIn } from "../storage/state";
import { sameTagsInput, tagsOf } from "../storage/tags";
import { syncVirtualDisk } from "../storage/virtual-disk";
import { requestedBytes, type Size } from "../../size";
import { sizeInput } from "../storage/size-input";

const GROUP = /^[a-z0-9]+\/volume-group\/\d+$/;

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  volumeGroup: orUnknown(
    z.string({ error: "give a VolumeGroup" }).regex(GROUP, {
      error: 'give a VolumeGroup, or its id ("<system id>/volume-group/<number>")',
    }),
  ),
  name: lvmNameInput,
  size: sizeInput.optional(),
  uuid: uuidInput.optional(),
  tags: tagsInput,
  filesystem: filesystemInput,
});
type Inputs = z.output<typeof inputs>;

const outputs = z.object({
  uuid: z.string().nullable(),
  logicalVolumeId: z.number(),
  sizeBytes: z.number(),
  path: z.string(),
  filesystemUuid: z.string().nullish(),
});
type State = StateOf<Inputs, z.output<typeof outputs>>;

/** A volume, and the size that it was declared with when it got the one that it has. */
interface Found extends Volume {
  readonly sizedBy?: Size;
}

const groupNumber = (id: string): number => Number(parseId(id)?.key);

async function find(look: Look, wanted: (disk: BlockDevice) => boolean): Promise<Volume | undefined> {
  const found = (await listVolumes(look)).filter(({ disk }) => wanted(disk));
  if (found.length > 1) throw new Error(sharedUuid(found.map(({ disk }) => disk.name)));
  return found[0];
}

const findById = (look: Look, id: number): Promise<Volume | undefined> => find(look, (disk) => disk.id === id);

async function requireGroup(turn: Turn, id: string): Promise<VolumeGroup> {
  const group = (await turn.look("volumeGroups")).find((other) => other.id === groupNumber(id));
  if (group !== undefined) return group;
  throw new Error(`machine ${turn.systemId} has no volume group ${id}`);
}

/** A new volume holds nothing: what MAAS leaves out of its answer is known. */
const asNew = (made: Pick<BlockDevice, "id" | "name" | "size" | "system_id" | "uuid">): BlockDevice => ({
  ...made,
  type: "virtual",
  path: `/dev/disk/by-dname/${made.name}`,
  block_size: 4096,
  available_size: 0,
  used_size: 0,
  used_for: "Unused",
  tags: [],
  filesystem: null,
  partition_table_type: null,
  partitions: [],
  ...{ model: null, serial: null, id_path: null, numa_node: null, firmware_version: null },
});

async function make(turn: Turn, group: VolumeGroup, wanted: Inputs, uuid: string): Promise<Volume> {
  const size = requestedBytes(wanted.size, group.size);
  const disk = await turn.write({
    what: `create logical volume ${wanted.name}`,
    send: async () =>
      asNew(
        await createLogicalVolume(turn.client, turn.systemId, group.id, {
          name: wanted.name,
          uuid,
          ...(size === undefined ? {} : { size }),
        }),
      ),
    patch: (made) => putNewVolume(group.id, made),
    find: async () => (await find(turn.look, (other) => sameUuid(other.uuid, uuid)))?.disk,
  });
  return { group: await requireGroup(turn, wanted.volumeGroup), disk };
}

const claimOf = (wanted: Inputs, scope: Scope): Claim => ({
  inputs: wanted,
  wanted: `logical volume "${wanted.name}"`,
  scope,
});

/** What the uuid of a volume finds; the uuid of a disk that is a volume is never null. */
interface Candidate extends Volume {
  readonly id: number;
  readonly uuid: string;
}

const listCandidates = async (look: Look): Promise<Candidate[]> =>
  (await listVolumes(look)).map((volume) => ({ ...volume, id: volume.disk.id, uuid: volume.disk.uuid ?? "" }));

/** One that is found by its uuid is taken over only when it is what is declared; what was made here may be resized. */
function misfit({ group, disk }: Candidate, wanted: Inputs, into: VolumeGroup): string | undefined {
  const isOtherSize = wanted.uuid !== undefined && typeof wanted.size === "number" && wanted.size !== disk.size;
  const differences = [
    group.id === into.id ? [] : [`it is in the volume group "${group.name}", not in "${into.name}"`],
    isOtherSize ? [`it has ${disk.size} bytes, not ${wanted.size}`] : [],
    lostFilesystem(disk.filesystem, wanted.filesystem) ?? [],
  ].flat();
  return differences.length === 0 ? undefined : differences.join(", ");
}

async function ensure(turn: Turn, wanted: Inputs, scope: Scope): Promise<Placed<Found>> {
  await turn.machine();
  const list = await listCandidates(turn.look);
  const group = await requireGroup(turn, wanted.volumeGroup);
  const own = findOwn(turn, wanted, scope, {
    type: logicalVolumeType,
    list,
    nameOf: ({ disk }) => disk.name,
    misfit: (volume) => misfit(volume, wanted, group),
  });
  if ("object" in own) return { id: formatId(turn.systemId, "logical-volume", own.object.id), object: own.object };
  await requireFreeName(turn, wanted.name, claimOf(wanted, scope));
  const what = `logical volume "${wanted.name}"`;
  requireRoom(group, { what, bytes: requestedBytes(wanted.size, group.size) }, scope);
  const made = await make(turn, group, wanted, own.uuid);
  return {
    id: formatId(turn.systemId, "logical-volume", made.disk.id),
    object: { ...made, sizedBy: wanted.size },
  };
}

/** A share and "the rest" are reckoned when they are declared, not whenever the group or another volume changes. */
function bytesWanted({ group, disk, sizedBy }: Found, { size }: Inputs): number {
  if (typeof size === "number") return size;
  if (size === sizedBy) return disk.size;
  return requestedBytes(size, group.size) ?? disk.size + group.available_size;
}

function differences(found: Found, wanted: Inputs, bytes: number): BlockDeviceChange {
  return {
    ...(volumeName(found) === wanted.name ? {} : { name: wanted.name }),
    ...(found.disk.size === bytes ? {} : { size: bytes }),
    ...(wanted.uuid === undefined || sameUuid(found.disk.uuid, wanted.uuid) ? {} : { uuid: wanted.uuid }),
  };
}

async function change(turn: Turn, found: Found, wanted: Inputs, scope: Scope): Promise<BlockDevice> {
  const { group, disk } = found;
  const bytes = bytesWanted(found, wanted);
  const fields = differences(found, wanted, bytes);
  if (Object.keys(fields).length === 0) return disk;
  if (fields.name !== undefined) await requireFreeName(turn, fields.name, claimOf(wanted, scope));
  requireRoom(group, { what: `${disk.name} larger`, bytes: bytes - disk.size }, scope);
  return turn.write({
    what: `change logical volume ${disk.name}`,
    send: () => updateBlockDevice(turn.client, turn.systemId, disk.id, fields),
    patch: putDisk,
    find: async () => {
      const now = await findById(turn.look, disk.id);
      return now && Object.keys(differences(now, wanted, bytes)).length === 0 ? now.disk : undefined;
    },
  });
}

async function sync(turn: Turn, found: Found, wanted: Inputs, scope: Scope): Promise<Found> {
  const changed = await change(turn, found, wanted, scope);
  const disk = await syncVirtualDisk(turn, changed, wanted, claimOf(wanted, scope));
  return { group: found.group, disk };
}

function state(found: Found, declared: Known<Inputs>): State {
  const { group, disk } = found;
  return {
    machine: group.system_id,
    volumeGroup: formatId(group.system_id, "volume-group", group.id),
    name: volumeName(found),
    size: typeof declared.size === "number" ? disk.size : declared.size,
    tags: tagsOf(disk, declared.tags),
    filesystem: describeFilesystem(disk.filesystem, declared.filesystem),
    filesystemUuid: isMembership(disk.filesystem) ? undefined : disk.filesystem?.uuid,
    uuid: disk.uuid,
    logicalVolumeId: disk.id,
    sizeBytes: disk.size,
    // The list of disks leaves the name of the group out of the path, other answers have it.
    path: `/dev/disk/by-dname/${disk.name}`,
  };
}

async function remove(turn: Turn, key: string, before: Outputs, scope: Scope): Promise<boolean> {
  const id = Number(key);
  const look = async () => (await turn.look("disks")).find((disk) => disk.id === id);
  await requireUnused(turn, look, scope);
  return deleteQuietly(turn, {
    what: `delete logical volume ${textIn(before, "name")}`,
    send: () => deleteBlockDevice(turn.client, turn.systemId, id),
    patch: dropDisk(id),
    isGone: async () => (await look()) === undefined,
  });
}

const problems = ({ machine, volumeGroup }: Inputs): Problem[] =>
  foreignDevices(machine, { volumeGroup: [volumeGroup] });

/** A logical volume of a volume group, which is a disk. */
export const logicalVolume = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "LogicalVolume",
  type: logicalVolumeType,
  inputs,
  outputs,
  replaceOn: ["machine", "volumeGroup"],
  ignored: ["identity"],
  same: {
    size: (olds, news) =>
      typeof news.size === "number" ? olds["sizeBytes"] === news.size : olds["size"] === news.size,
    tags: sameTagsInput,
    uuid: sameUuidInput,
    filesystem: sameFilesystem,
  },
  problems,
  declaration: ({ machine, name, uuid, filesystem }) => ({
    kind: "LogicalVolume",
    systemId: machine,
    uuid: isUnknown(uuid) ? undefined : uuid,
    name,
    devices: [],
    filesystem,
  }),
  intent: ({ volumeGroup, name, size, uuid, filesystem }) => ({
    makes: "volume",
    name,
    takes: takesOf("volumeGroup", [volumeGroup], "volume"),
    share: { size },
    uuid,
    filesystem,
  }),
  isHeir: declaresItsUuid("LogicalVolume"),
  preflight: (turn, wanted) => stateProblem(turn, wanted),
  ensure,
  sync,
  async observe(look, key, before) {
    const volumes = await listVolumes(look);
    const found = volumes.find((one) => (/^\d+$/.test(key) ? one.disk.id === Number(key) : volumeName(one) === key));
    const { data: sizedBy } = sizeInput.optional().safeParse(before["size"]);
    return found && { ...found, sizedBy };
  },
  state,
  remove,
});
