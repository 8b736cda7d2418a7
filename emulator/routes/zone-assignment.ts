import { type Call, formOf } from "./call";
import { type Handler } from "./endpoint";
import { type AnyNode } from "../rules/filters/filter";
import { jsonReply } from "../wire/reply";

/** Administrators may change every node; to others none is one. */
function changeable({ world, user }: Call): Map<string, AnyNode> {
  const nodes: AnyNode[] = [...world.machines.values(), ...world.controllers.values()];
  return new Map(user.admin ? nodes.map((node) => [node.systemId, node]) : []);
}

/** Nodes of every kind, whatever collection is asked; answers nothing (forms: BulkNodeSetZoneForm). */
export const setZone: Handler = (call) => {
  const form = formOf(call);
  const zones = new Map(call.world.zones.map(({ name }) => [name, name]));
  const message = () => "Select a valid choice. That choice is not one of the available choices.";
  const zone = form.one("zone", zones, { required: true, message });
  const ids = new Set(call.body.fields().flatMap(([name, text]) => (name === "nodes" ? [text] : [])));
  const known = changeable(call);
  const nodes = [...ids].flatMap((id) => known.get(id) ?? []);
  if (ids.size === 0) form.fail("system_id", "No node selected.");
  else if (nodes.length < ids.size) form.fail("system_id", "Some of the given system ids are invalid system ids.");
  form.validate();
  if (zone !== undefined) for (const node of nodes) node.zone = zone;
  return jsonReply(null);
};
