import { bootDisk } from "../rules/names";
import { STATUSES } from "../rules/statuses";
import { type Controller, type Machine, type Named, type Nic, type Node, type World } from "../world";
import { type Json, renderDisk, renderFilesystem } from "./devices";

const API = "/MAAS/api/2.0";

/** Networks are no part of what is emulated: every machine is in one. */
const NETWORK_ID = 1;

function renderVlan(world: World): Json {
  return {
    ...world.defaults["vlan"],
    id: NETWORK_ID,
    fabric_id: NETWORK_ID,
    resource_uri: `${API}/vlans/${NETWORK_ID}/`,
  };
}

function renderLink(world: World, id: number): Json {
  const subnet = {
    ...world.defaults["subnet"],
    id: NETWORK_ID,
    vlan: renderVlan(world),
    resource_uri: `${API}/subnets/${NETWORK_ID}/`,
  };
  return { id, mode: "auto", subnet };
}

function renderNic(world: World, node: Node, nic: Nic): Json {
  const isController = "isRack" in node;
  return {
    ...world.defaults[isController ? "controller_interface" : "interface"],
    id: nic.id,
    name: nic.name,
    mac_address: nic.mac,
    system_id: node.systemId,
    resource_uri: `${API}/nodes/${node.systemId}/interfaces/${nic.id}/`,
    ...(isController
      ? {}
      : { vlan: renderVlan(world), links: nic.linkId === null ? [] : [renderLink(world, nic.linkId)] }),
  };
}

const findNamed = <T extends Named>(list: readonly T[], name: string): T | undefined =>
  list.find((other) => other.name === name);

function renderZone(world: World, name: string): Json {
  const zone = findNamed(world.zones, name);
  return { id: zone?.id, name, description: zone?.description ?? "", resource_uri: `${API}/zones/${name}/` };
}

function renderPool(world: World, name: string): Json {
  const pool = findNamed(world.pools, name);
  return {
    id: pool?.id,
    name,
    description: pool?.description ?? "",
    resource_uri: `${API}/resourcepool/${pool?.id ?? 0}/`,
  };
}

function renderDomain(world: World, name: string): Json {
  const domain = findNamed(world.domains, name);
  return {
    id: domain?.id,
    name,
    authoritative: true,
    ttl: null,
    is_default: domain?.isDefault ?? false,
    resource_record_count: 0,
    resource_uri: `${API}/domains/${domain?.id ?? 0}/`,
  };
}

const hardwareInfo = (world: World, node: Node): Json => ({
  ...world.defaults["hardware_info"],
  system_serial: node.hostname,
});

const stubs = (machine: Machine, ids: readonly number[]): Json[] =>
  ids.map((id) => ({ system_id: machine.systemId, id, __incomplete__: true }));

function renderStorage(machine: Machine): Json {
  const { storage } = machine;
  const disks = [...storage.disks].sort((a, b) => a.id - b.id);
  const physical = disks.filter((disk) => disk.type === "physical");
  const boot = bootDisk(storage);
  const groups = (kind: string) =>
    stubs(
      machine,
      storage.groups.filter((group) => group.kind === kind).map(({ id }) => id),
    );
  return {
    boot_disk: boot ? renderDisk(machine, boot) : null,
    blockdevice_set: disks.map((disk) => renderDisk(machine, disk)),
    physicalblockdevice_set: physical.map((disk) => renderDisk(machine, disk)),
    virtualblockdevice_set: disks.filter((disk) => disk.type === "virtual").map((disk) => renderDisk(machine, disk)),
    raids: groups("raid"),
    volume_groups: groups("volume-group"),
    bcaches: groups("bcache"),
    cache_sets: stubs(
      machine,
      storage.cacheSets.map(({ id }) => id),
    ),
    special_filesystems: storage.special.map(renderFilesystem),
    storage: physical.reduce((sum, disk) => sum + disk.size, 0) / 1_000_000,
  };
}

/** `api/nodes.py`: what machines and controllers show alike. */
function renderNode(world: World, node: Node): Json {
  return {
    system_id: node.systemId,
    hostname: node.hostname,
    fqdn: `${node.hostname}.${node.domain}`,
    architecture: node.architecture,
    cpu_count: node.cpuCount,
    memory: node.memory,
    zone: renderZone(world, node.zone),
    domain: renderDomain(world, node.domain),
    osystem: node.osystem,
    distro_series: node.distroSeries,
    hardware_info: hardwareInfo(world, node),
    interface_set: node.nics.map((nic) => renderNic(world, node, nic)),
    current_commissioning_result_id: node.scriptSets[0],
  };
}

const GATEWAYS = { ipv6: { gateway_ip: null, link_id: null } };

/** `api/machines.py: DISPLAYED_MACHINE_FIELDS` */
export function renderMachine(world: World, machine: Machine): Json {
  const [firstNic] = machine.nics;
  const gateway = world.defaults["subnet"]?.["gateway_ip"] ?? null;
  const cores = Array.from({ length: machine.cpuCount }, (_, core) => core);
  return {
    ...world.defaults["machine"],
    ...renderNode(world, machine),
    ...renderStorage(machine),
    current_testing_result_id: machine.scriptSets[1],
    bios_boot_method: machine.biosBootMethod,
    pool: renderPool(world, machine.pool),
    owner: machine.owner,
    locked: machine.locked,
    status: STATUSES.find(({ name }) => name === machine.status)?.number,
    status_name: machine.status,
    tag_names: machine.tags,
    power_type: machine.powerType,
    power_state: machine.powerState,
    boot_interface: firstNic ? renderNic(world, machine, firstNic) : null,
    default_gateways: {
      ...GATEWAYS,
      ipv4: { gateway_ip: machine.nics.some((nic) => nic.linkId !== null) ? gateway : null, link_id: null },
    },
    numanode_set: [{ index: 0, memory: machine.memory, cores, hugepages_set: [] }],
    resource_uri: `${API}/machines/${machine.systemId}/`,
  };
}

const CONTROLLER_TYPES: Readonly<Record<number, string>> = {
  2: "Rack controller",
  3: "Region controller",
  4: "Region and rack controller",
};

/** Services are shown by racks only, also those of a combined controller. `api/rackcontrollers.py` */
export function renderController(world: World, controller: Controller, as: "rack" | "region"): Json {
  const type = controller.isRack && controller.isRegion ? 4 : controller.isRack ? 2 : 3;
  return {
    ...world.defaults["controller"],
    ...renderNode(world, controller),
    version: controller.version,
    node_type: type,
    node_type_name: CONTROLLER_TYPES[type],
    ...(as === "rack" ? { service_set: controller.services } : {}),
    resource_uri: `${API}/${as}controllers/${controller.systemId}/`,
  };
}
