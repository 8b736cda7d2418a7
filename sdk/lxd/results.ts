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
