import { type Known, type Outputs } from "../../pulumi/kind";
import { StateConflictError } from "../../http/errors";
import { parseBytes } from "../../size";
import { type Config } from "../api/pools";
import {
  type CopySource,
  createVolume,
  moveVolume,
  readVolume,
  updateVolume,
  type Volume,
  type VolumePlace,
} from "../api/volumes";
import { readSnapshot } from "../api/snapshots";
import { type LxdHost } from "../host";
import { change } from "./change";
import { declaredPart, importable, MARKER, sizeText, SNAPSHOT_MARKER, visible } from "./config";
import { doOnce, isOpen, unlessMissing, untilQuiet } from "./exactly-once";
import { configIn, textIn } from "./inputs";
import { whereabouts, whyNotOurs, keptBack } from "./ownership";
import { formatVolume, memberOf } from "./place";

/** What a volume is copied from when it is made. */
export interface CopyFrom {
  readonly pool: string;
  readonly name: string;
  readonly project?: string | undefined;
  readonly withSnapshots: boolean;
}

export interface VolumeInputs {
  readonly project: string;
  readonly pool: string;
  readonly name: string;
  readonly target?: string | undefined;
  readonly contentType?: "filesystem" | "block" | undefined;
  readonly size?: number | undefined;
  readonly description?: string | undefined;
  readonly config: Config;
  readonly copyFrom?: CopyFrom | undefined;
  readonly adopt?: boolean | undefined;
  readonly identity: string;
}

export const placeOf = ({ project, pool, name, target }: VolumeInputs): VolumePlace => ({
  project,
  pool,
  name,
  member: target,
});

const sizeIn = (size: unknown): Config => (typeof size === "number" ? { size: sizeText(size) } : {});

const wantedConfig = ({ config, size }: VolumeInputs): Config => ({ ...config, ...sizeIn(size) });

/** The volume of this name; undefined when there is none. */
export const findVolume = (host: LxdHost, place: VolumePlace): Promise<Volume | undefined> =>
  unlessMissing(() => readVolume(host.client, place));

/** A copy takes the configuration of its source along, as far as LXD is not given one: so it is given the whole. */
async function inherited(host: LxdHost, source: CopySource): Promise<Config> {
  const [name = "", snapshot] = source.name.split("/");
  const place = { project: source.project ?? "default", pool: source.pool, name };
  const { config } =
    snapshot === undefined
      ? await readVolume(host.client, place)
      : (await readSnapshot(host.client, place, snapshot)).value;
  const kept = Object.entries(config ?? {}).filter(
    ([key]) => !key.startsWith("volatile.") && key !== MARKER && key !== SNAPSHOT_MARKER,
  );
  return Object.fromEntries(kept);
}

const sourceOf = ({ pool, name, project, withSnapshots }: CopyFrom): CopySource => ({
  pool,
  name,
  project,
  volume_only: !withSnapshots,
});

async function send(host: LxdHost, place: VolumePlace, wanted: VolumeInputs): Promise<void> {
  const source = wanted.copyFrom && sourceOf(wanted.copyFrom);
  const taken = source === undefined ? {} : await inherited(host, source);
  const mark = wanted.identity === "" ? {} : { [MARKER]: wanted.identity };
  await createVolume(host.client, place, {
    content_type: wanted.contentType,
    description: wanted.description,
    config: { ...taken, ...wantedConfig(wanted), ...mark },
    source,
  });
}

/** Makes the volume, or takes what an interrupted run made, or what the program says is to be taken over. */
export async function makeVolume(host: LxdHost, wanted: VolumeInputs): Promise<Volume> {
  const place = placeOf(wanted);
  const what = `volume ${formatVolume(place)}`;
  const find = async (): Promise<Volume | undefined> => {
    const found = await findVolume(host, place);
    return (found?.config?.[MARKER] ?? "") === wanted.identity ? found : undefined;
  };
  const made = await doOnce(host.client, { what: `make ${what}`, send: () => send(host, place, wanted), find });
  if (made !== undefined) return made;
  await untilQuiet(host.client);
  const found = await findVolume(host, place);
  if (found === undefined) return makeVolume(host, wanted);
  const reason = whyNotTaken(host, what, found, wanted);
  if (reason !== undefined) throw new Error(reason);
  host.client.announce(`${what} was there already, and is taken over`);
  return found;
}

/** Why a volume that is there is not taken; undefined when it is. */
function whyNotTaken(host: LxdHost, what: string, found: Volume, wanted: VolumeInputs): string | undefined {
  const reason = whyNotOurs(what, found.config?.[MARKER], wanted);
  if (reason !== undefined) return reason;
  const address = formatVolume({ ...placeOf(wanted), member: memberOf(found.location) });
  if (host.holdings.isPredecessor(address, wanted.identity)) return keptBack(what);
  if (wanted.contentType === undefined || wanted.contentType === found.content_type) return undefined;
  return `${what} exists with content type ${found.content_type}, not ${wanted.contentType}`;
}

/** Brings description, configuration and size of the volume to what is wanted; only what differs is written. */
export const bringVolume = (
  host: LxdHost,
  place: VolumePlace,
  wanted: VolumeInputs,
  before: Outputs,
  { known, marksFirst = false }: { readonly known?: Volume; readonly marksFirst?: boolean } = {},
): Promise<Volume> =>
  change(
    {
      what: `volume ${formatVolume(place)}`,
      description: wanted.description,
      config: wantedConfig(wanted),
      before: {
        description: textIn(before, "description"),
        config: { ...configIn(before["config"]), ...sizeIn(before["size"]) },
      },
      mark: wanted.identity,
      marksFirst,
    },
    () => readVolume(host.client, place),
    (body, etag) => updateVolume(host.client, place, body, etag),
    known,
  );

/**
 * Takes a volume to another name, pool or project. LXD copies to another pool and deletes then: a move that was broken
 * off may have got anywhere.
 */
export async function relocate(host: LxdHost, from: VolumePlace, to: VolumePlace, marker: string): Promise<void> {
  const hasArrived = async (): Promise<boolean> => {
    await untilQuiet(host.client);
    const [left, arrived] = [await findVolume(host, from), await findVolume(host, to)];
    return left === undefined && arrived?.config?.[MARKER] === marker;
  };
  try {
    return await moveVolume(host.client, from, to);
  } catch (error) {
    if (!(error instanceof StateConflictError) && !isOpen(error)) throw error;
    if (await hasArrived()) return;
    if (error instanceof StateConflictError) throw error;
  }
  await moveVolume(host.client, from, to);
}

const bytesIn = (config: Config): number | undefined => {
  const { size } = config;
  return size === undefined ? undefined : parseBytes(size.replace(" bytes", ""));
};

/** LXD's word for a time that it does not know. */
const UNKNOWN_TIME = "0001-01-01T00:00:00Z";

export const knownTime = (time: string | null | undefined): string | undefined =>
  !time || time === UNKNOWN_TIME ? undefined : time;

/** What the program declares, as the server has it; what a program would declare when there is none yet. */
function declaredState(volume: Volume, declared: Known<VolumeInputs> | undefined): Outputs {
  const config = volume.config ?? {};
  if (declared === undefined) {
    return {
      description: volume.description || undefined,
      config: importable(config, ["size"]),
      size: bytesIn(config),
    };
  }
  const { description, size } = declared;
  return {
    ...declared,
    description: description === undefined ? undefined : volume.description,
    config: declaredPart(config, declared.config ?? {}),
    size: size === undefined ? undefined : bytesIn(config),
  };
}

/** What the state says of a volume. */
export async function volumeState(
  host: LxdHost,
  place: VolumePlace,
  volume: Volume,
  declared: Known<VolumeInputs> | undefined,
): Promise<Outputs> {
  const config = volume.config ?? {};
  const { project, pool, name } = place;
  return {
    ...declaredState(volume, declared),
    project,
    pool,
    name,
    contentType: volume.content_type,
    sizeBytes: bytesIn(config),
    effectiveConfig: visible(config),
    location: memberOf(volume.location),
    createdAt: knownTime(volume.created_at),
    ...(await whereabouts(host, config)),
  };
}
