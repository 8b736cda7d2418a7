import * as pulumi from "@pulumi/pulumi";

import { listPools } from "../../provider/lxd/api/pools";
import { listVolumes, readVolume, type Volume } from "../../provider/lxd/api/volumes";
import { NotFoundError } from "../../provider/http/errors";
import { type LxdHost } from "../../provider/lxd/host";
import { invoke, invokeOutput, nothingThere, type Question } from "./invoke";
import { type StorageVolumeResult } from "./results";
import { toVolume } from "./results-from-lxd";

/** The types of volumes: only custom ones can be managed, the others belong to instances and images. */
export type StorageVolumeType = "custom" | "container" | "virtual-machine" | "image";

/** Which volume. */
export interface GetStorageVolumeArgs {
  /** The name of the pool. */
  pool: string;
  /** The name of the volume. */
  name: string;
  /** `"custom"` by default. */
  type?: StorageVolumeType;
  /** That of the provider, or `lxd:project`, by default. */
  project?: string;
  /** In a cluster with local storage: the member, where several have a volume of this name. */
  target?: string;
}

/** The same with outputs. */
export type GetStorageVolumeOutputArgs = { [K in keyof GetStorageVolumeArgs]: pulumi.Input<GetStorageVolumeArgs[K]> };

/** What volumes must be like to be in the list. Snapshots are not in it. */
export interface StorageVolumeFilters {
  /** One pool; all of them by default, with a request for each. */
  pool?: string;
  type?: StorageVolumeType;
  contentType?: "filesystem" | "block" | "iso";
  /** That of the provider, or `lxd:project`, by default. */
  project?: string;
  /** The volumes of all projects; false by default. */
  allProjects?: boolean;
}

const oneVolume = (args: GetStorageVolumeArgs): Question<StorageVolumeResult> => ({
  about: ["getStorageVolume", args],
  ask: async (host) => {
    const { pool, name, type = "custom", project = host.project, target: member } = args;
    try {
      return toVolume(pool, await readVolume(host.client, { project, pool, name, member }, type));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      throw nothingThere(
        host,
        "getStorageVolume",
        `${type} volume "${name}" in pool "${pool}" of project "${project}"`,
      );
    }
  },
});

const isSnapshot = ({ name }: Volume): boolean => name.includes("/");

async function volumesOf(
  host: LxdHost,
  pool: string,
  { type, contentType, allProjects, project = host.project }: StorageVolumeFilters,
): Promise<StorageVolumeResult[]> {
  const filter = contentType === undefined ? undefined : `content_type eq ${contentType}`;
  const query = { type, filter, project: allProjects === true ? undefined : project };
  const found = await listVolumes(host.client, pool, query);
  return found.filter((volume) => !isSnapshot(volume)).map((volume) => toVolume(pool, volume));
}

const allVolumes = (query: StorageVolumeFilters): Question<StorageVolumeResult[]> => ({
  about: ["getStorageVolumes", query],
  ask: async (host) => {
    const { pool } = query;
    const pools = pool === undefined ? (await listPools(host.client)).map(({ name }) => name) : [pool];
    return (await Promise.all(pools.map((name) => volumesOf(host, name, query)))).flat();
  },
});

/** Reads one volume of any type: `GET /1.0/storage-pools/<pool>/volumes/<type>/<name>`. */
export const getStorageVolume = (
  args: GetStorageVolumeArgs,
  opts?: pulumi.InvokeOptions,
): Promise<StorageVolumeResult> => invoke(oneVolume(args), opts);

/** `getStorageVolume` with outputs. */
export const getStorageVolumeOutput = (
  args: GetStorageVolumeOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StorageVolumeResult> =>
  invokeOutput<GetStorageVolumeArgs, StorageVolumeResult>(pulumi.output(args), oneVolume, opts);

/** Lists volumes, in one request for a pool. */
export const getStorageVolumes = (
  filters: StorageVolumeFilters = {},
  opts?: pulumi.InvokeOptions,
): Promise<StorageVolumeResult[]> => invoke(allVolumes(filters), opts);

/** `getStorageVolumes` with outputs. */
export const getStorageVolumesOutput = (
  filters: pulumi.Input<StorageVolumeFilters> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StorageVolumeResult[]> =>
  invokeOutput<StorageVolumeFilters, StorageVolumeResult[]>(pulumi.output(filters), allVolumes, opts);
