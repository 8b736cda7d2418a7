import { z } from "zod";

import { type MaasClient } from "../http/client";
import { blockDevice } from "./block-devices";
import { member } from "./member";

/** An LVM volume group with its logical volumes, which are disks named `<group>-<volume>`. */
export const volumeGroup = z.object({
  id: z.number(),
  name: z.string(),
  uuid: z.string(),
  system_id: z.string(),
  size: z.number(),
  available_size: z.number(),
  used_size: z.number(),
  devices: z.array(member),
  logical_volumes: z.array(blockDevice),
});

export type VolumeGroup = z.output<typeof volumeGroup>;

/** What changes in a volume group; the members that result are applied at once. */
export interface VolumeGroupChange {
  readonly name?: string;
  readonly uuid?: string;
  readonly add_block_devices?: readonly number[];
  readonly add_partitions?: readonly number[];
  readonly remove_block_devices?: readonly number[];
  readonly remove_partitions?: readonly number[];
}

const single = (systemId: string, id: number) => ["nodes", systemId, "volume-group", id];

export const listVolumeGroups = (client: MaasClient, systemId: string): Promise<VolumeGroup[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "volume-groups"], schema: z.array(volumeGroup) });

export const createVolumeGroup = (
  client: MaasClient,
  systemId: string,
  form: {
    name: string;
    uuid: string;
    block_devices?: readonly number[];
    partitions?: readonly number[];
  },
): Promise<VolumeGroup> =>
  client.request({ method: "POST", path: ["nodes", systemId, "volume-groups"], form, schema: volumeGroup });

export const updateVolumeGroup = (
  client: MaasClient,
  systemId: string,
  id: number,
  change: VolumeGroupChange,
): Promise<VolumeGroup> =>
  client.request({ method: "PUT", path: single(systemId, id), form: { ...change }, schema: volumeGroup });

export const deleteVolumeGroup = (client: MaasClient, systemId: string, id: number): Promise<void> =>
  client.request({ method: "DELETE", path: single(systemId, id), schema: z.void() });

const newVolume = blockDevice.pick({ id: true, name: true, size: true, system_id: true }).extend({ uuid: z.string() });

/** MAAS answers with half a disk: a new volume holds nothing. Without a size it takes all that is left in the group. */
export const createLogicalVolume = (
  client: MaasClient,
  systemId: string,
  groupId: number,
  form: { name: string; uuid: string; size?: number },
): Promise<z.output<typeof newVolume>> =>
  client.request({
    method: "POST",
    path: single(systemId, groupId),
    op: "create_logical_volume",
    form,
    schema: newVolume,
  });
