import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { lifeMachine } from "./deployments";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const named = z.object({ name: z.string() });

/** A machine as a record: what it is called, where it is, and how its power is switched. */
const machineRecord = lifeMachine.extend({
  architecture: text,
  description: text,
  min_hwe_kernel: text,
  power_type: text,
  domain: named.nullish(),
  zone: named.nullish(),
  pool: named.nullish(),
});
export type MachineRecord = z.output<typeof machineRecord>;

const path = (systemId: string) => ["machines", systemId];

export const readMachineRecord = (client: MaasClient, systemId: string): Promise<MachineRecord> =>
  client.request({ method: "GET", path: path(systemId), schema: machineRecord });

/** The machines that have one of these addresses, which must be in lower case with colons. */
export const findMachinesByMac = (client: MaasClient, macs: readonly string[]): Promise<MachineRecord[]> =>
  client.request({ method: "GET", path: ["machines"], query: { mac_address: macs }, schema: z.array(machineRecord) });

export const enlistMachine = (client: MaasClient, form: Params): Promise<MachineRecord> =>
  client.request({ method: "POST", path: ["machines"], form, schema: machineRecord });

export const updateMachine = (client: MaasClient, systemId: string, form: Params): Promise<MachineRecord> =>
  client.request({ method: "PUT", path: path(systemId), form, schema: machineRecord });

export const commissionMachine = (client: MaasClient, systemId: string, form: Params): Promise<MachineRecord> =>
  client.request({ method: "POST", path: path(systemId), op: "commission", form, schema: machineRecord });

export const deleteMachine = (client: MaasClient, systemId: string): Promise<void> =>
  client.request({ method: "DELETE", path: path(systemId), schema: z.void() });
