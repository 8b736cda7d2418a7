import { type Params } from "../provider/maas/http/form";
import { argumentsOf, textOf } from "./call-arguments";
import { spellings } from "./host-names";
import { MACHINE_STATUSES, type MachineStatus } from "./machine-status";
import { userError } from "./user-error";

export type PowerState = "on" | "off" | "unknown" | "error";

/** Filters that controllers take as well. Different filters combine with AND; the values of one with OR. */
export interface NodeFilters {
  hostnames?: string[];
  notHostnames?: string[];
  systemIds?: string[];
  notSystemIds?: string[];
  /** Any interface. Any spelling: MAAS is asked for lower case with colons. */
  macAddresses?: string[];
  domains?: string[];
  notDomains?: string[];
  zones?: string[];
  notZones?: string[];
  /** Architectures, such as `"amd64"`. */
  architectures?: string[];
  notArchitectures?: string[];
  minCpuCount?: number;
  /** MHz. */
  minCpuSpeed?: number;
  /** MiB. */
  minMemory?: number;
}

/** Every filter of `GET /machines/`, typed. */
export interface MachineFilters extends NodeFilters {
  pools?: string[];
  notPools?: string[];
  /** All of them. */
  tags?: string[];
  /** None of them. */
  notTags?: string[];
  statuses?: MachineStatus[];
  notStatuses?: MachineStatus[];
  owners?: string[];
  notOwners?: string[];
  powerStates?: PowerState[];
  notPowerStates?: PowerState[];
  agentNames?: string[];
  notAgentNames?: string[];
  /** Mbit/s. */
  minLinkSpeed?: number;
  deploymentTargets?: ("disk" | "memory")[];
  notDeploymentTargets?: ("disk" | "memory")[];
  fabrics?: string[];
  notFabrics?: string[];
  fabricClasses?: string[];
  notFabricClasses?: string[];
  vlans?: string[];
  notVlans?: string[];
  subnets?: string[];
  notSubnets?: string[];
  /** MAAS's storage constraint: `"root:100(ssd),data:4000(rotary)"`, sizes in GB. */
  storage?: string;
  /** MAAS's interface constraint: `"eth0:space=dmz"`. */
  interfaces?: string;
  /** MAAS's device constraint: `"vendor_id=8086"`. */
  devices?: string;
  pods?: string[];
  notPods?: string[];
  podTypes?: string[];
  notPodTypes?: string[];
}

/** MAAS's names of the filters. `node_constraint_filter_forms.py` */
const PARAMETERS: { readonly [K in keyof Required<MachineFilters>]: string } = {
  hostnames: "hostname",
  notHostnames: "not_hostname",
  systemIds: "id",
  notSystemIds: "not_id",
  macAddresses: "mac_address",
  domains: "domain",
  notDomains: "not_domain",
  zones: "zone",
  notZones: "not_in_zone",
  architectures: "arch",
  notArchitectures: "not_arch",
  minCpuCount: "cpu_count",
  minCpuSpeed: "cpu_speed",
  minMemory: "mem",
  pools: "pool",
  notPools: "not_in_pool",
  tags: "tags",
  notTags: "not_tags",
  statuses: "status",
  notStatuses: "not_status",
  owners: "owner",
  notOwners: "not_owner",
  powerStates: "power_state",
  notPowerStates: "not_power_state",
  agentNames: "agent_name",
  notAgentNames: "not_agent_name",
  minLinkSpeed: "link_speed",
  deploymentTargets: "deployment_target",
  notDeploymentTargets: "not_deployment_target",
  fabrics: "fabrics",
  notFabrics: "not_fabrics",
  fabricClasses: "fabric_classes",
  notFabricClasses: "not_fabric_classes",
  vlans: "vlans",
  notVlans: "not_vlans",
  subnets: "subnets",
  notSubnets: "not_subnets",
  storage: "storage",
  interfaces: "interfaces",
  devices: "devices",
  pods: "pod",
  notPods: "not_pod",
  podTypes: "pod_type",
  notPodTypes: "not_pod_type",
};

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** MAAS up to 3.7 finds only lower case with colons. */
export function normaliseMac(call: string, text: string): string {
  const digits = text.trim().toLowerCase().replace(/[:.-]/g, "");
  const mac = digits.match(/../g)?.join(":") ?? "";
  if (MAC.test(mac)) return mac;
  throw userError(`${call}: "${text}" is not a MAC address`);
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  statuses: MACHINE_STATUSES,
  notStatuses: MACHINE_STATUSES,
  powerStates: ["on", "off", "unknown", "error"],
  notPowerStates: ["on", "off", "unknown", "error"],
};
/** Names that have no case. */
const HOSTS: readonly string[] = ["hostnames", "notHostnames", "domains", "notDomains"];

function valuesOf(call: string, name: string, value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  // It would not be in the query at all, and the answer the whole fleet.
  if (values.length === 0) throw userError(`${call}: ${name} is an empty list: leave it out, or give values`);
  const choices = CHOICES[name];
  return values.flatMap((one) => {
    const text = typeof one === "number" ? String(one) : textOf(call, name, one);
    if (choices !== undefined && !choices.includes(text)) {
      throw userError(`${call}: ${name}: "${text}" is not one of ${choices.join(", ")}`);
    }
    if (name === "macAddresses") return [normaliseMac(call, text)];
    return HOSTS.includes(name) ? spellings(text) : [text];
  });
}

function parameterValue(call: string, name: string, value: unknown): string | number | string[] {
  if (typeof value !== "number") return valuesOf(call, name, value);
  if (value >= 0) return value;
  throw userError(`${call}: ${name}: ${value} is not a number from 0 up`);
}

const NAMES = Object.keys(PARAMETERS) as (keyof MachineFilters)[];

/** The query of a list. An unknown name is refused: MAAS would as well, with less to say. */
export function toQuery(call: string, filters: MachineFilters | null): Params {
  const given = argumentsOf(call, filters, NAMES);
  return Object.fromEntries(
    NAMES.flatMap((name) =>
      given[name] === undefined ? [] : [[PARAMETERS[name], parameterValue(call, name, given[name])]],
    ),
  );
}
