import { type Filesystem } from "../api/filesystems";
import { type BlockDevice } from "../api/block-devices";
import { type Partition } from "../api/partitions";
import { isPartition, type Look, type Member } from "../machine/storage";
import { deviceName } from "./device";
import { isMembership } from "./filesystem";
import { sameStack } from "./identity";

/** What is on the disks of a machine, told apart by who made it. */
export interface Contents {
  /** What this stack made, by name. */
  readonly ours: readonly string[];
  /** The layout of MAAS that everything else has the shape of; undefined when it has none. */
  readonly shape: ShapeName | undefined;
  /** Everything else, by name, for messages. */
  readonly others: readonly string[];
}

export type ShapeName = "blank" | "flat" | "lvm" | "bcache";

/** A filesystem as MAAS's layouts make it (`storage_layouts.py`). */
const isMade = (filesystem: Filesystem | null, fstype: string, label: string, mountPoint: string): boolean =>
  filesystem?.fstype === fstype && filesystem.label === label && filesystem.mount_point === mountPoint;

const isRoot = (filesystem: Filesystem | null): boolean => isMade(filesystem, "ext4", "root", "/");
const isBootPart = ({ filesystem }: Partition): boolean =>
  isMade(filesystem, "fat32", "efi", "/boot/efi") || isMade(filesystem, "ext4", "boot", "/boot");

interface Others {
  readonly partitions: readonly Partition[];
  /** Whole disks, real or not, with a filesystem or a membership of their own. */
  readonly formatted: readonly BlockDevice[];
  readonly raids: number;
  readonly bcaches: number;
  readonly cacheSets: number;
  readonly volumeGroups: number;
}

const fstypes = (members: readonly Member[]): string =>
  members
    .map((member) => member.filesystem?.fstype ?? "nothing")
    .sort()
    .join(" ");

/** What is left besides the boot partitions decides which layout it is. */
function shapeOf(others: Others): ShapeName | undefined {
  const rest = others.partitions.filter((partition) => !isBootPart(partition));
  const disks = new Set(others.partitions.map((partition) => partition.device_id)).size;
  const groups = `${others.raids} raids, ${others.bcaches} bcaches, ${others.cacheSets} sets, ${others.volumeGroups} groups`;
  const roots = [...rest, ...others.formatted].filter((member) => isRoot(member.filesystem));
  const members: Member[] = [...rest, ...others.formatted].filter((member) => !isRoot(member.filesystem));
  const none = "0 raids, 0 bcaches, 0 sets, 0 groups";
  if (others.partitions.length === 0 && others.formatted.length === 0 && groups === none) return "blank";
  if (roots.length !== 1) return undefined;
  if (groups === none && members.length === 0 && others.formatted.length === 0 && disks === 1) return "flat";
  if (groups === "0 raids, 0 bcaches, 0 sets, 1 groups" && fstypes(members) === "lvm-pv" && disks === 1) return "lvm";
  const isBcache =
    groups === "0 raids, 1 bcaches, 1 sets, 0 groups" && fstypes(members) === "bcache-backing bcache-cache";
  return isBcache ? "bcache" : undefined;
}

/** What is made of the disks of a machine. Lists that cannot matter are not read. */
async function readGroups(look: Look, disks: readonly BlockDevice[]) {
  const inGroups = disks.some((disk) => [disk, ...disk.partitions].some((member) => isMembership(member.filesystem)));
  const grouped = inGroups || disks.some((disk) => disk.type === "virtual");
  return {
    raids: grouped ? await look("raids") : [],
    bcaches: grouped ? await look("bcaches") : [],
    cacheSets: grouped ? await look("cacheSets") : [],
    volumeGroups: grouped ? await look("volumeGroups") : [],
  };
}

/** Looks at everything on a machine. `identity` is any of this stack's. */
export async function readContents(look: Look, identity: string): Promise<Contents> {
  const ours = (thing: { uuid: string | null }): boolean => thing.uuid !== null && sameStack(thing.uuid, identity);
  const disks = await look("disks");
  const { raids, bcaches, cacheSets, volumeGroups } = await readGroups(look, disks);
  const ourDisks = [
    ...[...raids, ...bcaches].filter(ours).map((group) => group.virtual_device),
    ...volumeGroups.flatMap((group) => group.logical_volumes.filter(ours)),
  ];
  // A cache set has no uuid: it is another's when a bcache uses it that is not ours.
  const otherSets = cacheSets.filter((set) =>
    bcaches.some((bcache) => bcache.cache_set.id === set.id && !ours(bcache)),
  );
  const ourMembers: Member[] = [
    ...raids.filter(ours).flatMap((raid) => [...raid.devices, ...raid.spare_devices]),
    ...bcaches.filter(ours).flatMap((bcache) => bcache.backing_device ?? []),
    ...cacheSets.filter((set) => !otherSets.includes(set)).flatMap((set) => set.cache_device ?? []),
    ...volumeGroups.filter(ours).flatMap((group) => group.devices),
  ];
  const isOurs = (member: Member): boolean =>
    (isPartition(member) && ours(member)) ||
    ourDisks.some((disk) => !isPartition(member) && disk.id === member.id) ||
    ourMembers.some((other) => other.id === member.id && isPartition(other) === isPartition(member));
  const members: Member[] = disks.flatMap((disk) => [disk, ...disk.partitions]);
  const others: Others = {
    partitions: disks.flatMap((disk) => disk.partitions).filter((partition) => !isOurs(partition)),
    formatted: disks.filter((disk) => disk.filesystem !== null && !isOurs(disk)),
    raids: raids.filter((raid) => !ours(raid)).length,
    bcaches: bcaches.filter((bcache) => !ours(bcache)).length,
    cacheSets: otherSets.length,
    volumeGroups: volumeGroups.filter((group) => !ours(group)).length,
  };
  return {
    ours: [
      ...volumeGroups.filter(ours).map((group) => group.name),
      ...ourDisks.map((disk) => disk.name),
      ...members.filter((member) => isPartition(member) && ours(member)).map(deviceName),
    ],
    shape: shapeOf(others),
    others: [...others.partitions, ...others.formatted].map((one) => `${deviceName(one)} (${one.used_for})`),
  };
}
