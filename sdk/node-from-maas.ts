import type { z } from "zod";

import { type nic, type nodeDetails } from "../provider/maas/api/machine-details";

import { withoutEmpty } from "./without-empty";
import { type InterfaceResult, type NodeResult } from "./node-result";

type NodeDetails = z.output<z.ZodObject<typeof nodeDetails>>;

function toInterface(card: z.output<typeof nic>): InterfaceResult {
  const { id, name, type, enabled, tags, links, vlan } = card;
  return {
    ...{ id, name, type, enabled },
    tags: [...tags].sort(),
    ipAddresses: links.flatMap((link) => link.ip_address ?? []),
    subnets: links.flatMap((link) => link.subnet?.cidr ?? []),
    ...withoutEmpty({
      macAddress: card.mac_address,
      linkSpeed: card.link_speed,
      linkConnected: card.link_connected,
      vendor: card.vendor,
      product: card.product,
    }),
    ...(vlan ? { vlan: { id: vlan.id, ...withoutEmpty({ vid: vlan.vid, fabric: vlan.fabric }) } } : {}),
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
    hardware: withoutEmpty({
      vendor: node.hardware_info?.system_vendor,
      product: node.hardware_info?.system_product,
      serial: node.hardware_info?.system_serial,
      cpuModel: node.hardware_info?.cpu_model,
    }),
    ...withoutEmpty({
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
