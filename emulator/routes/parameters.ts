import { type Call } from "./call";
import { badRequest } from "../wire/reply";
import { stringBool } from "./string-bool";

/** Parameters of operations that are read one by one, before any form is (api/utils.py: get_optional_param). */

/** A whole number; nothing for an empty text. */
export function integerOf(text: string | undefined | null, field: string): number | undefined {
  if (text === undefined || text === null || text === "") return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw badRequest(`Invalid ${field}: Please enter an integer value`);
  return Number(text);
}

const BRIDGE_TYPES = ["standard", "ovs"];

/** How bridges would be made on the machine's cards; networks are no part of what is emulated (get_allocation_options). */
export function checkBridges(call: Call): void {
  stringBool(call, "bridge_all");
  const type = call.body.posted("bridge_type") ?? "";
  if (type !== "" && !BRIDGE_TYPES.includes(type)) {
    throw badRequest(`Invalid bridge_type: Value must be one of: ${BRIDGE_TYPES.join("; ")} (not '${type}')`);
  }
  stringBool(call, "bridge_stp");
  integerOf(call.body.posted("bridge_fd"), "bridge_fd");
}
