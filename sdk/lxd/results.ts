import { parseBytes } from "../../provider/size";
import { type Pool } from "../../provider/lxd/api/pools";
import { type Volume } from "../../provider/lxd/api/volumes";
import { type Server } from "../../provider/lxd/api/server";

/** A storage pool, as plain data. */
export interface StoragePoolResult {
  readonly name: string;
  readonly driver: string;
  readonly description: string;
  /** All keys but passwords; left out when the client certificate is limited to projects, which may not see them. */
  readonly config?: Readonly<Record<string, string>>;
  /** What uses it, by its path in the API: `"/1.0/profiles/default"`. */
  readonly usedBy: string[];
  /** `"Created"`, `"Pending"`, `"Errored"`, `"Unavailable"` or `"Unknown"`. */
  readonly status: string;
  /** The members of a cluster that have it; none without a cluster. */
  readonly locations: string[];
}

/** A volume of any type, as plain data. */
export interface StorageVolumeResult {
  readonly pool: string;
  readonly project: string;
  readonly name: string;
  /** `"custom"`, `"container"`, `"virtual-machine"` or `"image"`. */
  readonly type: string;
  /** `"filesystem"`, `"block"` or `"iso"`. */
  readonly contentType: string;
  readonly description: string;
  /** All keys. */
  readonly config: Readonly<Record<string, string>>;
  /** The size that is set; left out without a limit. */
  readonly sizeBytes?: number;
  /** What uses it, by its path in the API: `"/1.0/instances/web?project=shop"`. */
  readonly usedBy: string[];
  /** The member of a cluster that has it. */
  readonly location?: string;
  /** When it was made, on LXD 5.21 and newer. */
  readonly createdAt?: string;
}

/** A storage driver of a server. */
export interface StorageDriverResult {
  readonly name: string;
  readonly version: string;
  /** True when all members of a cluster see the same storage. */
  readonly remote: boolean;
}

/** A server, as plain data. */
export interface ServerResult {
  /** `"lxd"` or `"incus"`. */
  readonly server: string;
  readonly name: string;
  readonly version: string;
  readonly clustered: boolean;
  /** SHA-256 of its certificate, as `serverFingerprint` takes it. */
  readonly certificateFingerprint: string;
  readonly storageDrivers: StorageDriverResult[];
  readonly apiExtensions: string[];
}

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
  locations: (pool.locations ?? []).filter((member) => member !== "none"),
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
