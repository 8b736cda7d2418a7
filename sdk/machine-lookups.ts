import { listMachineDetails, type MachineDetails, readMachineDetails } from "../provider/maas/api/machine-details";
import { listLength } from "../provider/maas/api/machines";
import { type MaasClient } from "../provider/maas/http/client";
import { type Params } from "../provider/maas/http/form";
import { spellings } from "./host-names";
import { regionOf } from "./invoke";
import { keepMachine } from "./known-machines";

/** How a machine is looked up: a filter of MAAS's list of machines, and its one value. */
export interface Lookup {
  readonly filter: "id" | "hostname" | "mac_address";
  readonly value: string;
  /** Narrows a host name down. */
  readonly domain?: readonly string[] | undefined;
}

interface Waiting {
  readonly value: string;
  readonly resolve: (found: readonly MachineDetails[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** The lists of one moment are under way beside each other: of the four requests of a region, one is left for others. */
const LISTS = 3;

const open = new WeakMap<MaasClient, Map<string, Waiting[]>>();

/**
 * The machines that a lookup means. Those that a program makes at the same moment are one request, or a few: MAAS takes
 * several values of a filter, and reads a machine in a list at a fifth of the cost.
 */
export function lookUp(client: MaasClient, { filter, value, domain }: Lookup): Promise<readonly MachineDetails[]> {
  const groups = open.get(client) ?? new Map<string, Waiting[]>();
  open.set(client, groups);
  const key = JSON.stringify([filter, domain]);
  return new Promise((resolve, reject) => {
    const group = groups.get(key);
    if (group !== undefined) {
      group.push({ value, resolve, reject });
      return;
    }
    const opened: Waiting[] = [{ value, resolve, reject }];
    groups.set(key, opened);
    setImmediate(() => {
      groups.delete(key);
      const length = listLength(opened.length, LISTS);
      for (let at = 0; at < opened.length; at += length) {
        void ask(client, { filter, domain }, opened.slice(at, at + length));
      }
    });
  });
}

/** The machines that pass all filters. */
export async function listMachines(client: MaasClient, query: Params): Promise<MachineDetails[]> {
  const at = Date.now();
  const found = await listMachineDetails(client, query);
  for (const machine of found) keepMachine(regionOf(client), at, machine);
  return found;
}

async function ask(client: MaasClient, { filter, domain }: Omit<Lookup, "value">, waiting: Waiting[]): Promise<void> {
  try {
    const asked = waiting.flatMap(({ value }) => (filter === "hostname" ? spellings(value) : [value]));
    const values = [...new Set(asked)];
    const found = await read(client, filter, values, domain);
    for (const { value, resolve } of waiting) resolve(found.filter((machine) => isMeant(machine, filter, value)));
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

/** A machine that is asked for alone and by its id is read itself: the answer says why, if it cannot be had. */
async function read(
  client: MaasClient,
  filter: Lookup["filter"],
  values: readonly string[],
  domain?: readonly string[],
) {
  const [first] = values;
  if (filter !== "id" || first === undefined || values.length > 1) {
    return listMachines(client, { [filter]: values, domain });
  }
  const at = Date.now();
  const machine = await readMachineDetails(client, first);
  keepMachine(regionOf(client), at, machine);
  return [machine];
}

function isMeant(machine: MachineDetails, filter: Lookup["filter"], value: string): boolean {
  if (filter === "id") return machine.system_id === value;
  if (filter === "hostname") return machine.hostname.toLowerCase() === value.toLowerCase();
  return machine.interface_set.some((nic) => nic.mac_address?.toLowerCase() === value);
}
