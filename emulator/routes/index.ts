import { type Parameter } from "./call";
import { type Endpoint } from "./endpoint";
import { anonymousMachines, anonymousNodes } from "./anonymous";
import { cacheSet, cacheSets } from "./bcache-cache-sets";
import { bcache, bcaches } from "./bcaches";
import { blockDevice } from "./block-device";
import { blockDevices } from "./block-devices";
import { rackController, rackControllers, regionController, regionControllers } from "./controllers";
import { machine, machines } from "./machines";
import { node, nodes } from "./nodes";
import { partition, partitions } from "./partitions";
import { raid, raids } from "./raids";
import { user, users, version } from "./region";
import { tag, tags } from "./tags";
import { volumeGroup, volumeGroups } from "./volume-groups";
import { resourcePool, resourcePools, zone, zones } from "./zones-and-pools";

/** A URL below `/MAAS/api/2.0/`, and what is served there. */
export interface Route {
  /** Parts in braces are parameters. Most URLs end in a slash, and none is repaired. */
  readonly path: string;
  /** What MAAS calls the handler there, without the word; clients that read `describe/` name their objects after it. */
  readonly handler: string;
  readonly about: string;
  readonly endpoint: Endpoint;
  /** What is served without credentials: the same, or what MAAS has a handler of its own for. */
  readonly anonymous?: "everything" | Endpoint;
  /** Methods and operations that MAAS has here and the emulator does not serve; they are listed in COVERAGE.md. */
  readonly refused?: readonly string[];
}

const DEVICE = "nodes/{systemId}/blockdevices/{deviceId}/";

const MACHINES_OPERATIONS = ["POST add_chassis", "POST clone"];

const CONTROLLER_OPERATIONS = [
  ...["GET details", "GET query_power_state", "POST abort"],
  ...["POST override_failed_testing", "POST power_off", "POST power_on", "POST test"],
];

const RACKS_OPERATIONS = ["GET describe_power_types", "POST import_boot_images"];

/** Every URL that is served (urls_api.py). */
export const ROUTES: readonly Route[] = [
  {
    path: "version/",
    handler: "Version",
    about: "The version of this region.",
    endpoint: version,
    anonymous: "everything",
  },
  { path: "users/", handler: "Users", about: "The users.", endpoint: users, refused: ["POST"] },
  {
    path: "users/{username}/",
    handler: "User",
    about: "A user.",
    endpoint: user,
    refused: ["DELETE"],
  },
  { path: "zones/", handler: "Zones", about: "The availability zones.", endpoint: zones, refused: ["POST"] },
  {
    path: "zones/{name}/",
    handler: "Zone",
    about: "An availability zone.",
    endpoint: zone,
    refused: ["PUT", "DELETE"],
  },
  {
    path: "resourcepools/",
    handler: "ResourcePools",
    about: "The resource pools.",
    endpoint: resourcePools,
    refused: ["POST"],
  },
  {
    path: "resourcepool/{id}/",
    handler: "ResourcePool",
    about: "A resource pool.",
    endpoint: resourcePool,
    refused: ["PUT", "DELETE"],
  },
  { path: "tags/", handler: "Tags", about: "The tags of machines.", endpoint: tags },
  {
    path: "tags/{name}/",
    handler: "Tag",
    about: "A tag of machines.",
    endpoint: tag,
    refused: ["PUT", "GET devices", "GET rack_controllers", "GET region_controllers", "POST rebuild"],
  },
  {
    path: "machines/",
    handler: "Machines",
    about: "The machines.",
    endpoint: machines,
    anonymous: anonymousMachines,
    refused: MACHINES_OPERATIONS,
  },
  {
    path: "machines/{systemId}/",
    handler: "Machine",
    about: "A machine.",
    endpoint: machine,
  },
  {
    path: "nodes/",
    handler: "Nodes",
    about: "Machines and controllers together.",
    endpoint: nodes,
    anonymous: anonymousNodes,
  },
  {
    path: "nodes/{systemId}/",
    handler: "Node",
    about: "A machine or a controller.",
    endpoint: node,
  },
  {
    path: "rackcontrollers/",
    handler: "RackControllers",
    about: "The rack controllers.",
    endpoint: rackControllers,
    anonymous: anonymousNodes,
    refused: RACKS_OPERATIONS,
  },
  {
    path: "rackcontrollers/{systemId}/",
    handler: "RackController",
    about: "A rack controller.",
    endpoint: rackController,
    refused: [...CONTROLLER_OPERATIONS, "GET list_boot_images", "POST import_boot_images"],
  },
  {
    path: "regioncontrollers/",
    handler: "RegionControllers",
    about: "The region controllers.",
    endpoint: regionControllers,
    anonymous: anonymousNodes,
  },
  {
    path: "regioncontrollers/{systemId}/",
    handler: "RegionController",
    about: "A region controller.",
    endpoint: regionController,
    refused: ["GET details"],
  },
  {
    path: "nodes/{systemId}/blockdevices/",
    handler: "BlockDevices",
    about: "The block devices of a machine, physical and virtual.",
    endpoint: blockDevices,
  },
  { path: DEVICE, handler: "BlockDevice", about: "A block device of a machine.", endpoint: blockDevice },
  {
    path: `${DEVICE}partitions/`,
    handler: "Partitions",
    about: "The partitions of a block device.",
    endpoint: partitions,
  },
  {
    path: `${DEVICE}partition/{id}`,
    handler: "Partition",
    about: "A partition of a block device.",
    endpoint: partition,
  },
  {
    path: `${DEVICE}partitions/{id}`,
    handler: "Partition",
    about: "A partition of a block device.",
    endpoint: partition,
  },
  { path: "nodes/{systemId}/raids/", handler: "Raids", about: "The RAIDs of a machine.", endpoint: raids },
  { path: "nodes/{systemId}/raid/{id}/", handler: "Raid", about: "A RAID of a machine.", endpoint: raid },
  {
    path: "nodes/{systemId}/bcache-cache-sets/",
    handler: "BcacheCacheSets",
    about: "The cache sets of a machine, for its bcaches.",
    endpoint: cacheSets,
  },
  {
    path: "nodes/{systemId}/bcache-cache-set/{id}/",
    handler: "BcacheCacheSet",
    about: "A cache set of a machine.",
    endpoint: cacheSet,
  },
  { path: "nodes/{systemId}/bcaches/", handler: "Bcaches", about: "The bcaches of a machine.", endpoint: bcaches },
  { path: "nodes/{systemId}/bcache/{id}/", handler: "Bcache", about: "A bcache of a machine.", endpoint: bcache },
  {
    path: "nodes/{systemId}/volume-groups/",
    handler: "VolumeGroups",
    about: "The LVM volume groups of a machine.",
    endpoint: volumeGroups,
  },
  {
    path: "nodes/{systemId}/volume-group/{id}/",
    handler: "VolumeGroup",
    about: "An LVM volume group of a machine.",
    endpoint: volumeGroup,
  },
  {
    path: "nodes/{systemId}/volume-groups/{id}/",
    handler: "VolumeGroup",
    about: "An LVM volume group of a machine.",
    endpoint: volumeGroup,
  },
];

/** The names that a route's path may use. */
export const PARAMETERS: readonly Parameter[] = ["systemId", "deviceId", "id", "name", "username"];
