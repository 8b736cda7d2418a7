import { type Call } from "./call";
import { type StatusName } from "../world/node-status";
import { type Handler } from "./endpoint";
import { badRequest, jsonReply } from "../wire/reply";

/** Questions about a MAC address that machines ask before anybody knows them (api/nodes.py). */

/** As it is kept: in lower case, in pairs, with colons (maascommon/fields.py: normalise_macaddress). */
export function normalMac(text: string): string {
  const parts = text.toLowerCase().split(/[-:.]/);
  const pairs = (digits: string): string[] => digits.match(/../g) ?? [];
  if (parts.length === 1) return pairs(parts[0] ?? "").join(":");
  if (parts.length === 3) return parts.flatMap((part) => pairs(part.padStart(4, "0"))).join(":");
  return parts.map((part) => part.padStart(2, "0")).join(":");
}

function macOf({ query }: Call): string {
  const mac = query.getAll("mac_address").at(-1);
  if (mac === undefined) throw badRequest("No provided mac_address!");
  return mac;
}

function statusesOf({ world }: Call, mac: string): (StatusName | undefined)[] {
  const nodes = [...world.machines.values(), ...world.controllers.values()];
  const found = nodes.filter(({ nics }) => nics.some((nic) => nic.mac === mac));
  return found.map((node) => (node.kind === "machine" ? node.status : undefined));
}

/** Whether the address is on a node, other than a machine in one of these states. */
function isRegistered(passedOver: readonly StatusName[]): Handler {
  return (call) => {
    const statuses = statusesOf(call, normalMac(macOf(call)));
    return jsonReply(statuses.some((status) => status === undefined || !passedOver.includes(status)));
  };
}

/** Only in the spelling in which it is kept. */
const isActionInProgress: Handler = (call) =>
  jsonReply(statusesOf(call, macOf(call)).some((status) => status === "Commissioning" || status === "Deploying"));

export const REGISTRATION_READS = { is_registered: isRegistered(["Retired"]) };

/** Machines that are only on their way in enlist themselves again. */
export const ANONYMOUS_READS = {
  is_registered: isRegistered(["New", "Commissioning", "Retired"]),
  is_action_in_progress: isActionInProgress,
};
