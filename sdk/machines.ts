import * as pulumi from "@pulumi/pulumi";

import { listBcaches } from "../provider/maas/api/bcaches";
import { listCacheSets } from "../provider/maas/api/bcache-cache-sets";
import { type MachineDetails, readMachineDetails, readPowerParameters } from "../provider/maas/api/machine-details";
import { listRaids } from "../provider/maas/api/raids";
import { listVolumeGroups } from "../provider/maas/api/volume-groups";
import { type MaasClient } from "../provider/maas/http/client";
import { NotFoundError, PermissionError } from "../provider/http/errors";
import { queryEvents } from "../provider/maas/api/events";
import { type EventResult } from "./events";
import { toEvent } from "./to-event";
import { argumentsOf, exactlyOne } from "./call-arguments";
import { hostQuery } from "./host-names";
import { listMachines, lookUp } from "./machine-lookups";
import { invoke, invokeOutput, type Question } from "./invoke";
import { otherKind, otherKindNamed } from "./other-kind";
import { type MachineFilters, normaliseMac, toQuery } from "./machine-filters";
import { toMachine, toStorage } from "./machine-from-maas";
import { type MachineResult, type MachineWithPower, type StorageResult } from "./machine-result";
import { userError } from "./user-error";

/** Which machine: exactly one of the four ways to name it. */
export interface GetMachineArgs {
  /** Six letters and digits, as in MAAS's URLs. */
  systemId?: string;
  /** The short host name; one with a dot in it is taken for an FQDN. */
  hostname?: string;
  /** Host name and domain. */
  fqdn?: string;
  /** Of any interface, in any spelling. */
  macAddress?: string;
  /** Adds RAIDs, bcaches, cache sets and volume groups in full: four more requests. */
  storage?: boolean;
  /** Adds the power parameters, passwords included, as a secret: one more request. */
  powerParameters?: boolean;
  /** Adds so many of its last events, from level INFO on: one more request. */
  events?: number;
}

/** The same with outputs. */
export type GetMachineOutputArgs = { [K in keyof GetMachineArgs]: pulumi.Input<Exclude<GetMachineArgs[K], undefined>> };

const KEYS = ["systemId", "hostname", "fqdn", "macAddress"] as const;

/** To MAAS an empty value is a value that nothing has. */
function keyOf(args: GetMachineArgs): { readonly key: (typeof KEYS)[number]; readonly text: string } {
  const given = argumentsOf("getMachine", args, [...KEYS, "storage", "powerParameters", "events"]);
  const { key, text } = exactlyOne("getMachine", given, KEYS);
  if (key === "fqdn" && !text.replace(/\.$/, "").includes(".")) {
    throw userError(`getMachine: fqdn "${text}" has no domain; ask with { hostname }`);
  }
  return { key, text };
}

/** One filtered request, whatever the size of the fleet: MAAS filters by the short name. */
async function findMachine(client: MaasClient, args: GetMachineArgs): Promise<MachineDetails> {
  const { key, text: value } = keyOf(args);
  if (key === "systemId") return await readBySystemId(client, value);
  const query = key === "macAddress" ? { mac_address: normaliseMac("getMachine", value) } : hostQuery(value);
  const found = await lookUp(
    client,
    "hostname" in query
      ? { filter: "hostname", value: query.hostname[0] ?? value, domain: query.domain }
      : { filter: "mac_address", value: query.mac_address },
  );
  const [first] = found;
  const asked = `getMachine: MAAS at ${client.apiUrl} has`;
  if (first === undefined) {
    const why = (await otherKindNamed(client, query)) || "; the user of the API key may not see it";
    throw userError(`${asked} no machine with ${key} "${value}"${why}`);
  }
  if (found.length === 1) return first;
  const all = found.map((one) => `${one.fqdn} (${one.system_id})`).join(", ");
  throw userError(`${asked} ${found.length} machines with ${key} "${value}": ${all}. Ask by systemId or fqdn.`);
}

async function readBySystemId(client: MaasClient, systemId: string): Promise<MachineDetails> {
  try {
    const [found] = await lookUp(client, { filter: "id", value: systemId });
    // Alone, the answer says why it is not in the list.
    return found ?? (await readMachineDetails(client, systemId));
  } catch (error) {
    if (error instanceof PermissionError) {
      throw userError(`getMachine: the user of the API key may not see machine "${systemId}"`);
    }
    if (!(error instanceof NotFoundError)) throw error;
    const asked = `getMachine: MAAS at ${client.apiUrl} has no machine with systemId "${systemId}"`;
    throw userError(`${asked}${await otherKind(client, systemId)}`);
  }
}

async function complete(client: MaasClient, machine: MachineDetails, args: GetMachineArgs): Promise<MachineResult> {
  const result = toMachine(machine);
  return {
    ...result,
    ...(args.storage ? await readStorage(client, result) : {}),
    ...(args.powerParameters ? await readPower(client, result) : {}),
    ...(args.events ? { events: await readEvents(client, result, args.events) } : {}),
  };
}

async function readStorage(client: MaasClient, { systemId, bootDisk }: MachineResult): Promise<StorageResult> {
  const [raids, bcaches, cacheSets, volumeGroups] = await Promise.all([
    listRaids(client, systemId),
    listBcaches(client, systemId),
    listCacheSets(client, systemId),
    listVolumeGroups(client, systemId),
  ]);
  return toStorage({ raids, bcaches, cacheSets, volumeGroups }, bootDisk?.id);
}

const readEvents = async (client: MaasClient, { systemId }: MachineResult, limit: number): Promise<EventResult[]> =>
  (await queryEvents(client, { id: systemId, limit })).map(toEvent);

async function readPower(client: MaasClient, { systemId }: MachineResult): Promise<{ powerParameters: unknown }> {
  return { powerParameters: pulumi.secret(await readPowerParameters(client, systemId)) };
}

const machineQuestion = (args: GetMachineArgs): Question<MachineResult> => ({
  about: ["getMachine", args],
  ask: async (client) => complete(client, await findMachine(client, args), args),
});

/** Power parameters are asked for in so many words. */
interface WithPower {
  powerParameters: true;
}

/**
 * Reads one machine, by system id, host name, FQDN or MAC address, with one filtered request. No match and several
 * matches are errors that say which.
 */
export function getMachine(args: GetMachineArgs & WithPower, opts?: pulumi.InvokeOptions): Promise<MachineWithPower>;
export function getMachine(args: GetMachineArgs, opts?: pulumi.InvokeOptions): Promise<MachineResult>;
export function getMachine(args: GetMachineArgs, opts?: pulumi.InvokeOptions): Promise<MachineResult> {
  return invoke(machineQuestion(args), opts);
}

/** `getMachine` with outputs; the result is accepted wherever a machine is. */
export function getMachineOutput(
  args: GetMachineOutputArgs & WithPower,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<MachineWithPower>;
export function getMachineOutput(
  args: GetMachineOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<MachineResult>;
export function getMachineOutput(
  args: GetMachineOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<MachineResult> {
  return invokeOutput<GetMachineArgs, MachineResult>(pulumi.output(args), machineQuestion, opts);
}

const machinesQuestion = (filters: MachineFilters): Question<MachineResult[]> => ({
  about: ["getMachines", filters],
  ask: async (client) => (await listMachines(client, toQuery("getMachines", filters))).map(toMachine),
});

/**
 * Lists the machines that pass all filters, in one request. Without filters it is the whole fleet, at 20 to 30 kB and
 * about 20 ms of the region's time for each machine.
 */
export const getMachines = (filters: MachineFilters = {}, opts?: pulumi.InvokeOptions): Promise<MachineResult[]> =>
  invoke(machinesQuestion(filters), opts);

/** `getMachines` with outputs. */
export const getMachinesOutput = (
  filters: pulumi.Input<MachineFilters> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<MachineResult[]> =>
  invokeOutput<MachineFilters, MachineResult[]>(pulumi.output(filters), machinesQuestion, opts);
