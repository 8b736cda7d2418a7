import { z } from "zod";

import { type LxdClient, type Read } from "../http/client";
import { configSchema } from "./pools";
import { custom, queryOf, type VolumePlace } from "./volumes";

const snapshotSchema = z.object({
  name: z.string(),
  description: z.string().default(""),
  expires_at: z.string().nullish(),
  /** That of the volume when the snapshot was taken: it cannot be changed. */
  config: configSchema.nullish(),
  content_type: z.string().default(""),
  created_at: z.string().default(""),
});

/** `/1.0/storage-pools/<pool>/volumes/custom/<volume>/snapshots/<name>` */
export type Snapshot = z.infer<typeof snapshotSchema>;

export const readSnapshot = (client: LxdClient, volume: VolumePlace, name: string): Promise<Read<Snapshot>> =>
  client.get({ path: custom(volume, "snapshots", name), query: queryOf(volume) }, snapshotSchema);

export const createSnapshot = (
  client: LxdClient,
  volume: VolumePlace,
  snapshot: {
    readonly name: string;
    readonly description?: string | undefined;
    readonly expires_at?: string | undefined;
  },
): Promise<void> =>
  client.write({
    method: "POST",
    path: custom(volume, "snapshots"),
    query: queryOf(volume),
    body: snapshot,
    what: `take snapshot "${snapshot.name}" of volume "${volume.name}"`,
  });

/** A body without `expires_at` takes the end away. */
export const updateSnapshot = (
  client: LxdClient,
  volume: VolumePlace,
  name: string,
  body: { readonly description: string; readonly expires_at: string | null },
): Promise<void> =>
  client.write({
    method: "PUT",
    path: custom(volume, "snapshots", name),
    query: queryOf(volume),
    body,
    what: `change snapshot "${name}" of volume "${volume.name}"`,
  });

export const renameSnapshot = (client: LxdClient, volume: VolumePlace, name: string, to: string): Promise<void> =>
  client.write({
    method: "POST",
    path: custom(volume, "snapshots", name),
    query: queryOf(volume),
    body: { name: to },
    what: `rename snapshot "${name}" of volume "${volume.name}"`,
  });

export const deleteSnapshot = (client: LxdClient, volume: VolumePlace, name: string): Promise<void> =>
  client.write({
    method: "DELETE",
    path: custom(volume, "snapshots", name),
    query: queryOf(volume),
    what: `delete snapshot "${name}" of volume "${volume.name}"`,
  });
