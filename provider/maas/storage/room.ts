import { deleteBcache, updateBcache } from "../api/bcaches";
import { deleteBlockDevice, updateBlockDevice } from "../api/block-devices";
import { deleteCacheSet } from "../api/bcache-cache-sets";
import { type FormatTarget, unformat, unmount } from "../api/filesystems";
import { deletePartition } from "../api/partitions";
import { deleteRaid, type RaidChange, updateRaid } from "../api/raids";
import { deleteVolumeGroup } from "../api/volume-groups";
import { type MaasClient } from "../http/client";
import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Segment } from "../objects";
import { deviceName } from "./device";
import { isMembership } from "./memberships";
import { isRaidLevel, RAID_LEVELS } from "./members";
import { type Occupant, occupantsOf, occupantsOfGroup, type OccupyingObject } from "./occupant";

/**
 * Frees for one resource what another of the same program gives up, where the engine would let that one act too late: it
 * deletes last what leaves the program, and of two that swap neither can begin. What is undone here, its own resource finds
 * undone, and goes on from there. Each way answers false, without having done anything, where there is none.
 */
export type Release = (turn: Turn, occupant: Occupant) => Promise<boolean>;

/** How those that have left are told, and what has become of them. */
export interface Leaving {
  readonly hasLeft: (occupant: Occupant) => boolean;
  readonly changed: (object: OccupyingObject) => void;
  readonly deleted: (object: OccupyingObject) => void;
}

/** One write, after which everything is looked at anew. */
async function write(turn: Turn, occupant: Occupant, what: string, send: () => Promise<unknown>): Promise<true> {
  await turn.requireReady();
  turn.announce(`machine ${turn.systemId}: ${what}, to make room for another resource of this program`);
  await turn.write<boolean>({
    what,
    send: () => send().then(() => true),
    patch: () => () => undefined,
    find: async () => ((await isStillThere(turn, occupant)) ? undefined : true),
  });
  turn.lookAfresh();
  return true;
}

async function isStillThere(turn: Turn, { use, device }: Occupant): Promise<boolean> {
  const disks = await turn.look("disks");
  const members: Member[] = isPartition(device) ? disks.flatMap((disk) => disk.partitions) : disks;
  const now = members.find(({ id }) => id === device.id);
  if (now === undefined || use === "partition") return now !== undefined;
  if (use === "name") return "name" in now && "name" in device && now.name === device.name;
  if (use === "mount") return now.filesystem?.mount_point === device.filesystem?.mount_point;
  return now.filesystem?.fstype === device.filesystem?.fstype;
}

const targetOf = ({ systemId }: Turn, device: Member): FormatTarget =>
  isPartition(device)
    ? { systemId, deviceId: device.device_id, partitionId: device.id }
    : { systemId, deviceId: device.id };

const unmountIt: Release = (turn, occupant) =>
  write(turn, { ...occupant, use: "mount" }, `unmount ${occupant.what}`, () =>
    unmount(turn.client, targetOf(turn, occupant.device)),
  );

const unformatIt: Release = async (turn, occupant) => {
  if (occupant.device.filesystem?.mount_point) await unmountIt(turn, occupant);
  return write(turn, occupant, `remove ${occupant.what}`, () => unformat(turn.client, targetOf(turn, occupant.device)));
};

/** A name that nobody bears, by which it is seen what the object was. */
const nameInPassing = ({ name, id }: OccupyingObject): string => `${name.slice(0, 240)}-was-${id}`;

const RENAMES: {
  readonly [S in Segment]?: (
    client: MaasClient,
    systemId: string,
    id: number,
    change: { name: string },
  ) => Promise<unknown>;
} = { raid: updateRaid, bcache: updateBcache, "logical-volume": updateBlockDevice };

const rename: Release = (turn, occupant) => {
  const { what, object } = occupant;
  const update = object && RENAMES[object.type.segment];
  if (object === undefined || update === undefined) return Promise.resolve(false);
  return write(turn, occupant, `rename ${what}`, () =>
    update(turn.client, turn.systemId, object.id, { name: nameInPassing(object) }),
  );
};

/** Takes one member out of a RAID, as long as enough others stay. */
const leaveRaid: Release = async (turn, occupant) => {
  const { device, object, what } = occupant;
  const raid = (await turn.look("raids")).find(({ id }) => object?.type.segment === "raid" && id === object.id);
  if (raid === undefined) return false;
  const isSpare = raid.spare_devices.some((other) => isSameMember(other, device));
  const minimum = isRaidLevel(raid.level) ? RAID_LEVELS[raid.level].minimum : raid.devices.length;
  if (!isSpare && raid.devices.length <= minimum) return false;
  return write(turn, occupant, `take ${deviceName(device)} out of ${what}`, () =>
    updateRaid(turn.client, turn.systemId, raid.id, removalOf(device, isSpare)),
  );
};

function removalOf(device: Member, isSpare: boolean): RaidChange {
  const ids = [device.id];
  if (isPartition(device)) return isSpare ? { remove_spare_partitions: ids } : { remove_partitions: ids };
  return isSpare ? { remove_spare_devices: ids } : { remove_block_devices: ids };
}

const isSameMember = (a: Member, b: Member): boolean => a.id === b.id && isPartition(a) === isPartition(b);

/** What gives a thing up and stays in the program. */
const BY_STAYING: Readonly<Record<Occupant["use"], Release>> = {
  mount: unmountIt,
  filesystem: unformatIt,
  name: rename,
  member: leaveRaid,
  partition: () => Promise.resolve(false),
};

/** Lets go of a thing on behalf of a resource that stays, and no longer declares it. */
export const releaseByStaying: Release = (turn, occupant) => BY_STAYING[occupant.use](turn, occupant);

const DELETIONS: { readonly [S in Segment]?: (turn: Turn, id: number, device: Member) => Promise<void> } = {
  raid: (turn, id) => deleteRaid(turn.client, turn.systemId, id),
  bcache: (turn, id) => deleteBcache(turn.client, turn.systemId, id),
  "cache-set": (turn, id) => deleteCacheSet(turn.client, turn.systemId, id),
  "volume-group": (turn, id) => deleteVolumeGroup(turn.client, turn.systemId, id),
  "logical-volume": (turn, id) => deleteBlockDevice(turn.client, turn.systemId, id),
  partition: async (turn, id, device) => {
    if (isPartition(device)) await deletePartition(turn.client, turn.systemId, device.device_id, id);
  },
};

/**
 * Lets go of a thing on behalf of a resource that has left the program: its object is deleted, as the engine would do in
 * the end, and first what stands on it, when that has left as well.
 */
export async function releaseByLeaving(turn: Turn, occupant: Occupant, leaving: Leaving): Promise<boolean> {
  if (occupant.use !== "member" && occupant.use !== "partition") {
    const isReleased = await releaseByStaying(turn, occupant);
    if (isReleased && occupant.object) leaving.changed(occupant.object);
    return isReleased;
  }
  const { object, device, what } = occupant;
  const remove = object && DELETIONS[object.type.segment];
  if (object === undefined || remove === undefined) return false;
  for (const above of await standingOn(turn, object)) {
    if (!leaving.hasLeft(above) || !(await releaseByLeaving(turn, above, leaving))) return false;
  }
  leaving.deleted(object);
  return write(turn, occupant, `delete ${what}, which has left the program`, () => remove(turn, object.id, device));
}

/** What stands on the device that an object is or makes. A filesystem goes along with it. */
async function standingOn(turn: Turn, object: OccupyingObject): Promise<Occupant[]> {
  const disks = await turn.look("disks");
  const members: Member[] = object.type.device === "partitions" ? disks.flatMap((disk) => disk.partitions) : disks;
  const device = members.find(({ id }) => object.type.device !== undefined && id === object.deviceId);
  if (device === undefined || (device.filesystem !== null && !isMembership(device.filesystem)))
    return occupantsOfGroup(turn, object);
  return occupantsOf(turn, device);
}
