import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { nodeDetails } from "./machine-details";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** A machine, as far as its life goes. */
export const lifeMachine = z.object({
  system_id: z.string(),
  hostname: z.string(),
  fqdn: z.string().default(""),
  status_name: z.string(),
  status_message: text,
  error_description: text,
  owner: z.string().nullish(),
  owner_data: z.record(z.string(), z.string()).default({}),
  locked: z.boolean().default(false),
  osystem: text,
  distro_series: text,
  hwe_kernel: text,
  ephemeral_deploy: z.boolean().default(false),
  ip_addresses: z.array(z.string()).default([]),
  interface_set: nodeDetails.interface_set,
});
export type LifeMachine = z.output<typeof lifeMachine>;

const machinePath = (systemId: string) => ["machines", systemId];

export const readLifeMachine = (client: MaasClient, systemId: string): Promise<LifeMachine> =>
  client.request({ method: "GET", path: machinePath(systemId), schema: lifeMachine });

/** The machine while it is allocated by this agent; undefined when it is not, or not there. */
export const readAllocatedBy = async (
  client: MaasClient,
  systemId: string,
  agent: string,
): Promise<LifeMachine | undefined> => {
  const query = { id: systemId, agent_name: agent };
  const found = await client.request({ method: "GET", path: ["machines"], query, schema: z.array(lifeMachine) });
  return found.find((machine) => machine.system_id === systemId);
};

/** Gives this one machine to the user of the key, under the name of an agent; 409 when it is not free. */
export const allocateMachine = (
  client: MaasClient,
  form: { readonly system_id: string; readonly agent_name: string; readonly comment?: string | undefined },
): Promise<LifeMachine> =>
  client.request({ method: "POST", path: ["machines"], op: "allocate", form, schema: lifeMachine });

export const deployMachine = (client: MaasClient, systemId: string, form: Params): Promise<LifeMachine> =>
  client.request({ method: "POST", path: machinePath(systemId), op: "deploy", form, schema: lifeMachine });

export const releaseMachine = (client: MaasClient, systemId: string, form: Params): Promise<LifeMachine> =>
  client.request({ method: "POST", path: machinePath(systemId), op: "release", form, schema: lifeMachine });

/** Key by key: an empty text takes a key away. */
export const setOwnerData = (
  client: MaasClient,
  systemId: string,
  form: Readonly<Record<string, string>>,
): Promise<LifeMachine> =>
  client.request({ method: "POST", path: machinePath(systemId), op: "set_owner_data", form, schema: lifeMachine });
