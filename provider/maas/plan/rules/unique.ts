import { isUnknown } from "../../../pulumi/unknown";
import { type Problem } from "../../../pulumi/kind";
import { type Planned } from "../intent";
import { type Found, type Picture } from "../picture";
import { type PlannedMachine } from "../planned-machine";
import { nounOf } from "../words";
import { isAtStake, isTouched, type Rule } from "./rule";

/** Names are unique over disks, RAIDs, bcaches and logical volumes of a machine (`models/blockdevice.py`). */
export const oneName: Rule = (mine, machine) => {
  const { name } = mine;
  if (name === undefined || isUnknown(name)) return [];
  const twins = machine.othersThan(mine).filter((other) => other.name === name && isAtStake(mine, other));
  const problems = twins.map((other) => ({
    property: "name",
    reason: `${taken(mine)} by ${nounOf(other.makes)} that ${other.label} makes: choose another name`,
  }));
  const bearer =
    isTouched(mine) && (mine.isNew || mine.changed.includes("name")) ? bearerOf(name, mine, machine) : undefined;
  return bearer === undefined ? problems : [...problems, { property: "name", reason: bearer }];
};

function bearerOf(name: string, mine: Planned, machine: PlannedMachine): string | undefined {
  const found = machine.picture?.disks.find((disk) => disk.ownName === name);
  if (found === undefined || machine.productOf(mine).found?.key === found.key || !machine.isForeign(found, mine))
    return undefined;
  // A disk that the program gives another name.
  if (
    machine.all.some(
      (other) => other.about !== undefined && other.name !== name && machine.productOf(other).key === found.key,
    )
  )
    return undefined;
  if (found.uuid === undefined) return `${taken(mine)} by a disk: choose another name`;
  return (
    `${taken(mine)} by ${nounOf(found.type)} ${found.objectId ?? ""}, which this stack did not make. To take it over as it ` +
    `is, declare its uuid: { uuid: "${found.uuid}" }; else choose another name, or remove it in MAAS.`
  );
}

const taken = ({ name, systemId }: Planned): string => `the name "${name ?? ""}" is taken on machine ${systemId}`;

/** MAAS lets two groups of a machine have one name, and cannot deploy the machine then. */
export const oneGroupName: Rule = (mine, machine) => {
  const { groupName } = mine;
  if (groupName === undefined || isUnknown(groupName)) return [];
  const twins = machine.othersThan(mine).filter((other) => other.groupName === groupName && isAtStake(mine, other));
  const isTaking = isTouched(mine) && (mine.isNew || mine.changed.includes("name"));
  const found = machine.picture?.volumeGroups.find(({ name }) => name === groupName);
  const isTaken = isTaking && found !== undefined && machine.isForeign(found, mine);
  const taken = `the name "${groupName}" is taken on machine ${mine.systemId}`;
  return [
    ...twins.map((other) => `${taken} by the volume group that ${other.label} makes: choose another name`),
    ...(isTaken
      ? [`${taken} by the volume group ${found.objectId}, which this stack did not make: ${takeOver(found)}`]
      : []),
  ].map((reason) => ({ property: "name", reason }));
};

const takeOver = ({ uuid }: { readonly uuid: string | undefined }): string =>
  `to take it over as it is, declare its uuid: { uuid: "${uuid ?? ""}" }; else choose another name, or remove it in MAAS`;

/** One resource for a disk: two would set each other's tags, name and filesystem. */
export const oneForADisk: Rule = (mine, machine) => {
  if (mine.about === undefined) return [];
  const { key, name } = machine.productOf(mine);
  return machine
    .othersThan(mine)
    .filter((other) => other.about !== undefined && isAtStake(mine, other) && machine.productOf(other).key === key)
    .map(({ label }) => ({
      property: "blockDevice",
      reason: `${label} is about the disk ${name} as well: make one of both`,
    }));
};

/** One layout for a machine: each clears what the other one has made. */
export const oneLayout: Rule = (mine, machine) =>
  mine.layout === undefined
    ? []
    : machine
        .othersThan(mine)
        .filter((other) => other.layout !== undefined && isAtStake(mine, other))
        .map(({ label }) => ({
          property: "machine",
          reason: `${label} lays out this machine as well, and each would clear what the other has made: declare one of both`,
        }));

/** Where a resource mounts something. Swap is in use at no place. */
const placeOf = ({ filesystem, mountPoint }: Planned): string | undefined =>
  [mountPoint, isUnknown(filesystem) ? undefined : filesystem?.mountPoint].find(
    (place) => place !== undefined && place !== "none" && !isUnknown(place),
  );

/** One filesystem at one place, special ones included (`models/filesystem.py:clean`). */
export const oneMount: Rule = (mine, machine) => {
  const place = placeOf(mine);
  if (place === undefined) return [];
  const property = mine.mountPoint === undefined ? "filesystem.mountPoint" : "mountPoint";
  const twins = machine.othersThan(mine).filter((other) => placeOf(other) === place && isAtStake(mine, other));
  const taken = isTouched(mine) ? mountedAt(place, mine, machine) : undefined;
  return [
    ...twins.map((other) => ({ property, reason: `${other.label} is mounted at ${place}: choose another place` })),
    ...(taken === undefined
      ? []
      : [{ property, reason: `${taken} is mounted at ${place}: choose another place, or unmount it in MAAS` }]),
  ];
};

function mountedAt(place: string, mine: Planned, machine: PlannedMachine): string | undefined {
  const { picture } = machine;
  if (picture?.isReliable !== true) return undefined;
  const found = machine.devices.find((device) => device.filesystem?.mount_point === place && isKnown(device, picture));
  if (found !== undefined && machine.isForeign(found, mine) && !machine.isSpokenFor(found)) {
    return `${found.name}, which this stack did not make,`;
  }
  // Special filesystems say nothing of who made them: one may be this program's, and on its way to another place.
  const special = picture.special.find((one) => one.mount_point === place);
  if (special === undefined || machine.all.some(({ mountPoint }) => mountPoint !== undefined)) return undefined;
  return `a ${special.fstype}`;
}

const isKnown = ({ type }: Found, { isComplete }: Picture): boolean =>
  isComplete || type === "disk" || type === "partition";

/** MAAS checks no uuid for being unique (`forms:UUID4Field`); two filesystems of one would be mounted for each other. */
export const oneUuid: Rule = (mine, machine) => [
  ...twins("uuid", mine.uuid, mine, machine, (other) => (other.makes === mine.makes ? other.uuid : undefined)),
  ...twins("filesystem.uuid", mine.filesystem?.uuid, mine, machine, (other) => other.filesystem?.uuid),
];

function twins(
  property: string,
  uuid: string | undefined,
  mine: Planned,
  machine: PlannedMachine,
  uuidOf: (other: Planned) => string | undefined,
): Problem[] {
  if (uuid === undefined || isUnknown(uuid)) return [];
  return machine
    .othersThan(mine)
    .filter((other) => uuidOf(other)?.toLowerCase() === uuid.toLowerCase() && isAtStake(mine, other))
    .map((other) => ({
      property,
      reason: `another ${other.label.split(" ")[0] ?? ""} of this program has it on this machine, ${other.label}: give each its own, or none`,
    }));
}
