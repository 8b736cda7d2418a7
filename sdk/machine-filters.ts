import * as pulumi from "@pulumi/pulumi";

import { type Params } from "../provider/maas/http/form";
import { MACHINE_STATUSES, type MachineStatus } from "./machine-status";

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
export function normaliseMac(text: string): string {
  const digits = text.trim().toLowerCase().replace(/[:.-]/g, "");
  const mac = digits.match(/../g)?.join(":") ?? "";
  if (MAC.test(mac)) return mac;
  throw new pulumi.RunError(`"${text}" is no MAC address`);
}

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  statuses: MACHINE_STATUSES,
  notStatuses: MACHINE_STATUSES,
  powerStates: ["on", "off", "unknown", "error"],
  notPowerStates: ["on", "off", "unknown", "error"],
};

function checked(name: string, value: unknown): string | number | string[] {
  const choices = CHECKS[name];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  // It would not be in the query at all, and the answer the whole fleet.
  if (values.length === 0) throw new pulumi.RunError(`${name} is an empty list: leave it out, or give values`);
  if (typeof value === "number" && !(value >= 0)) throw new pulumi.RunError(`${name}: ${value} is no number from 0 up`);
  const wrong = choices && values.find((one) => !choices.includes(String(one)));
  if (wrong !== undefined)
    throw new pulumi.RunError(`${name}: ${JSON.stringify(wrong)} is none of ${choices?.join(", ") ?? ""}`);
  if (name === "macAddresses") return values.map((one) => normaliseMac(String(one)));
  return Array.isArray(value) ? value.map(String) : typeof value === "number" ? value : String(value);
}

/** The query of a list. An unknown name is refused: MAAS would as well, with less to say. */
export function toQuery(filters: MachineFilters): Params {
  const names = new Map(Object.entries(PARAMETERS));
  const entries = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]: [string, unknown]) => {
      const parameter = names.get(name);
      if (parameter === undefined) throw new pulumi.RunError(`${name}: no such filter`);
      return [parameter, checked(name, value)];
    }),
  );
}
