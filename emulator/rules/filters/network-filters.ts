import { fabricName, isInSubnet, isInVlan } from "../../world/network";
import { serverError } from "../../wire/reply";
import { type World } from "../../world/world";
import { type AnyNode, excluding, type Filter } from "./filter";
import { interfaceProblem, meetsInterfaceConstraint } from "./interface-constraint";
import {
  meets,
  meetsAll,
  SpecifierError,
  type Specifiers,
  subnetSpecifiers,
  vlanSpecifiers,
} from "./network-specifiers";

/** Filters of nodes by what their NICs are attached to, and by what else is built in. */

/** By the name alone, not by a specifier. */
const fabrics: Filter = {
  matches: (node, values, world) => hasNic(node) && isInVlan(node) && values.includes(fabricName(world)),
};
const fabricClasses: Filter = { matches: () => false };

const hasNic = ({ nics }: AnyNode): boolean => nics.length > 0;

/** Each value is checked alone and split at its commas; all of them together are looked for, and not split. */
function specified(
  specifiers: (world: World) => Specifiers,
  things: string,
  isAttached: (node: AnyNode) => boolean,
): Filter {
  return {
    check: (world, values) => {
      const problem = specifierProblem(() => {
        for (const value of values) meetsAll(specifiers(world), value);
      });
      return problem ?? (meets(specifiers(world), values) ? undefined : `No matching ${things} found.`);
    },
    matches: (node) => isAttached(node),
  };
}

/** MAAS means to repeat what is wrong with a specifier, and stumbles over all but its own errors. */
function specifierProblem(check: () => void): string | undefined {
  try {
    check();
  } catch (error) {
    if (!(error instanceof SpecifierError)) throw error;
    if (error.kind === "ValidationError") return error.message;
    throw serverError(`'${error.kind}' object has no attribute 'message'`);
  }
  return undefined;
}

const vlans = specified(vlanSpecifiers, "VLANs", (node) => hasNic(node) && isInVlan(node));
const subnets = specified(subnetSpecifiers, "subnets", (node) => node.nics.some((nic) => isInSubnet(node, nic)));

/** Of several texts the last counts, and an empty one asks for nothing. */
const lastOf = (values: readonly string[]): string => values.at(-1) ?? "";

const interfaces: Filter = {
  check: (_world, values) => interfaceProblem(lastOf(values)),
  matches: (node, values, world) => {
    const text = lastOf(values);
    return text.trim() === "" || meetsInterfaceConstraint(world, node, text);
  },
};

const DEVICE_KEYS = ["vendor_id", "product_id", "vendor_name", "product_name", "commissioning_driver"];

/** PCI and USB devices are no part of what is emulated: nothing has any. */
const devices: Filter = {
  check: (_world, values) => {
    const text = lastOf(values).trim();
    const keys = text === "" ? [] : text.split(",").map((pair) => pair.split("=", 1)[0] ?? "");
    const unknown = keys.find((key) => !DEVICE_KEYS.includes(key));
    return unknown === undefined ? undefined : `Unknown devices constraint: '${unknown}`;
  },
  matches: (_node, values) => {
    const text = lastOf(values).trim();
    if (text.split(",").every((pair) => text === "" || pair.includes("="))) return text === "";
    throw serverError("not enough values to unpack (expected 2, got 1)");
  },
};

export const NETWORK_FILTERS: readonly (readonly [string, Filter])[] = [
  ["fabrics", fabrics],
  ["not_fabrics", excluding(fabrics)],
  ["fabric_classes", fabricClasses],
  ["not_fabric_classes", excluding(fabricClasses)],
  ["vlans", vlans],
  ["not_vlans", excluding(vlans)],
  ["subnets", subnets],
  ["not_subnets", excluding(subnets)],
  ["interfaces", interfaces],
  ["devices", devices],
];
