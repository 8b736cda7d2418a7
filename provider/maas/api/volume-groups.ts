import { z } from "zod";

import { type MaasClient } from "../http/client";
import { member } from "./member";

const logicalVolume = z.object({ id: z.number(), name: z.string(), size: z.number() });

/** An LVM volume group with its logical volumes. */
export const volumeGroup = z.object({
  id: z.number(),
  name: z.string(),
  uuid: z.string(),
  system_id: z.string(),
  size: z.number(),
  available_size: z.number(),
  used_size: z.number(),
  devices: z.array(member),
  logical_volumes: z.array(logicalVolume),
});

export type VolumeGroup = z.output<typeof volumeGroup>;

export const listVolumeGroups = (client: MaasClient, systemId: string): Promise<VolumeGroup[]> =>
  client.request({ method: "GET", path: ["nodes", systemId, "volume-groups"], schema: z.array(volumeGroup) });
