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
import { deletePool, type Pool } from "../api/pools";
import { type LxdHost } from "../host";
import { MARKER, sameConfig } from "../storage/config";
import { deleteOnce } from "../storage/exactly-once";
import {
  configIn,
  configInput,
  identityInput,
  memberConfigIn,
  memberConfigInput,
  nameInput,
  optionalText,
  orUnknown,
  sizeInput,
  textIn,
} from "../storage/inputs";
import { createOnlyChanges, shrinking } from "../storage/limits";
import { isLookup, isTheOne, requireSameServer, whereaboutsSchema, whyNotOurs } from "../storage/ownership";
import { bringPool, findPool, isUnfinished, makePool, poolAddress, type PoolInputs, poolState } from "../storage/pool";
import { inUse } from "../storage/users";

const inputs = z.object({
  name: nameInput,
  driver: orUnknown(z.string({ error: 'give the driver: "dir", "btrfs", "lvm", "zfs", "ceph" …' }).min(1)),
  source: optionalText,
  size: sizeInput,
  description: optionalText,
  config: configInput,
  memberConfig: memberConfigInput,
  adopt: orUnknown(z.boolean()).optional(),
  identity: identityInput,
});

const outputs = whereaboutsSchema.extend({
  status: z.string(),
  locations: z.array(z.string()),
  effectiveConfig: z.record(z.string(), z.string()),
});

const CREATE_ONLY = new Set([
  "zfs.pool_name",
  "lvm.vg_name",
  "lvm.thinpool_name",
  "lvm.use_thinpool",
  "lvm.thinpool_metadata_size",
  "ceph.cluster_name",
  "ceph.osd.pool_name",
  "ceph.user.name",
  "cephfs.path",
  "cephfs.cluster_name",
]);

/** The pool that the state means. */
async function locate(host: LxdHost, { id, state }: Living): Promise<Pool | undefined> {
  const pool = await findPool(host, textIn(state, "name") ?? id);
  const marker = pool?.config?.[MARKER];
  const found = pool !== undefined && isTheOne(state, marker) ? pool : undefined;
  await requireSameServer(host, state, id, found === undefined ? undefined : marker);
  return found;
}

async function preflight(host: LxdHost, wanted: PoolInputs): Promise<Problem[]> {
  const drivers = (await host.server()).environment?.storage_supported_drivers?.map(({ Name: name }) => name) ?? [];
  if (drivers.length > 0 && !isUnknown(wanted.driver) && !drivers.includes(wanted.driver)) {
    const reason = `LXD at ${host.client.endpoint} has no driver "${wanted.driver}"; it has ${drivers.join(", ")}`;
    return [{ property: "driver", reason }];
  }
  if (wanted.memberConfig !== undefined && !(await host.isClustered())) {
    return [{ property: "memberConfig", reason: "this LXD is not a cluster: give these keys as config" }];
  }
  const found = await findPool(host, wanted.name);
  if (found === undefined || isUnfinished(found, wanted.identity)) return [];
  const reason = whyNotOurs(`storage pool ${wanted.name}`, found.config?.[MARKER], wanted);
  return reason === undefined ? [] : [{ property: "name", reason }];
}

/** LXD 5.0.2 takes another size, answers 200 and resizes nothing. */
async function resizing(host: LxdHost, olds: Outputs, { size }: PoolInputs): Promise<Problem[]> {
  const before = olds["size"];
  if (typeof before !== "number" || typeof size !== "number" || size <= before) return [];
  const reason = await host.lacks("storage_pool_loop_resize", "growing a pool");
  return reason === undefined ? [] : [{ property: "size", reason }];
}

function problems({ driver, size }: PoolInputs): Problem[] {
  return driver === "dir" && size !== undefined
    ? [{ property: "size", reason: 'a pool with the driver "dir" has the size of the filesystem that it is on' }]
    : [];
}

async function check(host: LxdHost, wanted: PoolInputs, olds: Outputs | undefined): Promise<Problem[]> {
  if (!host.holdings.declare(poolAddress(wanted.name), wanted.identity)) {
    return [{ property: "name", reason: `another resource of this program declares storage pool ${wanted.name}` }];
  }
  if (olds === undefined) return preflight(host, wanted);
  return [
    ...shrinking(olds, wanted, "LXD cannot make a pool smaller"),
    ...(await resizing(host, olds, wanted)),
    ...createOnlyChanges(CREATE_ONLY, olds, wanted),
  ];
}

function decided(host: LxdHost, decision: Decision): void {
  const address = poolAddress(textIn(decision.state, "name") ?? decision.id);
  host.holdings.hold(address, address, decision);
}

async function create(host: LxdHost, wanted: PoolInputs): Promise<Living> {
  const address = poolAddress(wanted.name);
  await host.holdings.untilFree(address, wanted.identity, (line) => host.client.announce(line));
  const made = await makePool(host, wanted);
  host.holdings.arrive(address, wanted.identity);
  return keepingTheObject<{ id: string; pool: Pool }, Living>(
    async (exists) => {
      exists({ id: wanted.name, pool: made });
      const pool = await bringPool(host, wanted, {}, { known: made, marksFirst: true });
      return { id: wanted.name, state: await poolState(host, pool, wanted) };
    },
    ({ pool }) => poolState(host, pool, wanted),
  );
}

async function update(host: LxdHost, living: Living, wanted: PoolInputs): Promise<Outputs> {
  const { id, state: before } = living;
  const found = await locate(host, living);
  if (found === undefined) throw new Error(`${id} is gone from LXD: run "pulumi refresh", then "pulumi up" again`);
  return poolState(host, await bringPool(host, wanted, before, { known: found }), wanted);
}

async function read(host: LxdHost, living: Living, declared: Known<PoolInputs>): Promise<Living | undefined> {
  const pool = await locate(host, living);
  if (pool === undefined) return undefined;
  const known = isLookup(living.state) ? undefined : declared;
  return { id: pool.name, state: await poolState(host, pool, known) };
}

async function remove(host: LxdHost, living: Living): Promise<void> {
  const name = textIn(living.state, "name") ?? living.id;
  const address = poolAddress(name);
  const reason = host.holdings.whyItStays(address, textIn(living.state, "identity") ?? "");
  if (reason !== undefined) return host.client.announce(`${address} stays: ${reason}`);
  const found = await locate(host, living);
  if (found !== undefined) await removeFound(host, found);
  host.holdings.leave(address);
}

async function removeFound(host: LxdHost, pool: Pool): Promise<void> {
  const what = `storage pool ${pool.name}`;
  const find = () => findPool(host, pool.name);
  try {
    await deleteOnce(host.client, { what: `delete ${what}`, send: () => deletePool(host.client, pool.name), find });
  } catch (error) {
    const now = await find().catch(() => undefined);
    throw inUse(error, what, (now ?? pool).used_by);
  }
}

/** A storage pool of an LXD, or of all members of a cluster. */
export const storagePool: ResourceKind<PoolInputs, LxdHost> = {
  name: "LxdStoragePool",
  system: "LXD",
  inputs,
  outputs,
  essential: ["name", "identity", "marker", "endpoint", "serverFingerprint"],
  replaceOn: ["name", "driver", "source"],
  standsOn: ["name", "driver", "source"],
  ignored: ["identity", "adopt"],
  same: {
    config: (olds, news) => sameConfig(configIn(olds["config"]), news.config),
    memberConfig: (olds, news) => sameMembers(memberConfigIn(olds["memberConfig"]), news.memberConfig ?? {}),
    source: (olds, news) => news.source === undefined || olds["source"] === news.source,
  },
  problems,
  isPlaced: ({ name }) => !isUnknown(name),
  check,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};

type Members = NonNullable<PoolInputs["memberConfig"]>;

const sameMembers = (a: Members, b: Members): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((member) => sameConfig(a[member], b[member]));
