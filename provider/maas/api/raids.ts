import { z } from "zod";

import { type MaasClient } from "../http/client";
import { blockDevice } from "./block-devices";
import { member } from "./member";

/** A software RAID; the `size` of a raid-10 is a fraction, so that of the virtual device is the one to use. */
export const raid = z.object({
  id: z.number(),
  name: z.string(),
  uuid: z.string(),
  level: z.string(),
  size: z.number().optional(),
  system_id: z.string(),
  devices: z.array(member),
  spare_devices: z.array(member),
  virtual_device: blockDevice,
});

export type Raid = z.output<typeof raid>;

/** What changes in a RAID; ids by kind. Removals come first and are checked by themselves. */
export interface RaidChange {
  readonly name?: string;
  readonly uuid?: string;
  readonly add_block_devices?: readonly number[];
  readonly add_partitions?: readonly number[];
  readonly add_spare_devices?: readonly number[];
  readonly add_spare_partitions?: readonly number[];
  readonly remove_block_devices?: readonly number[];
  readonly remove_partitions?: readonly number[];
  readonly remove_spare_devices?: readonly number[];
  readonly remove_spare_partitions?: readonly number[];
}

const single = (systemId: string, id: number) => ["nodes", systemId, "raid", id];

export const listRaids = (client: MaasClient, systemId: string): Promise<Raid[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "raids"], schema: z.array(raid) });

export const readRaid = (client: MaasClient, systemId: string, id: number): Promise<Raid> =>
  client.request({ method: "GET", path: single(systemId, id), schema: raid });

export const createRaid = (
  client: MaasClient,
  systemId: string,
  form: {
    name: string;
    level: string;
    uuid: string;
    block_devices?: readonly number[];
    partitions?: readonly number[];
    spare_devices?: readonly number[];
    spare_partitions?: readonly number[];
  },
): Promise<Raid> => client.request({ method: "POST", path: ["nodes", systemId, "raids"], form, schema: raid });

export const updateRaid = (client: MaasClient, systemId: string, id: number, change: RaidChange): Promise<Raid> =>
  client.request({ method: "PUT", path: single(systemId, id), form: { ...change }, schema: raid });

export const deleteRaid = (client: MaasClient, systemId: string, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, id), schema: z.void() });
