import type { z } from "zod";

import { type nic, type nodeDetails } from "../provider/maas/api/machine-details";

import { given } from "./given";

type NodeDetails = z.output<z.ZodObject<typeof nodeDetails>>;

/** A network card, or what is built on one. */
export interface InterfaceResult {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly macAddress?: string;
  readonly enabled: boolean;
  /** Mbit/s. */
  readonly linkSpeed?: number;
  readonly vendor?: string;
  readonly product?: string;
  readonly tags: string[];
  readonly vlan?: { readonly id: number; readonly vid?: number; readonly fabric?: string };
  readonly ipAddresses: string[];
  readonly subnets: string[];
}

/** What machines and controllers have in common. */
export interface NodeResult {
  readonly systemId: string;
  readonly hostname: string;
  readonly fqdn: string;
  readonly description?: string;
  /** `"amd64/generic"` */
  readonly architecture: string;
  readonly cpuCount?: number;
  /** MHz. */
  readonly cpuSpeed?: number;
  /** MiB. */
  readonly memory?: number;
  readonly zone: string;
  readonly domain: string;
  readonly tags: string[];
  readonly osystem?: string;
  readonly distroSeries?: string;
  readonly powerType?: string;
  readonly powerState?: string;
  readonly hardwareUuid?: string;
  readonly hardware: {
    readonly vendor?: string;
    readonly product?: string;
    readonly serial?: string;
    readonly cpuModel?: string;
  };
  readonly ipAddresses: string[];
  readonly interfaces: InterfaceResult[];
}

function toInterface(card: z.output<typeof nic>): InterfaceResult {
  const { id, name, type, enabled, tags, links, vlan } = card;
  return {
    ...{ id, name, type, enabled },
    tags: [...tags].sort(),
    ipAddresses: links.flatMap((link) => link.ip_address ?? []),
    subnets: links.flatMap((link) => link.subnet?.cidr ?? []),
    ...given({ macAddress: card.mac_address, linkSpeed: card.link_speed, vendor: card.vendor, product: card.product }),
    ...(vlan ? { vlan: { id: vlan.id, ...given({ vid: vlan.vid, fabric: vlan.fabric }) } } : {}),
  };
}

type Placed = NodeDetails & {
  readonly zone?: { readonly name: string } | null | undefined;
  readonly domain?: { readonly name: string } | null | undefined;
};

/** What machines and controllers show alike, in the words of this package. */
export function toNode(node: Placed): NodeResult {
  return {
    systemId: node.system_id,
    hostname: node.hostname,
    fqdn: node.fqdn,
    architecture: node.architecture,
    zone: node.zone?.name ?? "",
    domain: node.domain?.name ?? "",
    tags: [...node.tag_names].sort(),
    ipAddresses: node.ip_addresses,
    interfaces: node.interface_set.map(toInterface),
    hardware: given({
      vendor: node.hardware_info?.system_vendor,
      product: node.hardware_info?.system_product,
      serial: node.hardware_info?.system_serial,
      cpuModel: node.hardware_info?.cpu_model,
    }),
    ...given({
      description: node.description,
      cpuCount: node.cpu_count,
      cpuSpeed: node.cpu_speed,
      memory: node.memory,
      osystem: node.osystem,
      distroSeries: node.distro_series,
      powerType: node.power_type,
      powerState: node.power_state,
      hardwareUuid: node.hardware_uuid,
    }),
  };
}
