import { z } from "zod";

import {
  type Decision,
  type Known,
  type Living,
  type Outputs,
  type Problem,
  type ResourceKind,
} from "../../pulumi/kind";
import { inputsIn } from "../../pulumi/schema";
import { keepingTheObject } from "../../pulumi/unfinished";
import { isUnknown } from "../../pulumi/unknown";
import { deleteSnapshot, type Snapshot } from "../api/snapshots";
import { type LxdHost } from "../host";
import { SNAPSHOT_MARKER } from "../storage/config";
import { deleteOnce } from "../storage/exactly-once";
import {
  identityInput,
  nameInput,
  optionalText,
  orUnknown,
  snapshotNameInput,
  textIn,
  timeInput,
  volumeNameInput,
} from "../storage/inputs";
import { isLookup, isTheOne, requireSameServer, whereaboutsSchema, whyNotOurs } from "../storage/ownership";
import { formatSnapshot, formatVolume, type SnapshotPlace, snapshotPlaceIn } from "../storage/place";
import {
  bringSnapshot,
  findSnapshot,
  makeSnapshot,
  placeOf,
  rename,
  type SnapshotInputs,
  snapshotState,
} from "../storage/snapshot";

const inputs = z.object({
  project: nameInput.default("default"),
  pool: nameInput,
  volume: volumeNameInput,
  target: nameInput.optional(),
  name: snapshotNameInput,
  description: optionalText,
  expiresAt: timeInput,
  adopt: orUnknown(z.boolean()).optional(),
  identity: identityInput,
});

const outputs = whereaboutsSchema.extend({
  location: z.string().optional(),
  contentType: z.string().optional(),
  createdAt: z.string().optional(),
});

interface Located {
  readonly place: SnapshotPlace;
  readonly snapshot: Snapshot;
}

/** The snapshot that the state means, in the first of the places where it is. */
async function locate(
  host: LxdHost,
  { id, state }: Living,
  places: readonly SnapshotPlace[],
): Promise<Located | undefined> {
  for (const place of places) {
    const snapshot = await findSnapshot(host, place);
    const marker = snapshot?.config?.[SNAPSHOT_MARKER];
    if (snapshot !== undefined && isTheOne(state, marker)) {
      await requireSameServer(host, state, id, marker);
      return { place, snapshot };
    }
  }
  await requireSameServer(host, state, id, undefined);
  return undefined;
}

/** A snapshot goes where its volume goes: with it to another name, pool or project. */
const followed = (wanted: SnapshotInputs, from: SnapshotPlace): SnapshotPlace => {
  const { volume, name } = placeOf(wanted);
  return { volume: { ...volume, member: from.volume.member }, name };
};

const sameVolume = (a: SnapshotPlace, b: SnapshotPlace): boolean => formatVolume(a.volume) === formatVolume(b.volume);

/** The volume may only have been moved, by its own resource in this run: then its snapshots went along. */
function reasonsToReplace(
  { holdings }: LxdHost,
  state: Outputs,
  wanted: SnapshotInputs,
  differing: readonly string[],
): string[] {
  const from = snapshotPlaceIn(state, "");
  const to = followed(wanted, from);
  const hasMoved = holdings.moved(formatVolume(from.volume), formatVolume(to.volume));
  return differing.filter((property) => !(hasMoved && ["project", "pool", "volume"].includes(property)));
}

async function check(host: LxdHost, wanted: SnapshotInputs, olds: Outputs | undefined): Promise<Problem[]> {
  const place = placeOf(wanted);
  const address = formatSnapshot(place);
  if (!host.holdings.declare(address, wanted.identity)) {
    return [{ property: "name", reason: `another resource of this program declares snapshot ${address}` }];
  }
  if (olds !== undefined) return [];
  const found = await findSnapshot(host, place);
  if (found === undefined || host.holdings.isGivenUp(address)) return [];
  const reason = whyNotOurs(`snapshot ${address}`, found.config?.[SNAPSHOT_MARKER], wanted);
  return reason === undefined ? [] : [{ property: "name", reason }];
}

function decided(host: LxdHost, decision: Decision): void {
  const from = snapshotPlaceIn(decision.state, decision.id);
  const parsed = inputs.safeParse(decision.inputs);
  const isKnown = parsed.success && ![parsed.data.pool, parsed.data.volume, parsed.data.name].some(isUnknown);
  host.holdings.hold(formatSnapshot(from), formatSnapshot(isKnown ? followed(parsed.data, from) : from), decision);
}

async function create(host: LxdHost, wanted: SnapshotInputs): Promise<Living> {
  const place = placeOf(wanted);
  const id = formatSnapshot(place);
  await host.holdings.untilFree(id, wanted.identity, (line) => host.client.announce(line));
  const made = await makeSnapshot(host, wanted);
  host.holdings.arrive(id, wanted.identity);
  return keepingTheObject<{ id: string }, Living>(
    async (exists) => {
      exists({ id });
      const snapshot = await bringSnapshot(host, place, made, wanted, {});
      return { id, state: await snapshotState(host, place, snapshot, wanted) };
    },
    () => snapshotState(host, place, made, wanted),
  );
}

async function update(host: LxdHost, living: Living, wanted: SnapshotInputs): Promise<Outputs> {
  const { id, state: before } = living;
  const from = snapshotPlaceIn(before, id);
  const to = followed(wanted, from);
  const here = sameVolume(from, to) ? from : { ...from, volume: to.volume };
  const found = await locate(host, living, [here, ...(here.name === to.name ? [] : [to])]);
  if (found === undefined) throw new Error(`${id} is gone from LXD: run "pulumi refresh", then "pulumi up" again`);
  return keepingTheObject<Located & { id: string }, Outputs>(
    async (exists) => {
      exists({ id, ...found });
      if (found.place.name !== to.name) {
        await host.holdings.untilFree(formatSnapshot(to), wanted.identity, (line) => host.client.announce(line));
        await rename(host, found.place, to.name);
        host.holdings.leave(formatSnapshot(from));
        host.holdings.arrive(formatSnapshot(to), wanted.identity);
        exists({ id, place: to, snapshot: found.snapshot });
      }
      const snapshot = await bringSnapshot(host, to, found.snapshot, wanted, before);
      return snapshotState(host, to, snapshot, wanted);
    },
    async ({ place, snapshot }) =>
      snapshotState(host, place, (await findSnapshot(host, place).catch(() => undefined)) ?? snapshot, wanted),
  );
}

async function read(host: LxdHost, living: Living, declared: Known<SnapshotInputs>): Promise<Living | undefined> {
  const { id, state } = living;
  const found = await locate(host, living, [snapshotPlaceIn(state, id)]);
  if (found === undefined) return undefined;
  const known = isLookup(state) ? undefined : declared;
  return { id: formatSnapshot(found.place), state: await snapshotState(host, found.place, found.snapshot, known) };
}

async function remove(host: LxdHost, living: Living): Promise<void> {
  const place = snapshotPlaceIn(living.state, living.id);
  const address = formatSnapshot(place);
  const reason = host.holdings.whyItStays(address, textIn(living.state, "identity") ?? "");
  if (reason !== undefined) return host.client.announce(`snapshot ${address} stays: ${reason}`);
  const found = await locate(host, living, [place]);
  if (found !== undefined) await removeFound(host, found);
  host.holdings.leave(address);
}

function removeFound(host: LxdHost, { place }: Located): Promise<void> {
  const send = () => deleteSnapshot(host.client, place.volume, place.name);
  const what = `delete snapshot ${formatSnapshot(place)}`;
  return deleteOnce(host.client, { what, send, find: () => findSnapshot(host, place) });
}

/** A snapshot of a custom volume. */
export const storageVolumeSnapshot: ResourceKind<SnapshotInputs, LxdHost> = {
  name: "LxdStorageVolumeSnapshot",
  system: "LXD",
  inputs,
  outputs,
  essential: ["project", "pool", "volume", "name", "location", "identity", "marker", "endpoint", "serverFingerprint"],
  replaceOn: ["project", "pool", "volume", "target"],
  standsOn: ["pool", "volume"],
  ignored: ["identity", "adopt"],
  same: {
    target: (olds, news) => news.target === undefined || (olds["location"] ?? olds["target"]) === news.target,
  },
  problems: () => [],
  isPlaced: ({ project, pool, volume, name }) => ![project, pool, volume, name].some(isUnknown),
  check,
  reasonsToReplace,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};
