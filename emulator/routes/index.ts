import { type Parameter } from "./call";
import { type Endpoint } from "./endpoint";
import { anonymousMachines, anonymousNodes } from "./anonymous";
import { cacheSet, cacheSets } from "./bcache-cache-sets";
import { bcache, bcaches } from "./bcaches";
import { blockDevice } from "./block-device";
import { blockDevices } from "./block-devices";
import { rackController, rackControllers, regionController, regionControllers } from "./controllers";
import { MAAS_OPERATIONS } from "./maas-operations";
import { machine, machines } from "./machines";
import { node, nodes } from "./nodes";
import { partition, partitions } from "./partitions";
import { events } from "./events";
import { raid, raids } from "./raids";
import { version } from "./region";
import { result, results } from "./results";
import { tag, tags } from "./tags";
import { user, users } from "./users";
import { vmHost, vmHosts } from "./vm-hosts";
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
}

const DEVICE = "nodes/{systemId}/blockdevices/{deviceId}/";

/** Every URL of which something is served (urls_api.py). */
export const ROUTES: readonly Route[] = [
  {
    path: "version/",
    handler: "Version",
    about: "The version of this region.",
    endpoint: version,
    anonymous: "everything",
  },
  { path: "users/", handler: "Users", about: "The users.", endpoint: users },
  {
    path: "users/{username}/",
    handler: "User",
    about: "A user.",
    endpoint: user,
  },
  { path: "zones/", handler: "Zones", about: "The availability zones.", endpoint: zones },
  {
    path: "zones/{name}/",
    handler: "Zone",
    about: "An availability zone.",
    endpoint: zone,
  },
  {
    path: "resourcepools/",
    handler: "ResourcePools",
    about: "The resource pools.",
    endpoint: resourcePools,
  },
  {
    path: "resourcepool/{id}/",
    handler: "ResourcePool",
    about: "A resource pool.",
    endpoint: resourcePool,
  },
  { path: "tags/", handler: "Tags", about: "The tags of nodes.", endpoint: tags },
  {
    path: "tags/{name}/",
    handler: "Tag",
    about: "A tag of nodes.",
    endpoint: tag,
  },
  {
    path: "machines/",
    handler: "Machines",
    about: "The machines.",
    endpoint: machines,
    anonymous: anonymousMachines,
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
  },
  {
    path: "rackcontrollers/{systemId}/",
    handler: "RackController",
    about: "A rack controller.",
    endpoint: rackController,
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
  },
  {
    path: "nodes/{systemId}/results/",
    handler: "NodeScriptResults",
    about: "Runs of scripts on a node.",
    endpoint: results,
  },
  {
    path: "nodes/{systemId}/results/{id}/",
    handler: "NodeScriptResult",
    about: "A run of scripts on a node.",
    endpoint: result,
  },
  { path: "events/", handler: "Events", about: "What happened to nodes.", endpoint: events },
  {
    path: "vm-hosts/",
    handler: "VmHosts",
    about: "The hosts of virtual machines.",
    endpoint: vmHosts,
  },
  {
    path: "vm-hosts/{id}/",
    handler: "VmHost",
    about: "A host of virtual machines.",
    endpoint: vmHost,
  },
  { path: "pods/", handler: "Pods", about: "The hosts of virtual machines.", endpoint: vmHosts },
  {
    path: "pods/{id}/",
    handler: "Pod",
    about: "A host of virtual machines.",
    endpoint: vmHost,
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

/** Methods and operations under a URL, by whatever somebody calls them: `GET`, `POST release`. */
export function signaturesOf({ methods = {}, operations = {} }: Endpoint): string[] {
  const named = Object.entries(operations).flatMap(([method, all]) => Object.keys(all).map((op) => `${method} ${op}`));
  return [...Object.keys(methods), ...named];
}

/** URLs of which nothing is served. */
const UNSERVED_ROUTES: readonly Route[] = [...MAAS_OPERATIONS.keys()]
  .filter((path) => !ROUTES.some((route) => route.path === path))
  .map((path) => ({ path, handler: "", about: "", endpoint: {} }));

/** Every URL that MAAS has. */
export const ALL_ROUTES: readonly Route[] = [...ROUTES, ...UNSERVED_ROUTES];

/** What MAAS has under a URL and the emulator does not serve. */
export function unservedOf({ path, endpoint }: Route): string[] {
  const served = signaturesOf(endpoint);
  return (MAAS_OPERATIONS.get(path) ?? []).filter((signature) => !served.includes(signature));
}

/** The names that a route's path may use. */
export const PARAMETERS: readonly Parameter[] = ["systemId", "deviceId", "id", "name", "username"];
