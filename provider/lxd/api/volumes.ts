import { z } from "zod";

import { type LxdClient } from "../http/client";
import { type Config, configSchema, type Tagged } from "./pools";

const volumeSchema = z.object({
  name: z.string(),
  type: z.string(),
  content_type: z.string().default("filesystem"),
  description: z.string().default(""),
  config: configSchema.nullish(),
  used_by: z.array(z.string()).nullish(),
  location: z.string().default("none"),
  project: z.string().default("default"),
  created_at: z.string().default(""),
  /** Since LXD 5.21. */
  pool: z.string().optional(),
});

/** `/1.0/storage-pools/<pool>/volumes/<type>/<name>` */
export type Volume = z.infer<typeof volumeSchema> & Tagged;

/** Where a volume is; `member` is one of a cluster, where a local driver has a volume on one member only. */
export interface VolumePlace {
  readonly project: string;
  readonly pool: string;
  readonly name: string;
  readonly member?: string | undefined;
}

const volumesOf = (pool: string, ...path: string[]): string[] => ["storage-pools", pool, "volumes", ...path];

const custom = ({ pool, name }: VolumePlace, ...below: string[]): string[] => volumesOf(pool, "custom", name, ...below);

const queryOf = ({ project, member }: Pick<VolumePlace, "project" | "member">) => ({ project, target: member });

export async function readVolume(client: LxdClient, place: VolumePlace, type = "custom"): Promise<Volume> {
  const target = { path: volumesOf(place.pool, type, place.name), query: queryOf(place) };
  const { value, etag } = await client.get(target, volumeSchema);
  return { ...value, etag };
}

export interface VolumeQuery {
  readonly type?: string | undefined;
  /** One project; all of them when left out. */
  readonly project?: string | undefined;
  /** LXD's own filter: `content_type eq block`. */
  readonly filter?: string | undefined;
}

/** LXD lists snapshots along with the volumes, as `volume/snapshot`. */
export async function listVolumes(client: LxdClient, pool: string, query: VolumeQuery): Promise<Volume[]> {
  const { type, project, filter } = query;
  const all = project === undefined ? { "all-projects": "true" } : { project };
  const target = {
    path: volumesOf(pool, ...(type === undefined ? [] : [type])),
    query: { recursion: "1", filter, ...all },
  };
  return (await client.get(target, z.array(volumeSchema))).value;
}

/** What a new volume is copied from. */
export interface CopySource {
  readonly pool: string;
  /** `volume`, or `volume/snapshot`. */
  readonly name: string;
  readonly project?: string | undefined;
  /** Leaves the snapshots of the source behind. */
  readonly volume_only?: boolean | undefined;
}

export interface NewVolume {
  readonly content_type?: string | undefined;
  readonly description?: string | undefined;
  readonly config: Config;
  readonly source?: CopySource | undefined;
}

export const createVolume = (client: LxdClient, place: VolumePlace, volume: NewVolume): Promise<void> =>
  client.write({
    method: "POST",
    path: volumesOf(place.pool, "custom"),
    query: queryOf(place),
    body: {
      name: place.name,
      ...volume,
      ...(volume.source === undefined ? {} : { source: { type: "copy", ...volume.source } }),
    },
    what: `${volume.source === undefined ? "make" : "copy"} volume "${place.name}"`,
  });

/** What is left out is removed: a body is what was read, with what is to change. */
export interface VolumeBody {
  readonly description: string;
  readonly config: Config;
}

export const updateVolume = (
  client: LxdClient,
  place: VolumePlace,
  body: VolumeBody,
  ifMatch: string | undefined,
): Promise<void> =>
  client.write({
    method: "PUT",
    path: custom(place),
    query: queryOf(place),
    body,
    ifMatch,
    what: `change volume "${place.name}"`,
  });

/** Another name, pool or project. LXD wants the pool also where it stays the same, as soon as the project changes. */
export function moveVolume(client: LxdClient, from: VolumePlace, to: VolumePlace): Promise<void> {
  const pool = to.pool === from.pool && to.project === from.project ? {} : { pool: to.pool };
  const project = to.project === from.project ? {} : { project: to.project };
  return client.write({
    method: "POST",
    path: custom(from),
    query: queryOf(from),
    body: { name: to.name, ...pool, ...project },
    what: `move volume "${from.name}"`,
  });
}

export const deleteVolume = (client: LxdClient, place: VolumePlace): Promise<void> =>
  client.write({ method: "DELETE", path: custom(place), query: queryOf(place), what: `delete volume "${place.name}"` });

export { custom, queryOf };
