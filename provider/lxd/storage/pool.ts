import { type Known, type Outputs } from "../../pulumi/kind";
import { parseBytes } from "../../size";
import { type Config, createPool, membersOf, type Pool, readPool, updatePool } from "../api/pools";
import { listMembers } from "../api/server";
import { type LxdHost } from "../host";
import { LxdError } from "../http/errors";
import { bodyFor, change, type Wish } from "./change";
import { declaredPart, importable, MARKER, sizeText, visible } from "./config";
import { doOnce, unlessMissing } from "./exactly-once";
import { configIn, textIn } from "./inputs";
import { whereabouts, whyNotOurs, keptBack } from "./ownership";

export interface PoolInputs {
  readonly name: string;
  readonly driver: string;
  readonly source?: string | undefined;
  readonly size?: number | undefined;
  readonly description?: string | undefined;
  readonly config: Config;
  /** What one member of a cluster has of its own, by the member's name. */
  readonly memberConfig?: Readonly<Record<string, Config>> | undefined;
  readonly adopt?: boolean | undefined;
  readonly identity: string;
}

/** Where a pool is, among all that a run has there. */
export const poolAddress = (name: string): string => `storage pool ${name}`;

const sizeIn = (size: unknown): Config => (typeof size === "number" ? { size: sizeText(size) } : {});

/** What each member has of its own. In a cluster LXD refuses these keys for the pool as a whole. */
const ofMember = ({ size, source, memberConfig }: PoolInputs, member: string): Config => ({
  ...sizeIn(size),
  ...(source === undefined ? {} : { source }),
  ...memberConfig?.[member],
});

export const findPool = (host: LxdHost, name: string): Promise<Pool | undefined> =>
  unlessMissing(() => readPool(host.client, name));

const markerOf = (pool: Pool | undefined): string => pool?.config?.[MARKER] ?? "";

/** A pool of a cluster that some members lack: it holds nothing yet, and whoever made it may finish it. */
export const isUnfinished = (pool: Pool, identity: string): boolean =>
  ["Pending", "Errored"].includes(pool.status) && ["", identity].includes(markerOf(pool));

/** A member that has its definition from an interrupted run answers 400, and a pool that is not finished may be finished. */
async function defineOnMembers(host: LxdHost, wanted: PoolInputs): Promise<void> {
  const { name, driver } = wanted;
  for (const member of await listMembers(host.client)) {
    try {
      await createPool(host.client, { name, driver, config: ofMember(wanted, member) }, member);
    } catch (error) {
      const pool = error instanceof LxdError && error.status === 400 ? await findPool(host, name) : undefined;
      if (pool === undefined || !isUnfinished(pool, wanted.identity)) throw error;
    }
  }
}

async function send(host: LxdHost, wanted: PoolInputs): Promise<void> {
  const { name, driver, description } = wanted;
  const isClustered = await host.isClustered();
  if (isClustered) await defineOnMembers(host, wanted);
  const mark = wanted.identity === "" ? {} : { [MARKER]: wanted.identity };
  const own = isClustered ? {} : ofMember(wanted, "");
  await createPool(host.client, { name, driver, description, config: { ...wanted.config, ...own, ...mark } });
}

/** Makes the pool, or takes what an interrupted run made, or what the program says is to be taken over. */
export async function makePool(host: LxdHost, wanted: PoolInputs): Promise<Pool> {
  const what = `storage pool ${wanted.name}`;
  const find = async (): Promise<Pool | undefined> => {
    const found = await findPool(host, wanted.name);
    return markerOf(found) === wanted.identity && found?.status !== "Pending" ? found : undefined;
  };
  const made = await doOnce(host.client, { what: `make ${what}`, send: () => send(host, wanted), find });
  if (made !== undefined) return made;
  const found = await findPool(host, wanted.name);
  if (found === undefined) return makePool(host, wanted);
  const reason = whyNotTaken(host, what, found, wanted);
  if (reason !== undefined) throw new Error(reason);
  host.client.announce(`${what} was there already, and is taken over`);
  return found;
}

function whyNotTaken(host: LxdHost, what: string, found: Pool, wanted: PoolInputs): string | undefined {
  const reason = whyNotOurs(what, found.config?.[MARKER], wanted);
  if (reason !== undefined) return reason;
  if (host.holdings.isPredecessor(poolAddress(wanted.name), wanted.identity)) return keptBack(what);
  if (found.driver !== wanted.driver) return `${what} exists with driver ${found.driver}, not ${wanted.driver}`;
  const source = sourceIn(found.config ?? {}, wanted.source);
  return source === wanted.source ? undefined : `${what} exists with source ${source}, not ${wanted.source}`;
}

function wishFor(host: LxdHost, wanted: PoolInputs, before: Outputs, isClustered: boolean, marksFirst: boolean): Wish {
  return {
    what: `storage pool ${wanted.name}`,
    description: wanted.description,
    // A pool's size cannot be taken away, and in a cluster it is the members'.
    config: { ...wanted.config, ...(isClustered ? {} : sizeIn(wanted.size)) },
    before: { description: textIn(before, "description"), config: configIn(before["config"]) },
    mark: wanted.identity,
    marksFirst,
  };
}

/** Brings description, configuration and size of the pool to what is wanted; only what differs is written. */
export async function bringPool(
  host: LxdHost,
  wanted: PoolInputs,
  before: Outputs,
  { known, marksFirst = false }: { readonly known?: Pool; readonly marksFirst?: boolean } = {},
): Promise<Pool> {
  const { name } = wanted;
  const isClustered = await host.isClustered();
  if (isClustered && before["name"] !== undefined) await bringMembers(host, wanted, before);
  const wish = wishFor(host, wanted, before, isClustered, marksFirst);
  const pool = await change(
    wish,
    () => readPool(host.client, name),
    (body, etag) => updatePool(host.client, name, body, { etag }),
    known,
  );
  if (pool.config === null) requireUnchanged(host, wish, pool);
  return pool;
}

/** A certificate that is limited to projects sees no configuration, and may change nothing. */
function requireUnchanged(host: LxdHost, wish: Wish, { description }: Pool): void {
  const { before } = wish;
  if (bodyFor({ description, config: before.config }, { ...wish, marksFirst: false }) === undefined) return;
  throw new Error(
    `${wish.what} cannot be changed: the client certificate is limited to projects at ${host.client.endpoint}`,
  );
}

async function bringMembers(host: LxdHost, wanted: PoolInputs, before: Outputs): Promise<void> {
  const was: PoolInputs = { ...wanted, size: undefined, memberConfig: undefined };
  for (const member of await listMembers(host.client)) {
    const config = ofMember({ ...wanted, source: undefined }, member);
    const old = ofMember({ ...was, ...memberPart(before), source: undefined }, member);
    if (JSON.stringify(config) === JSON.stringify(old)) continue;
    await change(
      {
        what: `${wanted.name} on ${member}`,
        description: undefined,
        config,
        before: { description: undefined, config: old },
      },
      () => readPool(host.client, wanted.name, member),
      (body, etag) => updatePool(host.client, wanted.name, body, { etag, target: member }),
    );
  }
}

function memberPart(before: Outputs): Pick<PoolInputs, "size" | "memberConfig"> {
  const { size, memberConfig } = before;
  const members = typeof memberConfig === "object" && memberConfig !== null ? Object.entries(memberConfig) : [];
  return {
    size: typeof size === "number" ? size : undefined,
    memberConfig: Object.fromEntries(members.map(([name, config]) => [name, configIn(config)])),
  };
}

/** LXD writes over the source with what it made of it, and keeps what was asked for beside it. */
function sourceIn(config: Config, declared: string | undefined): string | undefined {
  const { source, "volatile.initial_source": asked } = config;
  if (declared === undefined || declared === source || declared === asked) return declared;
  return asked ?? source ?? declared;
}

function declaredState(pool: Pool, declared: Known<PoolInputs> | undefined, isClustered: boolean): Outputs {
  const config = pool.config ?? {};
  const size = config["size"] === undefined ? undefined : parseBytes(config["size"]);
  const { description } = pool;
  if (declared === undefined) {
    return { description: description || undefined, config: importable(config, ["size", "source"]), size };
  }
  // What may not be seen is as it was declared: a limited certificate, and the members of a cluster.
  if (pool.config === null) return { ...declared, description: declared.description && description };
  return {
    ...declared,
    description: declared.description === undefined ? undefined : description,
    config: declaredPart(config, declared.config ?? {}),
    source: sourceIn(config, declared.source),
    size: declared.size === undefined || isClustered ? declared.size : size,
  };
}

/** What the state says of a pool. */
export async function poolState(host: LxdHost, pool: Pool, declared: Known<PoolInputs> | undefined): Promise<Outputs> {
  return {
    ...declaredState(pool, declared, await host.isClustered()),
    name: pool.name,
    driver: pool.driver,
    status: pool.status,
    locations: membersOf(pool),
    effectiveConfig: visible(pool.config ?? {}),
    ...(await whereabouts(host, pool.config ?? {})),
  };
}
