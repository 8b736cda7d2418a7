import { asId } from "../../wire/python";
import { isInSubnet, isInVlan } from "../../world/network";
import { badRequest, serverError } from "../../wire/reply";
import { type Nic, type Node, type World } from "../../world/world";
import {
  isFabric,
  isSpace,
  isSubnetCidr,
  isVid,
  meets,
  meetsAll,
  SpecifierError,
  type Specifiers,
  subnetSpecifiers,
  vlanSpecifiers,
} from "./network-specifiers";

/** What the filter `interfaces` asks of the NICs of a node, e.g. `a:fabric=fabric-0,name=eth0;b:vid=7`. */

const KEYS = [
  "fabric",
  "fabric_class",
  "hostname",
  "id",
  "ip",
  "name",
  "space",
  "subnet",
  "subnet_cidr",
  "tag",
  "vid",
  "vlan",
];
const KNOWN: ReadonlySet<string> = new Set([
  ...KEYS.flatMap((key) => [key, `not_${key}`]),
  "mode",
  "type",
  "link_speed",
]);

/** Its values by its key; those of one key are alternatives. */
type Constraint = ReadonlyMap<string, readonly string[]>;

/** By its label; a text when it cannot be read (provisioningserver/utils/constraints.py). */
function parse(text: string): ReadonlyMap<string, Constraint> | string {
  const found = new Map<string, Constraint>();
  if (text.length <= 1) return found;
  for (const part of text.split(";")) {
    const at = part.indexOf(":");
    const label = part.slice(0, at);
    if (at < 0)
      return `Malformed constraint: '${part}' (required format: '<label>:<key>=<value>[,<key2>=<value2>[,...]]')`;
    if (!/^[a-zA-Z0-9]+[a-zA-Z0-9_-]*$/.test(label)) {
      return `Invalid label name: '${label}' (Must begin with an alphanumeric character, and include only alphanumeric characters, dashes, and underscores.)`;
    }
    if (found.has(label)) return `Constraint label defined more than once: '${label}'`;
    const constraint = parsePairs(part.slice(at + 1).split(","));
    if (typeof constraint === "string") return constraint;
    found.set(label, constraint);
  }
  return found;
}

function parsePairs(pairs: readonly string[]): Constraint | string {
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 0) return `Malformed key/value pair in constraint: '${pair}'`;
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), pair.slice(at + 1)]);
  }
  return values;
}

/** What is wrong with a constraint. */
export function interfaceProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  const parsed = parse(text);
  if (typeof parsed === "string") return parsed;
  const unknown = [...parsed.values()].flatMap((constraint) => [...constraint.keys()]).find((key) => !KNOWN.has(key));
  return unknown === undefined ? undefined : `Unknown interfaces constraint: '${unknown}`;
}

/** The ids of the NICs for each label; one NIC may do for several. */
export function meetingNics(world: World, node: Node, text: string): Map<string, number[]> {
  const parsed = parse(text);
  const labels = typeof parsed === "string" ? [] : [...parsed];
  return new Map(
    labels.map(([label, constraint]) => {
      const nics = node.nics.filter((nic) => isMetBy(world, node, nic, constraint));
      return [label, nics.map(({ id }) => id)];
    }),
  );
}

/** Whether a node has a NIC for each label. */
export function meetsInterfaceConstraint(world: World, node: Node, text: string): boolean {
  return [...meetingNics(world, node, text).values()].every((nics) => nics.length > 0);
}

function isMetBy(world: World, node: Node, nic: Nic, constraint: Constraint): boolean {
  const specifiers = specifiersOf(world, node, nic);
  const isMet = ([key, values]: [string, readonly string[]]) =>
    meets(
      specifiers,
      values.map((value) => `${key}:${value}`),
    );
  try {
    return [...constraint].every(isMet);
  } catch (error) {
    if (!(error instanceof SpecifierError)) throw error;
    throw error.kind === "ValidationError" ? badRequest(error.message) : serverError(error.message);
  }
}

function number(item: string, message: string, kind: "ValidationError" | "ValueError"): number {
  const value = asId(item);
  if (value === undefined) throw new SpecifierError(kind, message);
  return value;
}

/** models/interface.py: get_specifiers_q */
function specifiersOf(world: World, node: Node, nic: Nic): Specifiers {
  const shown = world.defaults["interface"] ?? {};
  const tags: readonly unknown[] = Array.isArray(shown["tags"]) ? shown["tags"] : [];
  return {
    fabric: (item) => isFabric(world, item) && isInVlan(node),
    fabric_class: () => false,
    hostname: (item) => item === node.hostname,
    id: (item) => number(item, "Interface ID must be numeric.", "ValidationError") === nic.id,
    ip: () => false,
    link_speed: (item) =>
      Number(shown["link_speed"]) >=
      number(item, `Field 'link_speed' expected a number but got '${item}'.`, "ValueError"),
    mode: (item) => {
      if (item.toLowerCase() === "unconfigured") return true;
      throw new SpecifierError("ValidationError", "The only valid value for 'mode' is 'unconfigured'.");
    },
    name: (item) => item === nic.name,
    space: isSpace,
    subnet: (item) => meetsAll(subnetSpecifiers(world), item) && isInSubnet(node, nic),
    subnet_cidr: (item) => isSubnetCidr(world, item) && isInSubnet(node, nic),
    tag: (item) => item.split("&&").every((tag) => tags.includes(tag)),
    type: (item) => item === shown["type"],
    vid: (item) => isVid(world, item) && isInVlan(node),
    vlan: (item) => meetsAll(vlanSpecifiers(world), item) && isInVlan(node),
  };
}
