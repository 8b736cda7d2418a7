import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { blockDevice } from "./block-devices";
import { machine } from "./machines";

const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

/** A network card, or a bond, bridge or VLAN on one. */
export const nic = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string().default("physical"),
  mac_address: text,
  enabled: z.boolean().default(true),
  link_speed: number,
  link_connected: z.boolean().nullish(),
  vendor: text,
  product: text,
  tags: z.array(z.string()).default([]),
  vlan: z.object({ id: z.number(), name: text, vid: number, fabric: text }).nullish(),
  links: z
    .array(z.object({ mode: z.string(), ip_address: text, subnet: z.object({ cidr: text }).nullish() }))
    .default([]),
});

const hardware = z.object({
  system_vendor: text,
  system_product: text,
  system_serial: text,
  cpu_model: text,
  mainboard_vendor: text,
  mainboard_product: text,
  mainboard_firmware_version: text,
});

/** What nodes of all kinds show. Every field but the name is optional: versions differ. */
export const nodeDetails = {
  system_id: z.string(),
  hostname: z.string(),
  fqdn: z.string().default(""),
  description: text,
  hardware_uuid: text,
  hardware_info: hardware.nullish(),
  architecture: z.string().default(""),
  cpu_count: number,
  cpu_speed: number,
  memory: number,
  osystem: text,
  distro_series: text,
  power_type: text,
  power_state: text,
  ip_addresses: z.array(z.string()).default([]),
  tag_names: z.array(z.string()).default([]),
  interface_set: z.array(nic).default([]),
};

/** A machine as data sources show it. */
export const machineDetails = machine.extend({
  ...nodeDetails,
  status: number,
  status_name: z.string().default("Unknown"),
  status_message: text,
  error_description: text,
  owner_data: z.record(z.string(), z.string()).default({}),
  pod: z.object({ id: z.number(), name: z.string().default("") }).nullish(),
  boot_disk: blockDevice.nullish(),
});

export type MachineDetails = z.output<typeof machineDetails>;

export const readMachineDetails = (client: MaasClient, systemId: string): Promise<MachineDetails> =>
  client.request({ method: "GET", path: ["machines", systemId], schema: machineDetails });

/** Filtered by the server; never ask for the whole fleet to find one machine. */
export const listMachineDetails = (client: MaasClient, query: Params): Promise<MachineDetails[]> =>
  client.request({ method: "GET", path: ["machines"], query, schema: z.array(machineDetails) });

/** A text; what some drivers have besides, numbers and lists, as JSON. */
const powerParameter = z.unknown().transform((value) => (typeof value === "string" ? value : JSON.stringify(value)));

/** What the power driver of a machine was given: addresses, users, passwords. */
export const readPowerParameters = (client: MaasClient, systemId: string): Promise<Record<string, string>> =>
  client.request({
    method: "GET",
    path: ["machines", systemId],
    op: "power_parameters",
    schema: z.record(z.string(), powerParameter),
  });

const nodeKind = z.object({ node_type_name: z.string() });

/** The kind of a node that is not of the kind that was asked for. */
export const readNodeKind = (client: MaasClient, systemId: string): Promise<{ node_type_name: string }> =>
  client.request({ method: "GET", path: ["nodes", systemId], schema: nodeKind });

/** The kinds of the nodes that pass the filters, whatever they are. */
export const listNodeKinds = (client: MaasClient, query: Params): Promise<{ node_type_name: string }[]> =>
  client.request({ method: "GET", path: ["nodes"], query, schema: z.array(nodeKind) });
