import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { blockDevice } from "./block-devices";
import { filesystem } from "./filesystem";

/** RAIDs and the like come as ids only; their own lists have the rest. */
const stubs = z.array(z.object({ id: z.number() })).default([]);
const named = z.object({ id: z.number().optional(), name: z.string() });

/** A machine, as far as its storage and its place are concerned. */
export const machine = z.object({
  system_id: z.string(),
  hostname: z.string(),
  fqdn: z.string().default(""),
  status_name: z.string(),
  locked: z.boolean().default(false),
  owner: z.string().nullish(),
  architecture: z.string().default(""),
  bios_boot_method: z.string().nullish(),
  zone: named.nullish(),
  pool: named.nullish(),
  domain: named.nullish(),
  tag_names: z.array(z.string()).default([]),
  boot_disk: z.object({ id: z.number(), name: z.string() }).nullish(),
  blockdevice_set: z.array(blockDevice).default([]),
  special_filesystems: z.array(filesystem.extend({ uuid: z.string().nullish() })).default([]),
  raids: stubs,
  bcaches: stubs,
  cache_sets: stubs,
  volume_groups: stubs,
});

export type Machine = z.output<typeof machine>;

/** The whole document of one machine: 150 to 300 ms at the server. */
export const readMachine = (client: MaasClient, systemId: string): Promise<Machine> =>
  client.request({ method: "GET", path: ["machines", systemId], schema: machine });

/** The documents of several machines in one answer, at about a fifth of the cost; those that are not there are left out. */
export const listMachinesById = (client: MaasClient, systemIds: readonly string[]): Promise<Machine[]> =>
  client.request({ method: "GET", path: ["machines"], query: { id: systemIds }, schema: z.array(machine) });

/** Machines in one list at most: the URL stays below 2 KiB, and the answer below 1 MiB. */
const LONGEST_LIST = 25;
/** So many are not shared among several lists. */
const SHORTEST_LIST = 8;

/** How many of these machines to ask for in one list, when so many lists may be under way beside each other. */
export const listLength = (machines: number, lists: number): number =>
  Math.min(LONGEST_LIST, Math.max(SHORTEST_LIST, Math.ceil(machines / lists)));

/** Wipes the machine's disks and lays them out anew. `storage_layout` and its options. */
export const setStorageLayout = (client: MaasClient, systemId: string, form: Params): Promise<Machine> =>
  client.request({ method: "POST", path: ["machines", systemId], op: "set_storage_layout", form, schema: machine });
