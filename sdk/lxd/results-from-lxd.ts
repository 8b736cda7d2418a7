import { parseBytes } from "../../provider/size";
import { membersOf, type Pool } from "../../provider/lxd/api/pools";
import { type Volume } from "../../provider/lxd/api/volumes";
import { type Server } from "../../provider/lxd/api/server";
import { type ServerResult, type StoragePoolResult, type StorageVolumeResult } from "./results";

const withoutPasswords = (config: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !key.endsWith(".password")));

const known = (text: string | undefined, unknown: string): string | undefined =>
  text === undefined || text === "" || text === unknown ? undefined : text;

/** The properties that say something: results leave out what LXD does not know. */
const present = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : (Object.fromEntries([[name, value]]) as { [P in K]: V });

export const toPool = (pool: Pool): StoragePoolResult => ({
  name: pool.name,
  driver: pool.driver,
  description: pool.description,
  ...present("config", pool.config ? withoutPasswords(pool.config) : undefined),
  usedBy: [...(pool.used_by ?? [])],
  status: pool.status,
  locations: membersOf(pool),
});

export const toVolume = (pool: string, volume: Volume): StorageVolumeResult => ({
  pool: volume.pool ?? pool,
  project: volume.project,
  name: volume.name,
  type: volume.type,
  contentType: volume.content_type,
  description: volume.description,
  config: withoutPasswords(volume.config ?? {}),
  ...present("sizeBytes", parseBytes(volume.config?.["size"] ?? "")),
  usedBy: [...(volume.used_by ?? [])],
  ...present("location", known(volume.location, "none")),
  ...present("createdAt", known(volume.created_at, "0001-01-01T00:00:00Z")),
});

export const toServer = ({ environment, api_extensions: extensions }: Server): ServerResult => ({
  server: environment?.server ?? "lxd",
  name: environment?.server_name ?? "",
  version: environment?.server_version ?? "",
  clustered: environment?.server_clustered ?? false,
  certificateFingerprint: environment?.certificate_fingerprint ?? "",
  storageDrivers: (environment?.storage_supported_drivers ?? []).map((driver) => ({
    name: driver.Name,
    version: driver.Version,
    remote: driver.Remote,
  })),
  apiExtensions: [...extensions],
});
