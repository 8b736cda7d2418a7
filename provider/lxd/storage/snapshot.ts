import { type Known, type Outputs } from "../../pulumi/kind";
import { createSnapshot, readSnapshot, renameSnapshot, type Snapshot, updateSnapshot } from "../api/snapshots";
import { readVolume, updateVolume, type VolumePlace } from "../api/volumes";
import { type LxdHost } from "../host";
import { StateConflictError } from "../../http/errors";
import { change } from "./change";
import { SNAPSHOT_MARKER } from "./config";
import { doOnce, isOpen, unlessMissing } from "./exactly-once";
import { textIn } from "./inputs";
import { whereabouts, whyNotOurs, keptBack } from "./ownership";
import { formatSnapshot, formatVolume, type SnapshotPlace } from "./place";
import { knownTime } from "./volume";

export interface SnapshotInputs {
  readonly project: string;
  readonly pool: string;
  readonly volume: string;
  readonly target?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  /** In the form of `Date.toISOString`. */
  readonly expiresAt?: string | undefined;
  readonly adopt?: boolean | undefined;
  readonly identity: string;
}

export const placeOf = ({ project, pool, volume, target, name }: SnapshotInputs): SnapshotPlace => ({
  volume: { project, pool, name: volume, member: target },
  name,
});

export const findSnapshot = (host: LxdHost, { volume, name }: SnapshotPlace): Promise<Snapshot | undefined> =>
  unlessMissing(async () => (await readSnapshot(host.client, volume, name)).value);

/** Snapshots of one volume are taken one after the other: each leaves its mark on the volume for a moment. */
const turns = new Map<string, Promise<unknown>>();

async function inTurn<T>(host: LxdHost, volume: VolumePlace, work: () => Promise<T>): Promise<T> {
  const key = `${host.client.endpoint} ${formatVolume(volume)}`;
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(work);
  turns.set(key, mine);
  return mine;
}

/** A snapshot cannot be given a configuration, but takes that of its volume along: so the mark is put there first. */
async function mark(host: LxdHost, volume: VolumePlace, identity: string): Promise<void> {
  if (identity === "") return;
  await change(
    {
      what: `volume ${formatVolume(volume)}`,
      description: undefined,
      config: { [SNAPSHOT_MARKER]: identity },
      before: { description: undefined, config: {} },
    },
    () => readVolume(host.client, volume),
    (body, etag) => updateVolume(host.client, volume, body, etag),
  );
}

async function send(host: LxdHost, wanted: SnapshotInputs): Promise<void> {
  const { volume, name } = placeOf(wanted);
  const { description, expiresAt } = wanted;
  await mark(host, volume, wanted.identity);
  await createSnapshot(host.client, volume, { name, description, expires_at: expiresAt });
}

/** Takes the snapshot, or takes over what an interrupted run took, or what the program says is to be taken over. */
export async function makeSnapshot(host: LxdHost, wanted: SnapshotInputs): Promise<Snapshot> {
  const place = placeOf(wanted);
  const what = `snapshot ${formatSnapshot(place)}`;
  const find = async (): Promise<Snapshot | undefined> => {
    const found = await findSnapshot(host, place);
    return wanted.identity === "" || found?.config?.[SNAPSHOT_MARKER] === wanted.identity ? found : undefined;
  };
  const work = { what: `take ${what}`, send: () => send(host, wanted), find };
  const made = await inTurn(host, place.volume, () => doOnce(host.client, work));
  if (made !== undefined) return made;
  const found = await findSnapshot(host, place);
  if (found === undefined) return makeSnapshot(host, wanted);
  const reason = whyNotTaken(host, what, found, wanted);
  if (reason !== undefined) throw new Error(reason);
  host.client.announce(`${what} was there already, and is taken over`);
  return found;
}

function whyNotTaken(host: LxdHost, what: string, found: Snapshot, wanted: SnapshotInputs): string | undefined {
  if (host.holdings.isPredecessor(formatSnapshot(placeOf(wanted)), wanted.identity)) return keptBack(what);
  return whyNotOurs(what, found.config?.[SNAPSHOT_MARKER], wanted);
}

const iso = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

const expiryOf = (snapshot: Snapshot): string | undefined => iso(knownTime(snapshot.expires_at));

/** What LXD is to be told; undefined when it is so already. */
function changeOf(snapshot: Snapshot, wanted: SnapshotInputs, before: Outputs) {
  const wasDescribed = textIn(before, "description") !== undefined;
  const hadExpiry = textIn(before, "expiresAt") !== undefined;
  const description = wanted.description ?? (wasDescribed ? "" : snapshot.description);
  const expiresAt = wanted.expiresAt ?? (hadExpiry ? undefined : expiryOf(snapshot));
  if (description === snapshot.description && expiresAt === expiryOf(snapshot)) return undefined;
  return { description, expires_at: expiresAt ?? null };
}

/** Brings description and expiry of the snapshot to what is wanted. */
export async function bringSnapshot(
  host: LxdHost,
  place: SnapshotPlace,
  found: Snapshot,
  wanted: SnapshotInputs,
  before: Outputs,
): Promise<Snapshot> {
  const body = changeOf(found, wanted, before);
  if (body === undefined) return found;
  const isDone = (now: Snapshot): boolean => changeOf(now, wanted, before) === undefined;
  const done = await doOnce(host.client, {
    what: `change snapshot ${formatSnapshot(place)}`,
    send: () => updateSnapshot(host.client, place.volume, place.name, body),
    find: async () => {
      const now = await findSnapshot(host, place);
      return now !== undefined && isDone(now) ? now : undefined;
    },
  });
  return done ?? found;
}

/** Gives the snapshot another name. */
export async function rename(host: LxdHost, from: SnapshotPlace, name: string): Promise<void> {
  const to = { ...from, name };
  const hasArrived = async (): Promise<boolean> =>
    (await findSnapshot(host, from)) === undefined && (await findSnapshot(host, to)) !== undefined;
  try {
    return await renameSnapshot(host.client, from.volume, from.name, name);
  } catch (error) {
    if (!(error instanceof StateConflictError) && !isOpen(error)) throw error;
    if (await hasArrived()) return;
    if (error instanceof StateConflictError) throw error;
  }
  await renameSnapshot(host.client, from.volume, from.name, name);
}

/** What the state says of a snapshot. */
export async function snapshotState(
  host: LxdHost,
  { volume, name }: SnapshotPlace,
  snapshot: Snapshot,
  declared: Known<SnapshotInputs> | undefined,
): Promise<Outputs> {
  const { description = "" } = snapshot;
  const isDeclared = (key: "description" | "expiresAt"): boolean =>
    declared === undefined || declared[key] !== undefined;
  const config = snapshot.config ?? {};
  return {
    ...declared,
    description: isDeclared("description") ? description || declared?.description : undefined,
    expiresAt: isDeclared("expiresAt") ? expiryOf(snapshot) : undefined,
    project: volume.project,
    pool: volume.pool,
    volume: volume.name,
    name,
    location: volume.member,
    contentType: snapshot.content_type || undefined,
    createdAt: knownTime(snapshot.created_at),
    ...(await whereabouts(host, config, SNAPSHOT_MARKER)),
  };
}
