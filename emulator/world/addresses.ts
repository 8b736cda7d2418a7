import { subnetCidr } from "./network";
import { type Machine, type World } from "./world";

const PARTS = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/;

function toNumber(address: readonly number[]): number {
  return address.reduce((sum, part) => sum * 256 + part, 0);
}

function toText(address: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join(".");
}

/** The first address of the subnet that is free, for a machine that has a link; networks of IPv6 give none. */
export function claimAddress(world: World, machine: Machine): string[] {
  const parts = PARTS.exec(subnetCidr(world))?.slice(1).map(Number);
  if (parts === undefined || !machine.nics.some(({ linkId }) => linkId !== null)) return [];
  const size = 2 ** (32 - (parts[4] ?? 32));
  const first = Math.floor(toNumber(parts.slice(0, 4)) / size) * size;
  const taken = new Set([...world.machines.values()].flatMap(({ addresses }) => addresses));
  const gateway = world.defaults["subnet"]?.["gateway_ip"];
  for (let address = first + 2; address < first + size - 1; address += 1) {
    const text = toText(address);
    if (!taken.has(text) && text !== gateway) return [text];
  }
  return [];
}
