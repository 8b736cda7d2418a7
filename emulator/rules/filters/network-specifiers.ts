import { asId } from "../../wire/python";
import { BlockList, isIP } from "node:net";

import { fabricId, fabricName, NETWORK_ID, subnetCidr, subnetName, vid, vlanName } from "../../world/network";
import { noMatch } from "../../wire/reply";
import { type World } from "../../world/world";

/** Texts that stand for networks, e.g. `fabric:fabric-0` or `!vid:7` (utils/orm.py: MAASQueriesMixin). */

/** What Python would raise; who asked decides what becomes of it. */
export class SpecifierError extends Error {
  constructor(
    readonly kind: "ValidationError" | "ValueError" | "AddrFormatError",
    message: string,
  ) {
    super(message);
  }
}

/** Whether the one network meets the rest of a specifier, by the word before its colon; `""` when there is none. */
export type Specifiers = Readonly<Record<string, (item: string) => boolean>>;

/** Each is another alternative, unless it starts with `&` (and), `!` or `not_` (and not). */
export function meets(specifiers: Specifiers, items: readonly string[]): boolean {
  let isMet: boolean | undefined;
  for (const item of items) {
    const [, operator = "", rest = ""] = /^(\||&|not_|!)?(.*)$/s.exec(item.trim()) ?? [];
    const one = meetsOne(specifiers, rest);
    if (operator === "" || operator === "|") isMet = isMet === true || one;
    else isMet = (isMet ?? true) && one === (operator === "&");
  }
  return isMet ?? true;
}

function meetsOne(specifiers: Specifiers, item: string): boolean {
  const at = item.indexOf(":");
  const named = at > 0 && Object.hasOwn(specifiers, item.slice(0, at)) ? specifiers[item.slice(0, at)] : undefined;
  return named === undefined ? specifiers[""]?.(item) === true : named(item.slice(at + 1).trim());
}

/** Of one text, the parts between commas must all hold. */
export function meetsAll(specifiers: Specifiers, text: string): boolean {
  return meets(
    specifiers,
    text.split(",").map((part) => `&${part.trim()}`),
  );
}

/** Decimal, or with `0x` or `0b` in front (parse_integer). */
function parseInteger(text: string): number {
  const trimmed = text.trim();
  const isPrefixed = /^0(x[0-9a-f]+|b[01]+)$/i.test(trimmed);
  const value = isPrefixed ? Number(trimmed) : asId(trimmed);
  if (value !== undefined) return value;
  throw new SpecifierError("ValueError", `invalid literal for int() with base 10: '${trimmed}'`);
}

function integerOr<T>(text: string, fallback: T): number | T {
  try {
    return parseInteger(text);
  } catch {
    return fallback;
  }
}

/** An id, as a number or behind the kind's name: `subnet-7` (get_object_id). */
function objectId(text: string, kind: string): number | undefined {
  const [, id] = new RegExp(`^${kind}-(\\d+)$`).exec(text.trim()) ?? [];
  return integerOr(text, id === undefined ? undefined : Number(id));
}

export function isVid(world: World, item: string): boolean {
  const number = item.toLowerCase() === "untagged" ? 0 : parseInteger(item);
  if (number >= 0 && number < 0xfff) return number === vid(world);
  throw new SpecifierError("ValidationError", "VLAN tag (VID) out of range (0-4094; 0 for untagged.)");
}

export const isFabric = (world: World, text: string): boolean =>
  meetsAll(
    {
      "": (item) =>
        (objectId(item, "fabric") ?? item) ===
        (objectId(item, "fabric") === undefined ? fabricName(world) : fabricId(world)),
      name: (item) => item === fabricName(world),
      class: () => false,
    },
    text,
  );

/** Networks here are in no space. */
export function isSpace(item: string): boolean {
  if (item === "undefined") return true;
  throw noMatch("Space");
}

export function vlanSpecifiers(world: World): Specifiers {
  return {
    "": (item) =>
      integerOr(item, undefined) === undefined && item !== "untagged" ? item === vlanName(world) : isVid(world, item),
    fabric: (item) => isFabric(world, item),
    id: (item) => {
      if (asId(item) !== undefined) return asId(item) === NETWORK_ID;
      throw new SpecifierError("ValueError", `Field 'id' expected a number but got '${item}'.`);
    },
    name: (item) => item === vlanName(world),
    subnet: (item) => meetsAll(subnetSpecifiers(world), item),
    space: () => false,
    vid: (item) => isVid(world, item),
  };
}

export function subnetSpecifiers(world: World): Specifiers {
  return {
    "": (item) => {
      const id = objectId(item, "subnet");
      if (id !== undefined) return id === NETWORK_ID;
      return isNetwork(item) ? isSubnetCidr(world, item) : item === subnetName(world);
    },
    cidr: (item) => isSubnetCidr(world, item),
    fabric: (item) => isFabric(world, item),
    id: (item) => {
      const id = integerOr(item, undefined);
      if (id !== undefined) return id === NETWORK_ID;
      throw new SpecifierError("ValidationError", "Subnet ID must be numeric.");
    },
    ip: (item) => {
      if (isIP(item) === 0)
        throw new SpecifierError("AddrFormatError", `failed to detect a valid IP address from '${item}'`);
      return subnetOf(subnetCidr(world)).check(item, isIP(item) === 6 ? "ipv6" : "ipv4");
    },
    name: (item) => item === subnetName(world),
    space: isSpace,
    vid: (item) => isVid(world, item),
    vlan: (item) => meetsAll(vlanSpecifiers(world), item),
  };
}

function isNetwork(text: string): boolean {
  const [address = "", length] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && (length === undefined || (/^\d+$/.test(length) && Number(length) <= most));
}

function subnetOf(cidr: string): BlockList {
  const [address = "", length = "32"] = cidr.split("/");
  const list = new BlockList();
  if (isIP(address) !== 0) list.addSubnet(address, Number(length), isIP(address) === 6 ? "ipv6" : "ipv4");
  return list;
}

/** Any address in it will do, with the length of its mask. */
export function isSubnetCidr(world: World, text: string): boolean {
  if (!isNetwork(text)) throw new SpecifierError("AddrFormatError", `invalid IPNetwork ${text}`);
  const [address = "", length] = text.split("/");
  const cidr = subnetCidr(world);
  return (
    `/${length ?? ""}` === cidr.slice(cidr.indexOf("/")) &&
    subnetOf(cidr).check(address, isIP(address) === 6 ? "ipv6" : "ipv4")
  );
}
