import { readJsonFile } from "../world/json-file";
import { type StatusName } from "../world/node-status";
import { fleetSchema } from "./fleet-schema";

/** A disk of a machine. */
export interface DiskOfFleet {
  name: string;
  /** Bytes. */
  size: number;
  block_size?: number | undefined;
  model?: string | undefined;
  serial?: string | undefined;
  id_path?: string | null | undefined;
  tags?: string[] | undefined;
  firmware_version?: string | null | undefined;
  numa_node?: number | undefined;
}

/** What machines and controllers have in common. */
export interface NodeOfFleet {
  hostname: string;
  architecture?: string | undefined;
  cpu_count?: number | undefined;
  /** MiB. */
  memory?: number | undefined;
  zone?: string | undefined;
  domain?: string | undefined;
  osystem?: string | undefined;
  distro_series?: string | undefined;
  nics?: { name: string; mac: string }[] | undefined;
}

/** A machine; it is Ready, and its disks are blank, unless something else is said. */
export interface MachineOfFleet extends NodeOfFleet {
  /** The name that MAAS shows, e.g. `Failed commissioning`. */
  status?: StatusName | undefined;
  locked?: boolean | undefined;
  owner?: string | null | undefined;
  bios_boot_method?: string | null | undefined;
  pool?: string | undefined;
  tags?: string[] | undefined;
  power_type?: string | undefined;
  power_state?: string | undefined;
  boot_disk?: string | null | undefined;
  /** Applied with its default parameters when the disks are there. */
  layout?: "blank" | "flat" | "lvm" | "bcache" | undefined;
  disks?: DiskOfFleet[] | undefined;
  /** The `storage-extra` part of its commissioning data: what the layout `custom` is made from. */
  commissioning_storage?: unknown;
}

/** A rack or region controller. */
export interface ControllerOfFleet extends NodeOfFleet {
  version?: string | undefined;
  services?: { name: string; status: string; status_info?: string | undefined }[] | undefined;
}

/** A host of virtual machines. */
export interface VmHostOfFleet {
  name: string;
  type?: string | undefined;
  power_address?: string | undefined;
  project?: string | undefined;
  tags?: string[] | undefined;
  architectures?: string[] | undefined;
  capabilities?: string[] | undefined;
  cores?: number | undefined;
  /** MiB. */
  memory?: number | undefined;
  /** Bytes. */
  local_storage?: number | undefined;
  zone?: string | undefined;
  pool?: string | undefined;
  cpu_over_commit_ratio?: number | undefined;
  memory_over_commit_ratio?: number | undefined;
  version?: string | undefined;
  storage_pools?: { id: string; name: string; type: string; path: string; total: number }[] | undefined;
  default_storage_pool?: string | undefined;
}

/** A description of users, machines and controllers: what a fleet file has, and what it may leave out. */
export interface Fleet {
  machines: MachineOfFleet[];
  maas_version?: string | undefined;
  /** Default: `admin`, with a key that is the same everywhere. */
  users?: { username: string; admin: boolean; api_key: string; email?: string | undefined }[] | undefined;
  zones?: { name: string; description?: string | undefined }[] | undefined;
  pools?: { name: string; description?: string | undefined }[] | undefined;
  domains?: { name: string; is_default?: boolean | undefined }[] | undefined;
  tags?: { name: string; comment?: string | undefined }[] | undefined;
  rack_controllers?: ControllerOfFleet[] | undefined;
  region_controllers?: ControllerOfFleet[] | undefined;
  defaults?: Record<string, Record<string, unknown>> | undefined;
  /** Imported images. Default: Ubuntu noble and jammy for every architecture of the fleet. */
  boot_resources?:
    | { name: string; architecture: string; kflavor?: string | undefined; subarches?: string[] | undefined }[]
    | undefined;
  vm_hosts?: VmHostOfFleet[] | undefined;
  /** What commissioning finds in a machine that was made through the API. Default: two SSDs and two large disks. */
  template?:
    | {
        disks: DiskOfFleet[];
        cpu_count?: number | undefined;
        memory?: number | undefined;
        bios_boot_method?: string | null | undefined;
      }
    | undefined;
}

/** Reads a fleet file. */
export function readFleet(path: string): Fleet {
  return readJsonFile(path, fleetSchema);
}
