import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { OBJECT_TYPES, type Segment } from "../objects";
import { listVolumes, volumeName } from "../objects/logical-volume";
import { type ObjectType, type StorageObject } from "../objects/type";
import { deviceName } from "./device";
import { formatId } from "./id";

/** How something is in use: as a member, by a filesystem, by partitions on it; or a name is borne, a place mounted. */
export type Use = "member" | "filesystem" | "partition" | "name" | "mount";

/** What has a device, a name or a mount point that somebody wants. */
export interface Occupant {
  readonly use: Use;
  /** For messages: `RAID "md0"`. */
  readonly what: string;
  /** The device that is wanted, or that has the filesystem or the name that is wanted. */
  readonly device: Member;
  /** The object that a resource of ours can be; undefined for a physical disk and what else is nobody's resource. */
  readonly object?: OccupyingObject | undefined;
}

export interface OccupyingObject extends StorageObject {
  readonly type: ObjectType & { readonly segment: Segment };
  /** The id that its resource has in the state. */
  readonly resourceId: string;
}

const isIn = (members: readonly (Member | null)[], device: Member): boolean =>
  members.some((member) => member?.id === device.id && isPartition(member) === isPartition(device));

/** The first object of a machine of which this is true. */
async function findObject(
  turn: Turn,
  types: typeof OBJECT_TYPES,
  isIt: (object: StorageObject) => boolean,
): Promise<OccupyingObject | undefined> {
  for (const type of types) {
    const found = (await type.list(turn.look)).find(isIt);
    if (found !== undefined) return { ...found, type, resourceId: formatId(turn.systemId, type.segment, found.id) };
  }
  return undefined;
}

/** The object that is a device, or makes it. */
const objectOf = (turn: Turn, device: Member): Promise<OccupyingObject | undefined> =>
  findObject(
    turn,
    OBJECT_TYPES.filter(({ device: list }) => list === (isPartition(device) ? "partitions" : "disks")),
    ({ deviceId }) => deviceId === device.id,
  );

const nameOf = ({ type, name }: OccupyingObject): string => `${type.noun} "${name}"`;

/** Everything that keeps a device from being taken; nothing when it is free. */
export async function occupantsOf(turn: Turn, device: Member): Promise<Occupant[]> {
  const fstype = device.filesystem?.fstype;
  if (fstype !== undefined) return [await filesystemOn(turn, device, fstype)];
  if (isPartition(device)) return [];
  return Promise.all(
    device.partitions.map(async (partition) => ({
      use: "partition",
      what: `the partition ${deviceName(partition)}`,
      device: partition,
      object: await objectOf(turn, partition),
    })),
  );
}

async function filesystemOn(turn: Turn, device: Member, fstype: string): Promise<Occupant> {
  const types = OBJECT_TYPES.filter(({ memberships }) => memberships.includes(fstype));
  const group = await findObject(turn, types, ({ members }) => isIn(members, device));
  if (group !== undefined) return { use: "member", what: nameOf(group), device, object: group };
  if (fstype === "lvm-pv") return { use: "member", what: "an LVM volume group", device };
  const mountPoint = device.filesystem?.mount_point;
  const what = mountPoint ? `a filesystem (${fstype}) mounted at ${mountPoint}` : `a filesystem (${fstype})`;
  return { use: "filesystem", what, device, object: await objectOf(turn, device) };
}

/** What bears a name, which only one device of a machine can. */
export async function bearerOf(turn: Turn, name: string): Promise<Occupant | undefined> {
  // MAAS shows a logical volume with the name of its group before its own; its own is the one that is taken.
  const volume = (await listVolumes(turn.look)).find((other) => volumeName(other) === name)?.disk;
  const disk = volume ?? (await turn.look("disks")).find((other) => other.name === name);
  if (disk === undefined) return undefined;
  const object = await objectOf(turn, disk);
  const nobodys = disk.type === "virtual" ? "a virtual disk" : "a disk";
  const what = object && disk.type === "virtual" ? `the ${object.type.noun} ${object.resourceId}` : nobodys;
  return { use: "name", what, device: disk, object };
}

/** The filesystem of another device that is mounted at a place. */
export async function mountedAt(turn: Turn, mountPoint: string, self: Member): Promise<Occupant | undefined> {
  const members: Member[] = (await turn.look("disks")).flatMap((disk) => [disk, ...disk.partitions]);
  const device = members.find(
    (other) => other.filesystem?.mount_point === mountPoint && !isIn([self], other) && mountPoint !== "none",
  );
  if (device === undefined) return undefined;
  const what = `the filesystem of ${deviceName(device)}`;
  return { use: "mount", what, device, object: await objectOf(turn, device) };
}
