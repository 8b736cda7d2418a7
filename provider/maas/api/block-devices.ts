import { z } from "zod";

import { type MaasClient } from "../http/client";
import { filesystem } from "./filesystem";
import { partition } from "./partitions";

/** A disk: physical, or virtual when a RAID, a bcache or a logical volume makes it. */
export const blockDevice = z.object({
  id: z.number(),
  system_id: z.string(),
  name: z.string(),
  type: z.string(),
  path: z.string(),
  size: z.number(),
  block_size: z.number(),
  available_size: z.number().default(0),
  used_size: z.number().default(0),
  used_for: z.string().default(""),
  tags: z.array(z.string()).default([]),
  filesystem: filesystem.nullable(),
  partition_table_type: z
    .string()
    .nullish()
    .transform((type) => type ?? null),
  partitions: z.array(partition).default([]),
  model: z
    .string()
    .nullish()
    .transform((model) => model || null),
  serial: z
    .string()
    .nullish()
    .transform((serial) => serial || null),
  id_path: z
    .string()
    .nullish()
    .transform((path) => path || null),
  uuid: z
    .string()
    .nullish()
    .transform((uuid) => uuid ?? null),
  numa_node: z
    .number()
    .nullish()
    .transform((node) => node ?? null),
  firmware_version: z
    .string()
    .nullish()
    .transform((version) => version ?? null),
});

export type BlockDevice = z.output<typeof blockDevice>;

/** All disks of a machine with their partitions and filesystems, physical and virtual, in one answer. */
export const listBlockDevices = (client: MaasClient, systemId: string): Promise<BlockDevice[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "blockdevices"], schema: z.array(blockDevice) });

export const readBlockDevice = (client: MaasClient, systemId: string, id: number): Promise<BlockDevice> =>
  client.request({ method: "GET", path: ["nodes", systemId, "blockdevices", id], schema: blockDevice });
