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

/** A disk that MAAS has not found by itself: either `id_path`, or model and serial. */
export interface NewBlockDevice {
  readonly name: string;
  readonly size: number;
  readonly block_size: number;
  readonly model?: string;
  readonly serial?: string;
  readonly id_path?: string;
}

/** `name` of a logical volume is the one without its group; `uuid` is for virtual disks, `size` not for RAIDs and bcaches. */
export interface BlockDeviceChange {
  readonly name?: string;
  readonly uuid?: string;
  readonly size?: number;
  readonly block_size?: number;
}

const single = (systemId: string, id: number) => ["nodes", systemId, "blockdevices", id];

export const createBlockDevice = (client: MaasClient, systemId: string, form: NewBlockDevice): Promise<BlockDevice> =>
  client.request({
    method: "POST",
    path: ["nodes", systemId, "blockdevices"],
    form: { ...form },
    schema: blockDevice,
  });

export const updateBlockDevice = (
  client: MaasClient,
  systemId: string,
  id: number,
  change: BlockDeviceChange,
): Promise<BlockDevice> =>
  client.request({ method: "PUT", path: single(systemId, id), form: { ...change }, schema: blockDevice });

export const deleteBlockDevice = (client: MaasClient, systemId: string, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, id), schema: z.void() });

/** MAAS answers "OK", which is no JSON. */
export const setBootDisk = (client: MaasClient, systemId: string, id: number): Promise<string> =>
  client.request({ method: "POST", path: single(systemId, id), op: "set_boot_disk", schema: z.literal("OK") });
