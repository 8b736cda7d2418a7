import { type Disk } from "../world/storage/disks";
import { type Hardware } from "../world/hardware";
import { DEFAULTS } from "./defaults";
import {
  type FleetDisk,
  type FleetTemplate,
  type FleetController,
  type FleetMachine,
  fleetSchema,
  type FullFleet,
} from "./fleet-schema";
import { type Fleet } from "./fleet";
import { defaultImages } from "../world/images";
import { applyDefaultLayout, copyFilesystems, setStatus } from "../rules/life/status";
import { blankRows } from "../world/storage/disks";
import { NO_SCRIPTS } from "../world/scripts";
import { seedVmHosts } from "./vm-hosts";
import { type Controller, type Machine, type Named, type Node, type World } from "../world/world";

interface Given {
  readonly name: string;
  readonly description?: string;
}

/** What is listed and what nodes name besides; the default one comes first: its id is what clients may rely on. */
function numbered(listed: readonly Given[], used: readonly string[], first: number, fallback: Given): Named[] {
  const main = listed.find(({ name }) => name === fallback.name) ?? fallback;
  const names = new Set([fallback, ...listed].map(({ name }) => name));
  const unlisted = [...new Set(used)].filter((name) => !names.has(name)).map((name): Given => ({ name }));
  const all = [main, ...listed.filter((given) => given !== main), ...unlisted];
  return all.map(({ name, description = "" }, index) => ({ id: first + index, name, description }));
}

/** Fills a world with a fleet. The default zone has id 1, the default pool and domain have id 0. */
export function seed(world: World, input: Fleet): void {
  const fleet = fleetSchema.parse(input);
  world.version = fleet.maas_version;
  world.defaults = { ...DEFAULTS, ...fleet.defaults };
  for (const { username, email, admin, api_key: apiKey } of fleet.users) {
    world.users.set(username, { username, email, admin, apiKey });
  }
  const nodes = [...fleet.machines, ...fleet.rack_controllers, ...fleet.region_controllers];
  const used = (name: "zone" | "domain"): string[] => nodes.map((node) => node[name]);
  const usedPools = fleet.machines.map(({ pool }) => pool);
  world.zones = numbered(fleet.zones, used("zone"), 1, { name: "default" });
  world.pools = numbered(fleet.pools, usedPools, 0, { name: "default", description: "Default pool" });
  for (const { id } of world.zones) world.sequences.zones.skipTo(id);
  for (const { id } of world.pools) world.sequences.pools.skipTo(id);
  const domains = numbered(fleet.domains, used("domain"), 0, { name: "maas" });
  world.domains = domains.map((domain) => ({ ...domain, isDefault: domain.id === 0 }));
  world.tags = fleet.tags.map(({ name, comment }) => ({ name, comment, kernelOpts: "", definition: "" }));
  world.images = fleet.boot_resources ?? defaultImages(fleet.machines.map(({ architecture }) => architecture));
  if (fleet.template !== undefined) world.template = hardwareOf(fleet.template);
  seedVmHosts(world, fleet.vm_hosts);
  for (const machine of fleet.machines) seedMachine(world, machine);
  seedControllers(world, fleet);
  // What the fleet went through before is nobody's event.
  world.events.replace([]);
}

/** How scripts ended on nodes that went through all of them: as the fleet says of every node. */
function statusOf(world: World, kind: "machine" | "controller", field: string): number {
  const status = world.defaults[kind]?.[field];
  return typeof status === "number" ? status : NO_SCRIPTS.status;
}

/** The first NIC is the one that a machine boots from, and the one with a link. */
function newNode(world: World, kind: "machine" | "controller", given: FleetController | FleetMachine): Node {
  const { nics, links, scriptSets } = world.sequences;
  return {
    systemId: world.newSystemId(),
    hostname: given.hostname,
    architecture: given.architecture,
    cpuCount: given.cpu_count,
    memory: given.memory,
    zone: given.zone,
    domain: given.domain,
    osystem: given.osystem,
    distroSeries: given.distro_series,
    nics: given.nics.map(({ name, mac }, index) => ({
      id: nics.next(),
      linkId: index === 0 ? links.next() : null,
      name,
      mac,
      isFound: true,
    })),
    tags: [],
    scripts: {
      commissioning: { id: scriptSets.next(), status: statusOf(world, kind, "commissioning_status") },
      testing: { id: scriptSets.next(), status: statusOf(world, kind, "testing_status") },
      installation: NO_SCRIPTS,
    },
  };
}

function diskOf({ block_size, id_path, firmware_version, numa_node, ...disk }: FleetDisk): Disk {
  return {
    ...disk,
    blockSize: block_size,
    idPath: id_path,
    firmwareVersion: firmware_version,
    numaNode: numa_node,
  };
}

function hardwareOf(given: FleetTemplate): Hardware {
  const { cpu_count: cpuCount, bios_boot_method: biosBootMethod, memory, disks } = given;
  return { cpuCount, biosBootMethod, memory, disks: disks.map(diskOf) };
}

/** The layout comes after the disks, and before owner and state. */
function seedMachine(world: World, given: FleetMachine): void {
  const machine: Machine = {
    ...newNode(world, "machine", given),
    kind: "machine",
    status: "Ready",
    owner: null,
    agentName: "",
    locked: given.locked,
    addresses: [],
    commissioningStorage: given.commissioning_storage,
    biosBootMethod: given.bios_boot_method,
    pool: given.pool,
    tags: given.tags,
    powerType: given.power_type,
    powerState: given.power_state,
    powerParameters: {},
    previousStatus: "New",
    shown: {},
    rows: blankRows(world.sequences, given.disks.map(diskOf), given.boot_disk),
  };
  world.machines.set(machine.systemId, machine);
  applyDefaultLayout(world, machine, given.layout);
  machine.owner = given.owner;
  // What somebody has was allocated once.
  if (given.owner !== null) copyFilesystems(world, machine);
  setStatus(world, machine, given.status);
}

/** A controller that is in both lists is a combined one. */
function seedControllers(world: World, fleet: FullFleet): void {
  const isRack = (hostname: string) => fleet.rack_controllers.some((rack) => rack.hostname === hostname);
  const isRegion = (hostname: string) => fleet.region_controllers.some((region) => region.hostname === hostname);
  const regionsAlone = fleet.region_controllers.filter(({ hostname }) => !isRack(hostname));
  for (const given of [...regionsAlone, ...fleet.rack_controllers]) {
    const controller: Controller = {
      ...newNode(world, "controller", given),
      kind: "controller",
      isRack: isRack(given.hostname),
      isRegion: isRegion(given.hostname),
      version: given.version,
      services: given.services,
      powerParameters: {},
      shown: {},
    };
    world.controllers.set(controller.systemId, controller);
  }
}
