import { z } from "zod";

import { type MaasClient } from "../http/client";
import { filesystem } from "./filesystem";

/** A partition. MAAS gives it no name: the last part of `path` is one, and shifts when partitions are deleted. */
export const partition = z.object({
  id: z.number(),
  type: z.literal("partition"),
  uuid: z.string(),
  path: z.string(),
  size: z.number(),
  bootable: z.boolean(),
  tags: z.array(z.string()).default([]),
  filesystem: filesystem.nullable(),
  used_for: z.string().default(""),
  device_id: z.number(),
  system_id: z.string(),
});

export type Partition = z.output<typeof partition>;

const list = (systemId: string, deviceId: number) => ["nodes", systemId, "blockdevices", deviceId, "partitions"];
const single = (systemId: string, deviceId: number, id: number) => [
  ...["nodes", systemId, "blockdevices", deviceId, "partition"],
  id,
];

/** Without a size MAAS takes all that is left. The size is floored to 4 MiB. */
export const createPartition = (
  client: MaasClient,
  systemId: string,
  deviceId: number,
  form: { size?: number; uuid: string; bootable?: boolean },
): Promise<Partition> => client.request({ method: "POST", path: list(systemId, deviceId), form, schema: partition });

export const readPartition = (client: MaasClient, systemId: string, deviceId: number, id: number): Promise<Partition> =>
  client.request({ method: "GET", path: single(systemId, deviceId, id), slash: false, schema: partition });

export const deletePartition = (client: MaasClient, systemId: string, deviceId: number, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, deviceId, id), slash: false, schema: z.void() });
