import { z } from "zod";

import { STATUS_NAMES } from "../world/node-status";

/** Made up: an emulator is open to whoever reaches it. */
const ADMIN = {
  username: "admin",
  email: "admin@example.com",
  admin: true,
  api_key: "labconsumerkey0000:labtokenkey0000000:labtokensecret000000000000000000",
};

const named = z.object({ name: z.string(), description: z.string().default("") });
const nic = z.object({ name: z.string(), mac: z.string() });

const disk = z.object({
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  block_size: z.number().default(512),
  model: z.string().default(""),
  serial: z.string().default(""),
  id_path: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  firmware_version: z.string().nullable().default(null),
  numa_node: z.number().default(0),
});

const node = {
  hostname: z.string(),
  architecture: z.string().default("amd64/generic"),
  cpu_count: z.number().default(8),
  memory: z.number().default(16_384),
  zone: z.string().default("default"),
  domain: z.string().default("maas"),
  osystem: z.string().default(""),
  distro_series: z.string().default(""),
  nics: z.array(nic).default([]),
};

const machine = z.object({
  ...node,
  /** The name that MAAS shows, e.g. `Failed commissioning`. */
  status: z.enum(STATUS_NAMES).default("Ready"),
  locked: z.boolean().default(false),
  owner: z.string().nullable().default(null),
  bios_boot_method: z.string().nullable().default("uefi"),
  pool: z.string().default("default"),
  tags: z.array(z.string()).default([]),
  power_type: z.string().default("manual"),
  power_state: z.string().default("off"),
  boot_disk: z.string().nullable().default(null),
  /** Applied with its default parameters when the disks are there: `blank`, `flat`, `lvm` or `bcache`. */
  layout: z.enum(["blank", "flat", "lvm", "bcache"]).default("blank"),
  disks: z.array(disk).default([]),
  /** The `storage-extra` part of its commissioning data: what the layout `custom` is made from. */
  commissioning_storage: z.unknown().default(null),
});

/** What commissioning finds in a machine that was made through the API. Default: two SSDs and two large disks. */
const template = z.object({
  cpu_count: z.number().default(8),
  memory: z.number().default(16_384),
  bios_boot_method: z.string().nullable().default("uefi"),
  disks: z.array(disk),
});

const bootResource = z.object({
  /** Operating system and series, e.g. `ubuntu/noble`. */
  name: z.string(),
  /** Architecture and kernel, e.g. `amd64/ga-24.04`. */
  architecture: z.string(),
  kflavor: z.string().default("generic"),
  subarches: z.array(z.string()).default(["generic"]),
});

const vmHost = z.object({
  name: z.string(),
  type: z.string().default("lxd"),
  power_address: z.string().default(""),
  project: z.string().default("maas"),
  tags: z.array(z.string()).default([]),
  architectures: z.array(z.string()).default(["amd64/generic"]),
  capabilities: z.array(z.string()).default(["composable", "dynamic_local_storage", "over_commit", "storage_pools"]),
  cores: z.number().default(8),
  /** MiB. */
  memory: z.number().default(16_384),
  /** Bytes. */
  local_storage: z.number().default(0),
  zone: z.string().default("default"),
  pool: z.string().default("default"),
  cpu_over_commit_ratio: z.number().default(1),
  memory_over_commit_ratio: z.number().default(1),
  version: z.string().default("5.21.3"),
  storage_pools: z
    .array(z.object({ id: z.string(), name: z.string(), type: z.string(), path: z.string(), total: z.number() }))
    .default([]),
  default_storage_pool: z.string().default(""),
});

const service = z.object({ name: z.string(), status: z.string(), status_info: z.string().default("") });
const controller = z.object({ ...node, version: z.string().default(""), services: z.array(service).default([]) });

/** A description of users, machines and controllers; the format is that of the recordings' fleet. */
export const fleetSchema = z.object({
  maas_version: z.string().default("3.7.3"),
  /** Default: `admin`, with a key that is the same everywhere. */
  users: z
    .array(z.object({ username: z.string(), email: z.string().default(""), admin: z.boolean(), api_key: z.string() }))
    .default([ADMIN]),
  zones: z.array(named).default([]),
  pools: z.array(named).default([]),
  domains: z.array(z.object({ name: z.string(), is_default: z.boolean().default(false) })).default([]),
  tags: z.array(z.object({ name: z.string(), comment: z.string().default("") })).default([]),
  rack_controllers: z.array(controller).default([]),
  region_controllers: z.array(controller).default([]),
  defaults: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** Imported images. Default: Ubuntu noble and jammy for every architecture of the fleet. */
  boot_resources: z.array(bootResource).optional(),
  vm_hosts: z.array(vmHost).default([]),
  template: template.optional(),
  machines: z.array(machine),
});

export type FullFleet = z.output<typeof fleetSchema>;
export type FleetMachine = FullFleet["machines"][number];
export type FleetTemplate = z.output<typeof template>;
export type FleetVmHost = z.output<typeof vmHost>;
export type FleetDisk = FleetMachine["disks"][number];
export type FleetController = FullFleet["rack_controllers"][number];
