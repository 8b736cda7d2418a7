import { type Node, type Nic, type World } from "./world";

/** Networks are no part of what is emulated: the NICs of machines are in one VLAN, those of controllers in none. */
export const NETWORK_ID = 1;

function text(world: World, part: "vlan" | "subnet", field: string): string {
  const value = world.defaults[part]?.[field];
  return typeof value === "string" ? value : "";
}

export const fabricName = (world: World): string => text(world, "vlan", "fabric");
export const vlanName = (world: World): string => text(world, "vlan", "name");
export const subnetName = (world: World): string => text(world, "subnet", "name");
export const subnetCidr = (world: World): string => text(world, "subnet", "cidr");

export function vid(world: World): number {
  const value = world.defaults["vlan"]?.["vid"];
  return typeof value === "number" ? value : 0;
}

/** A fabric that nobody named has its id for a name (models/fabric.py). */
export function fabricId(world: World): number {
  const [, id] = /^fabric-(\d+)$/.exec(fabricName(world)) ?? [];
  return id === undefined ? NETWORK_ID : Number(id);
}

export const isInVlan = (node: Node): boolean => !("isRack" in node);
export const isInSubnet = (node: Node, { linkId }: Nic): boolean => isInVlan(node) && linkId !== null;
