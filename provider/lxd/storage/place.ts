import { type Outputs } from "../../pulumi/kind";
import { type VolumePlace } from "../api/volumes";
import { textIn } from "./inputs";

/** What LXD says in place of a member where there is no cluster, or where all members have the volume. */
const NO_MEMBER = "none";

export const memberOf = (location: string): string | undefined =>
  location === NO_MEMBER || location === "" ? undefined : location;

const withMember = (text: string, member: string | undefined): string =>
  member === undefined ? text : `${text}@${member}`;

/** `<project>/<pool>/<volume>`; in a cluster with `@<member>` where the volume is on one member only. */
export const formatVolume = ({ project, pool, name, member }: VolumePlace): string =>
  withMember(`${project}/${pool}/${name}`, member);

export interface SnapshotPlace {
  readonly volume: VolumePlace;
  readonly name: string;
}

/** `<project>/<pool>/<volume>/<snapshot>` */
export const formatSnapshot = ({ volume, name }: SnapshotPlace): string =>
  withMember(`${volume.project}/${volume.pool}/${volume.name}/${name}`, volume.member);

function parts(id: string, count: number, form: string): { names: string[]; member: string | undefined } {
  const [, path = "", member] = /^([^@]+)(?:@([^@/]+))?$/.exec(id) ?? [];
  const names = path.split("/");
  if (names.length === count && names.every((name) => name !== "")) return { names, member };
  throw new Error(`"${id}" is not an id of this kind: write ${form}`);
}

export function parseVolume(id: string): VolumePlace {
  const { names, member } = parts(id, 3, "<project>/<pool>/<volume>");
  const [project = "", pool = "", name = ""] = names;
  return { project, pool, name, member };
}

export function parseSnapshot(id: string): SnapshotPlace {
  const { names, member } = parts(id, 4, "<project>/<pool>/<volume>/<snapshot>");
  const [project = "", pool = "", volume = "", name = ""] = names;
  return { volume: { project, pool, name: volume, member }, name };
}

/** The same for a snapshot. */
export function snapshotPlaceIn(before: Outputs, id: string): SnapshotPlace {
  const [project, pool, volume, name] = ["project", "pool", "volume", "name"].map((key) => textIn(before, key));
  if (project === undefined || pool === undefined || volume === undefined || name === undefined) {
    return parseSnapshot(id);
  }
  return { volume: { project, pool, name: volume, member: memberOf(textIn(before, "location") ?? "") }, name };
}

/** Where the state has a volume: its id is where it was made, and says nothing any more once it was moved. */
export function volumePlaceIn(before: Outputs, id: string): VolumePlace {
  const [project, pool, name] = ["project", "pool", "name"].map((key) => textIn(before, key));
  if (project === undefined || pool === undefined || name === undefined) return parseVolume(id);
  return { project, pool, name, member: memberOf(textIn(before, "location") ?? "") };
}
