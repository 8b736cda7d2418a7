import { updateBcache } from "../api/bcaches";
import { updateBlockDevice } from "../api/block-devices";
import { type FormatTarget, unformat, unmount } from "../api/filesystems";
import { type RaidChange, updateRaid } from "../api/raids";
import { type MaasClient } from "../http/client";
import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Segment } from "../objects";
import { deviceName } from "./device";
import { isRaidLevel, RAID_LEVELS } from "./members";
import { type Occupant, type OccupyingObject } from "./occupant";

/**
 * Frees for one resource what another of the same program gives up, where the engine would let that one act too late: it
 * deletes last what leaves the program, and of two that swap neither can begin. What is undone here, its own resource finds
 * undone, and goes on from there. Each way answers false, without having done anything, where there is none.
 */
export type Release = (turn: Turn, occupant: Occupant) => Promise<boolean>;

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

/**
 * Lets go of a place or a name on behalf of a resource that has left the program. Its data stays: only the engine knows
 * whether it is protected, kept by `retainOnDelete`, or outside of a `--target`, and deletes it in the end, or does not.
 */
export async function releaseByLeaving(
  turn: Turn,
  occupant: Occupant,
  changed: (object: OccupyingObject) => void,
): Promise<boolean> {
  if (occupant.use !== "mount" && occupant.use !== "name") return false;
  const isReleased = await releaseByStaying(turn, occupant);
  if (isReleased && occupant.object) changed(occupant.object);
  return isReleased;
}
