export interface StoragePool {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly path: string;
  /** Bytes. */
  readonly total: number;
}

/** A host that MAAS composes virtual machines on (models/bmc.py: Pod). What runs on it is no part of what is emulated. */
export interface VmHost {
  readonly id: number;
  name: string;
  readonly type: string;
  powerAddress: string;
  project: string;
  tags: readonly string[];
  readonly architectures: readonly string[];
  readonly capabilities: readonly string[];
  readonly cores: number;
  /** MiB. */
  readonly memory: number;
  /** Bytes. */
  readonly localStorage: number;
  zone: string;
  pool: string;
  cpuOverCommitRatio: number;
  memoryOverCommitRatio: number;
  readonly version: string;
  readonly storagePools: readonly StoragePool[];
  defaultStoragePool: string;
  defaultMacvlanMode: string | null;
}
