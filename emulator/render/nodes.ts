import { API_PREFIX } from "../world/constants";
import { scriptStatusName } from "../world/scripts";
import { fabricId, NETWORK_ID } from "../world/network";
import { statusNumber } from "../world/node-status";
import { bootDisk } from "../rules/storage/boot-disk";
import { isRaid } from "../rules/storage/group-kinds";
import { listedGroups } from "../rules/storage/listed-groups";
import { type GroupType } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { type Controller, type Machine, type Named, type Nic, type Node, type World } from "../world/world";
import { renderDevice, renderFilesystem } from "./block-device";
import { float, type Json } from "../wire/json";
import { renderPool, renderZone } from "./zone-and-pool";

function renderVlan(world: World): Json {
  return {
    ...world.defaults["vlan"],
    id: NETWORK_ID,
    fabric_id: fabricId(world),
    resource_uri: `${API_PREFIX}/vlans/${NETWORK_ID}/`,
  };
}

function renderLink(world: World, id: number, address: string | undefined): Json {
  const subnet = {
    ...world.defaults["subnet"],
    id: NETWORK_ID,
    vlan: renderVlan(world),
    resource_uri: `${API_PREFIX}/subnets/${NETWORK_ID}/`,
  };
  return { id, mode: "auto", ...(address === undefined ? {} : { ip_address: address }), subnet };
}

/** Before commissioning only the address of a card is known. */
const UNKNOWN_NIC: Json = { firmware_version: null, interface_speed: 0, link_speed: 0, product: null, vendor: null };

/** What a machine's card is attached to: only one that commissioning has seen is in a VLAN, and only the first has a link. */
function attachment(world: World, nic: Nic, addresses: readonly string[]): Json {
  if (!nic.isFound) return { ...UNKNOWN_NIC, vlan: null, links: [] };
  const links = nic.linkId === null ? [] : [renderLink(world, nic.linkId, addresses[0])];
  return { vlan: renderVlan(world), links };
}

function renderNic(world: World, node: Machine | Controller, nic: Nic): Json {
  return {
    ...world.defaults[node.kind === "controller" ? "controller_interface" : "interface"],
    id: nic.id,
    name: nic.name,
    mac_address: nic.mac,
    system_id: node.systemId,
    resource_uri: `${API_PREFIX}/nodes/${node.systemId}/interfaces/${nic.id}/`,
    ...(node.kind === "controller" ? {} : attachment(world, nic, node.addresses)),
  };
}

function named(list: readonly Named[], name: string): Named {
  const found = list.find((other) => other.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name} here`);
  return found;
}

function renderDomain(world: World, name: string): Json {
  const domain = world.domains.find((other) => other.name === name);
  return {
    id: domain?.id,
    name,
    authoritative: true,
    ttl: null,
    is_default: domain?.isDefault ?? false,
    resource_record_count: 0,
    resource_uri: `${API_PREFIX}/domains/${domain?.id ?? 0}/`,
  };
}

const hardwareInfo = (world: World, node: Node): Json => ({
  ...world.defaults["hardware_info"],
  system_serial: node.hostname,
});

/** Groups and cache sets are only pointed to (api/machines.py). */
function stubs(storage: Storage, ids: readonly number[]): Json[] {
  return ids.map((id) => ({ system_id: storage.machine.systemId, id, __incomplete__: true }));
}

/** A bcache that has only its cache device left is in its list, and not here. */
function groupStubs(storage: Storage, isWanted: (type: GroupType) => boolean): Json[] {
  const groups = listedGroups(storage, isWanted).filter(({ id }) => storage.members(id).length > 0);
  return stubs(
    storage,
    groups.map(({ id }) => id),
  );
}

function renderStorage(storage: Storage): Json {
  const devices = storage.devices();
  const physical = devices.filter(({ type }) => type === "physical");
  const rendered = devices.map((device) => renderDevice(storage, device));
  const boot = bootDisk(storage);
  return {
    boot_disk: rendered.find(({ id }) => id === boot?.id) ?? null,
    blockdevice_set: rendered,
    physicalblockdevice_set: rendered.filter(({ type }) => type === "physical"),
    virtualblockdevice_set: rendered.filter(({ type }) => type === "virtual"),
    raids: groupStubs(storage, isRaid),
    volume_groups: groupStubs(storage, (type) => type === "lvm-vg"),
    bcaches: groupStubs(storage, (type) => type === "bcache"),
    cache_sets: stubs(storage, storage.cacheSetIds()),
    special_filesystems: specialFilesystems(storage),
    storage: float(physical.reduce((sum, { size }) => sum + size, 0) / 1_000_000),
  };
}

/** Those of the layout; on a machine that was allocated, its copies (models/node.py: special_filesystems). */
function specialFilesystems(storage: Storage): Json[] {
  const all = [...storage.rows.filesystems.values()];
  const acquired = storage.showsAcquired && all.some((filesystem) => filesystem.acquired);
  return all
    .filter((one) => one.deviceId === null && one.partitionId === null && one.acquired === acquired)
    .map(renderFilesystem);
}

/** `api/nodes.py`: what machines and controllers show alike. */
function renderNode(world: World, node: Machine | Controller): Json {
  return {
    system_id: node.systemId,
    hostname: node.hostname,
    fqdn: `${node.hostname}.${node.domain}`,
    architecture: node.architecture,
    cpu_count: node.cpuCount,
    memory: node.memory,
    zone: renderZone(named(world.zones, node.zone)),
    domain: renderDomain(world, node.domain),
    osystem: node.osystem,
    distro_series: node.distroSeries,
    hardware_info: hardwareInfo(world, node),
    interface_set: node.nics.map((nic) => renderNic(world, node, nic)),
    current_commissioning_result_id: node.scripts.commissioning.id,
    commissioning_status: node.scripts.commissioning.status,
    commissioning_status_name: scriptStatusName(node.scripts.commissioning.status),
    testing_status: node.scripts.testing.status,
    testing_status_name: scriptStatusName(node.scripts.testing.status),
    tag_names: node.tags,
  };
}

/** Disks are what is tested here: their tests stand as all of them do. */
function testsOfStorage(world: World, { scripts }: Machine): Json {
  const { status } = scripts.testing;
  if (status === world.defaults["machine"]?.["testing_status"]) return {};
  return { storage_test_status: status, storage_test_status_name: scriptStatusName(status) };
}

/** The last thing that happened, in words; nothing for a machine that nothing happened to. */
function statusShown(world: World, { systemId }: Machine): Json {
  const event = world.events.latestOf(systemId);
  if (event === undefined) return {};
  const { type, description } = event;
  return { status_action: "", status_message: description === "" ? type : `${type} - ${description}` };
}

const GATEWAYS = { ipv6: { gateway_ip: null, link_id: null } };

/** `api/machines.py: DISPLAYED_MACHINE_FIELDS` */
export function renderMachine(world: World, machine: Machine, storage = world.storageOf(machine)): Json {
  const [firstNic] = machine.nics;
  const gateway = world.defaults["subnet"]?.["gateway_ip"] ?? null;
  const cores = Array.from({ length: machine.cpuCount }, (_, core) => core);
  return {
    ...world.defaults["machine"],
    ...machine.shown,
    ...renderNode(world, machine),
    ...renderStorage(storage),
    ...testsOfStorage(world, machine),
    ...statusShown(world, machine),
    current_testing_result_id: machine.scripts.testing.id,
    current_installation_result_id: machine.scripts.installation.id,
    ip_addresses: machine.addresses,
    bios_boot_method: machine.biosBootMethod,
    pool: renderPool(named(world.pools, machine.pool)),
    owner: machine.owner,
    locked: machine.locked,
    status: statusNumber(machine.status),
    status_name: machine.status,
    power_type: machine.powerType,
    power_state: machine.powerState,
    boot_interface: firstNic ? renderNic(world, machine, firstNic) : null,
    default_gateways: {
      ...GATEWAYS,
      ipv4: { gateway_ip: machine.nics.some((nic) => nic.linkId !== null) ? gateway : null, link_id: null },
    },
    numanode_set: [{ index: 0, memory: machine.memory, cores, hugepages_set: [] }],
    resource_uri: `${API_PREFIX}/machines/${machine.systemId}/`,
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
    ...controller.shown,
    ...renderNode(world, controller),
    version: controller.version,
    node_type: type,
    node_type_name: CONTROLLER_TYPES[type],
    ...(as === "rack" ? { service_set: controller.services } : {}),
    resource_uri: `${API_PREFIX}/${as}controllers/${controller.systemId}/`,
  };
}
