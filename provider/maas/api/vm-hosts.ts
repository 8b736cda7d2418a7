import { z } from "zod";

import { type MaasClient } from "../http/client";

const resources = z.object({
  cores: z.number().default(0),
  memory: z.number().default(0),
  local_storage: z.number().default(0),
});

const storagePool = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().default(""),
  path: z.string().default(""),
  total: z.number().default(0),
  used: z.number().default(0),
  available: z.number().default(0),
  default: z.boolean().default(false),
});

const named = z.object({ name: z.string() });

const vmHost = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string(),
  tags: z.array(z.string()).default([]),
  architectures: z.array(z.string()).default([]),
  version: z.string().nullish(),
  total: resources,
  used: resources,
  available: resources,
  storage_pools: z.array(storagePool).default([]),
  host: z.object({ system_id: z.string().nullish() }).nullish(),
  zone: named.nullish(),
  pool: named.nullish(),
});

/** A host of virtual machines, in MAAS up to 3.7. Memory is in MiB, storage in bytes. */
export type VmHost = z.output<typeof vmHost>;

export const listVmHosts = (client: MaasClient): Promise<VmHost[]> =>
  client.request({ method: "GET", path: ["vm-hosts"], schema: z.array(vmHost) });

export const readVmHost = (client: MaasClient, id: number): Promise<VmHost> =>
  client.request({ method: "GET", path: ["vm-hosts", id], schema: vmHost });

const parameter = z.unknown().transform((value) => (typeof value === "string" ? value : JSON.stringify(value)));

/** How MAAS reaches the host, its certificate and private key included. */
export const readVmHostParameters = (client: MaasClient, id: number): Promise<Record<string, string>> =>
  client.request({
    method: "GET",
    path: ["vm-hosts", id],
    op: "parameters",
    schema: z.record(z.string(), parameter),
  });
