import * as pulumi from "@pulumi/pulumi";

import { NotFoundError, RequestError } from "../provider/http/errors";
import { listVmHosts, readVmHost, readVmHostParameters, type VmHost } from "../provider/maas/api/vm-hosts";
import { type MaasClient } from "../provider/maas/http/client";
import { argumentsOf } from "./call-arguments";
import { invoke, invokeOutput, type Question } from "./invoke";
import { type PowerParameters } from "./machine-result";
import { userError } from "./user-error";

/** A storage pool of a VM host, as MAAS found it when it last looked: it does so on request only. */
export interface VmHostStoragePoolResult {
  /** For LXD the name; for virsh a uuid. */
  readonly id: string;
  readonly name: string;
  /** For LXD the driver. */
  readonly type: string;
  readonly path: string;
  readonly totalBytes: number;
  /** What MAAS has given to virtual machines itself: nothing else that is in the pool. */
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly default: boolean;
}

/** What a VM host has of something. */
export interface VmHostResources {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly localStorageBytes: number;
}

/** A host of virtual machines, as plain data. */
export interface VmHostResult {
  readonly id: number;
  readonly name: string;
  /** `"lxd"` or `"virsh"`. */
  readonly type: string;
  readonly tags: string[];
  readonly architectures: string[];
  readonly version?: string;
  readonly zone?: string;
  readonly pool?: string;
  /** The machine in MAAS that it is, when it is one. */
  readonly systemId?: string;
  readonly total: VmHostResources;
  readonly used: VmHostResources;
  readonly available: VmHostResources;
  readonly storagePools: VmHostStoragePoolResult[];
  /** The id of the pool that virtual machines are put in. */
  readonly defaultStoragePool?: string;
}

/** What `powerParameters: true` adds. */
export interface VmHostWithPower extends VmHostResult {
  /** How MAAS reaches it, a secret by itself; `lxd.connectionOf` makes a connection of it. */
  readonly powerParameters: pulumi.Output<PowerParameters>;
}

/** Which VM host: exactly one of `id` and `name`. */
export interface GetVmHostArgs {
  /** The number of the VM host in MAAS. */
  id?: number;
  /** The name of the VM host. */
  name?: string;
  /** Adds the power parameters, the private key included, as a secret: one more request, for administrators. */
  powerParameters?: boolean;
}

/** The same with outputs. */
export type GetVmHostOutputArgs = { [K in keyof GetVmHostArgs]: pulumi.Input<Exclude<GetVmHostArgs[K], undefined>> };

/** VM hosts are no more: MAAS 3.8 removed them. LXD itself is reached by `pulumi-maas/lxd` as before. */
export class VmHostsRemovedError extends pulumi.RunError {}

const GONE = 410;
const MIB = 2 ** 20;

async function unlessRemoved<T>(client: MaasClient, call: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== GONE) throw error;
    throw new VmHostsRemovedError(
      `${call}: MAAS at ${client.apiUrl} has no VM hosts: they were removed in MAAS 3.8. Configure LXD itself ` +
        `(lxd.Provider), or ask a machine with power type "lxd" for its power parameters`,
    );
  }
}

const toResources = ({ cores, memory, local_storage: localStorageBytes }: VmHost["total"]): VmHostResources => ({
  cores,
  memoryBytes: memory * MIB,
  localStorageBytes,
});

const toPool = ({
  id,
  name,
  type,
  path,
  total,
  used,
  available,
  default: isDefault,
}: VmHost["storage_pools"][number]) => ({
  ...{ id, name, type, path },
  ...{ totalBytes: total, usedBytes: used, availableBytes: available, default: isDefault },
});

/** The properties that say something: results leave out what MAAS does not know. */
function toVmHost(host: VmHost): VmHostResult {
  const { id, name, type, tags, architectures } = host;
  const storagePools = host.storage_pools.map(toPool);
  const defaultStoragePool = storagePools.find((pool) => pool.default)?.id;
  return {
    ...{ id, name, type, tags: [...tags], architectures: [...architectures], storagePools },
    ...{ total: toResources(host.total), used: toResources(host.used), available: toResources(host.available) },
    ...(host.version ? { version: host.version } : {}),
    ...(host.zone ? { zone: host.zone.name } : {}),
    ...(host.pool ? { pool: host.pool.name } : {}),
    ...(host.host?.system_id ? { systemId: host.host.system_id } : {}),
    ...(defaultStoragePool === undefined ? {} : { defaultStoragePool }),
  };
}

async function find(client: MaasClient, args: GetVmHostArgs): Promise<VmHost> {
  const { id, name } = argumentsOf("getVmHost", args, ["id", "name", "powerParameters"]);
  if ((id === undefined) === (name === undefined)) {
    throw userError("getVmHost: give exactly one of id and name");
  }
  const missing = `getVmHost: MAAS at ${client.apiUrl} has no VM host with ${id === undefined ? `name "${name}"` : `id ${id}`}`;
  if (id === undefined) {
    const found = (await listVmHosts(client)).find((host) => host.name === name);
    if (found === undefined) throw userError(missing);
    return found;
  }
  try {
    return await readVmHost(client, id);
  } catch (error) {
    throw error instanceof NotFoundError ? userError(missing) : error;
  }
}

const oneHost = (args: GetVmHostArgs): Question<VmHostResult> => ({
  about: ["getVmHost", args],
  ask: (client) =>
    unlessRemoved(client, "getVmHost", async () => {
      const host = await find(client, args);
      const result = toVmHost(host);
      if (args.powerParameters !== true) return result;
      return { ...result, powerParameters: pulumi.secret(await readVmHostParameters(client, host.id)) };
    }),
});

const allHosts = (): Question<VmHostResult[]> => ({
  about: ["getVmHosts", {}],
  ask: (client) => unlessRemoved(client, "getVmHosts", async () => (await listVmHosts(client)).map(toVmHost)),
});

/** Power parameters are asked for in so many words. */
interface WithPower {
  powerParameters: true;
}

/**
 * Reads one VM host with its storage pools, in MAAS up to 3.7: `GET vm-hosts/<id>/`, or the list of all for a name.
 * @throws VmHostsRemovedError where MAAS has none any more (3.8 and newer)
 */
export function getVmHost(args: GetVmHostArgs & WithPower, opts?: pulumi.InvokeOptions): Promise<VmHostWithPower>;
export function getVmHost(args: GetVmHostArgs, opts?: pulumi.InvokeOptions): Promise<VmHostResult>;
export function getVmHost(args: GetVmHostArgs, opts?: pulumi.InvokeOptions): Promise<VmHostResult> {
  return invoke(oneHost(args), opts);
}

/** `getVmHost` with outputs. */
export function getVmHostOutput(
  args: GetVmHostOutputArgs & WithPower,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<VmHostWithPower>;
export function getVmHostOutput(
  args: GetVmHostOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<VmHostResult>;
export function getVmHostOutput(
  args: GetVmHostOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<VmHostResult> {
  return invokeOutput<GetVmHostArgs, VmHostResult>(pulumi.output(args), oneHost, opts);
}

/**
 * Lists the VM hosts with their storage pools, in one request: `GET vm-hosts/`.
 * @throws VmHostsRemovedError where MAAS has none any more (3.8 and newer)
 */
export const getVmHosts = (opts?: pulumi.InvokeOptions): Promise<VmHostResult[]> => invoke(allHosts(), opts);

/** `getVmHosts` as an output. */
export const getVmHostsOutput = (opts?: pulumi.InvokeOutputOptions): pulumi.Output<VmHostResult[]> =>
  invokeOutput<object, VmHostResult[]>(pulumi.output({}), allHosts, opts);
