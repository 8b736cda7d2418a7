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
import { deleteVolume, type Volume, type VolumePlace } from "../api/volumes";
import { type LxdHost } from "../host";
import { MARKER, sameConfig } from "../storage/config";
import { deleteOnce } from "../storage/exactly-once";
import {
  configIn,
  configInput,
  identityInput,
  isOfMaas,
  nameInput,
  optionalText,
  orUnknown,
  sizeInput,
  textIn,
  volumeNameInput,
} from "../storage/inputs";
import { createOnlyChanges, shrinking } from "../storage/limits";
import { isLookup, isTheOne, requireSameServer, whereaboutsSchema, whyNotOurs } from "../storage/ownership";
import { formatVolume, memberOf, volumePlaceIn } from "../storage/place";
import { inUse } from "../storage/users";
import {
  bringVolume,
  findVolume,
  makeVolume,
  placeOf,
  relocate,
  volumeState,
  type VolumeInputs,
} from "../storage/volume";

const copySchema = z.object({
  pool: nameInput,
  name: orUnknown(z.string().min(1)),
  project: nameInput.optional(),
  withSnapshots: orUnknown(z.boolean()).default(false),
});

const inputs = z.object({
  project: nameInput.default("default"),
  pool: nameInput,
  name: volumeNameInput,
  target: nameInput.optional(),
  contentType: orUnknown(
    z.enum(["filesystem", "block"], { error: 'a custom volume is "filesystem" or "block"' }),
  ).optional(),
  size: sizeInput,
  description: optionalText,
  config: configInput,
  copyFrom: orUnknown(copySchema).optional(),
  adopt: orUnknown(z.boolean()).optional(),
  identity: identityInput,
});

const outputs = whereaboutsSchema.extend({
  sizeBytes: z.number().optional(),
  effectiveConfig: z.record(z.string(), z.string()),
  location: z.string().optional(),
  createdAt: z.string().optional(),
});

/** Keys of which LXD makes the volume, and that it cannot change. */
const CREATE_ONLY = new Set(["block.filesystem", "lvm.stripes", "lvm.stripes.size", "zfs.blocksize", "zfs.block_mode"]);

/** A volume, and where it is now. */
interface Located {
  readonly place: VolumePlace;
  readonly volume: Volume;
}

/** The volume that the state means, wherever an interrupted move may have left it. */
async function locate(
  host: LxdHost,
  { id, state }: Living,
  others: readonly VolumePlace[],
): Promise<Located | undefined> {
  const places = [volumePlaceIn(state, id), ...others];
  for (const [index, place] of places.entries()) {
    const volume = await findVolume(host, place);
    const marker = volume?.config?.[MARKER];
    const isOurs = index === 0 ? isTheOne(state, marker) : marker !== undefined && marker === textIn(state, "marker");
    if (volume !== undefined && isOurs) {
      await requireSameServer(host, state, id, marker);
      return { place, volume };
    }
  }
  await requireSameServer(host, state, id, undefined);
  return undefined;
}

const samePlace = (a: VolumePlace, b: VolumePlace): boolean => formatVolume(a) === formatVolume(b);

/** A volume stays on its member when the program does not name one. */
const destination = (wanted: VolumeInputs, from: VolumePlace): VolumePlace => ({
  ...placeOf(wanted),
  member: from.member,
});

async function preflight(host: LxdHost, wanted: VolumeInputs): Promise<Problem[]> {
  const place = placeOf(wanted);
  const lacks = wanted.contentType === "block" && (await host.lacks("custom_block_volumes", "a block volume"));
  if (lacks) return [{ property: "contentType", reason: lacks }];
  if (wanted.target !== undefined && !(await host.isClustered())) {
    return [{ property: "target", reason: "this LXD is not a cluster: leave the member out" }];
  }
  const found = await findVolume(host, place);
  // What another resource of the program has now, and gives up in this run, is waited for when the time comes.
  if (found === undefined || host.holdings.isGivenUp(formatVolume(place))) return [];
  const reason = whyNotOurs(`volume ${formatVolume(place)}`, found.config?.[MARKER], wanted);
  return reason === undefined ? [] : [{ property: "name", reason }];
}

function problems({ contentType, copyFrom }: VolumeInputs): Problem[] {
  if (contentType === undefined || copyFrom === undefined || isUnknown(copyFrom)) return [];
  return [{ property: "contentType", reason: "a copy has the content type of its source: leave it out" }];
}

async function check(host: LxdHost, wanted: VolumeInputs, olds: Outputs | undefined): Promise<Problem[]> {
  const address = formatVolume(placeOf(wanted));
  if (!host.holdings.declare(address, wanted.identity)) {
    return [{ property: "name", reason: `another resource of this program declares volume ${address}` }];
  }
  if (olds === undefined) return preflight(host, wanted);
  const isBlock = (wanted.contentType ?? olds["contentType"]) === "block";
  return [
    ...(isBlock ? shrinking(olds, wanted, "a block volume cannot shrink: LXD would cut off what is on it") : []),
    ...createOnlyChanges(CREATE_ONLY, olds, wanted),
  ];
}

function decided(host: LxdHost, decision: Decision): void {
  const from = volumePlaceIn(decision.state, decision.id);
  const parsed = inputs.safeParse(decision.inputs);
  const wanted = parsed.success ? destination(parsed.data, from) : from;
  const isKnown = ![wanted.project, wanted.pool, wanted.name].some(isUnknown);
  host.holdings.hold(formatVolume(from), formatVolume(isKnown ? wanted : from), decision);
}

async function create(host: LxdHost, wanted: VolumeInputs): Promise<Living> {
  const { client, holdings } = host;
  const declared = placeOf(wanted);
  await holdings.untilFree(formatVolume(declared), wanted.identity, (line) => client.announce(line));
  const made = await makeVolume(host, wanted);
  const id = formatVolume(declared);
  holdings.arrive(formatVolume({ ...declared, member: memberOf(made.location) }), wanted.identity);
  return keepingTheObject<Located & { id: string }, Living>(
    async (exists) => {
      exists({ id, place: declared, volume: made });
      const volume = await bringVolume(host, declared, wanted, {}, { known: made, marksFirst: true });
      return { id, state: await volumeState(host, declared, volume, wanted) };
    },
    (at) => volumeState(host, at.place, at.volume, wanted),
  );
}

async function move(host: LxdHost, at: Located, to: VolumePlace, wanted: VolumeInputs): Promise<void> {
  const { client, holdings } = host;
  const [old, address] = [formatVolume(at.place), formatVolume(to)];
  await holdings.untilFree(address, wanted.identity, (line) => client.announce(line));
  // Without a mark nobody could tell afterwards whose volume it is, had the move been broken off.
  const marked = await bringVolume(
    host,
    at.place,
    { ...wanted, ...unchanged(at.volume) },
    {},
    { known: at.volume, marksFirst: true },
  );
  await relocate(host, at.place, to, marked.config?.[MARKER] ?? wanted.identity);
  holdings.leave(old);
  holdings.arrive(address, wanted.identity);
}

/** Nothing but the mark is to change. */
const unchanged = ({ description }: Volume) => ({ description, config: {}, size: undefined });

async function update(host: LxdHost, living: Living, wanted: VolumeInputs): Promise<Outputs> {
  const { id, state: before } = living;
  const from = volumePlaceIn(before, id);
  const to = destination(wanted, from);
  const found = await locate(host, living, samePlace(from, to) ? [] : [to]);
  if (found === undefined) throw new Error(`${id} is gone from LXD: run "pulumi refresh", then "pulumi up" again`);
  return keepingTheObject<Located & { id: string }, Outputs>(
    async (exists) => {
      exists({ id, ...found });
      const isThere = samePlace(found.place, to);
      if (!isThere) {
        await move(host, found, to, wanted);
        exists({ id, place: to, volume: found.volume });
      }
      const volume = await bringVolume(host, to, wanted, before, isThere ? { known: found.volume } : {});
      return volumeState(host, to, volume, wanted);
    },
    async ({ place, volume }) =>
      volumeState(host, place, (await findVolume(host, place).catch(() => undefined)) ?? volume, wanted),
  );
}

async function read(host: LxdHost, living: Living, declared: Known<VolumeInputs>): Promise<Living | undefined> {
  const { id, state } = living;
  const found = await locate(host, living, []);
  if (found === undefined) return undefined;
  if (isOfMaas(found.place.name)) throw new Error(`${id} is a disk of a virtual machine of MAAS: only MAAS manages it`);
  const known = isLookup(state) ? undefined : declared;
  return { id: formatVolume(found.place), state: await volumeState(host, found.place, found.volume, known) };
}

async function remove(host: LxdHost, living: Living): Promise<void> {
  const place = volumePlaceIn(living.state, living.id);
  const address = formatVolume(place);
  const reason = host.holdings.whyItStays(address, textIn(living.state, "identity") ?? "");
  if (reason !== undefined) return host.client.announce(`volume ${address} stays: ${reason}`);
  const found = await locate(host, living, []);
  if (found !== undefined) await removeFound(host, found);
  host.holdings.leave(address);
}

async function removeFound(host: LxdHost, { place, volume }: Located): Promise<void> {
  const what = `volume ${formatVolume(place)}`;
  const find = () => findVolume(host, place);
  try {
    await deleteOnce(host.client, { what: `delete ${what}`, send: () => deleteVolume(host.client, place), find });
  } catch (error) {
    const now = await find().catch(() => undefined);
    throw inUse(error, what, (now ?? volume).used_by);
  }
}

/** A custom volume of a storage pool. */
export const storageVolume: ResourceKind<VolumeInputs, LxdHost> = {
  name: "LxdStorageVolume",
  system: "LXD",
  inputs,
  outputs,
  essential: ["project", "pool", "name", "location", "identity", "marker", "endpoint", "serverFingerprint"],
  replaceOn: ["contentType", "target"],
  standsOn: ["pool"],
  ignored: ["identity", "copyFrom", "adopt"],
  same: {
    config: (olds, news) => sameConfig(configIn(olds["config"]), news.config),
    contentType: (olds, news) => news.contentType === undefined || olds["contentType"] === news.contentType,
    target: (olds, news) => news.target === undefined || (olds["location"] ?? olds["target"]) === news.target,
  },
  problems,
  isPlaced: ({ project, pool, name }) => ![project, pool, name].some(isUnknown),
  check,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};
