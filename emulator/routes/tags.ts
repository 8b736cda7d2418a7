import { type Call, formOf } from "./call";
import { API_PREFIX } from "../world/constants";
import { type Json } from "../wire/json";
import { renderMachine } from "../render/nodes";
import { type Endpoint, type Handler } from "./endpoint";
import { mayUse } from "../rules/life/permissions";
import { DELETED, jsonReply, noMatch, notServed, permissionDenied } from "../wire/reply";
import { type Machine, type Tag, type World } from "../world/world";

/** Tags of machines (api/tags.py). Everybody reads them, administrators change them. */

function renderTag({ name, comment, kernelOpts }: Tag): Json {
  return {
    name,
    definition: "",
    comment,
    kernel_opts: kernelOpts,
    resource_uri: `${API_PREFIX}/tags/${name}/`,
  };
}

function find({ world, parameters }: Call): Tag {
  const found = world.tags.find(({ name }) => name === parameters.name);
  if (found === undefined) throw noMatch("Tag");
  return found;
}

function requireAdmin({ user }: Call): void {
  if (!user.admin) throw permissionDenied();
}

const list: Handler = ({ world }) => jsonReply(world.tags.map(renderTag));

const read: Handler = (call) => jsonReply(renderTag(find(call)));

const create: Handler = (call) => {
  requireAdmin(call);
  const { world } = call;
  const form = formOf(call);
  const name = form.text("name", { required: true, max: 256 });
  if (name !== "" && !/^[a-zA-Z0-9_-]+$/.test(name)) form.fail("name", "Enter a valid value.");
  if (world.tags.some((other) => other.name === name)) form.fail("name", "Tag with this Name already exists.");
  form.validate();
  if (form.text("definition") !== "") throw notServed("tags with a definition");
  const tag: Tag = { name, comment: form.text("comment"), kernelOpts: form.text("kernel_opts") };
  world.tags = [...world.tags, tag];
  return jsonReply(renderTag(tag));
};

const remove: Handler = (call) => {
  requireAdmin(call);
  const { name } = find(call);
  untag([...call.world.machines.values()], name);
  call.world.tags = call.world.tags.filter((other) => other.name !== name);
  return DELETED;
};

function untag(machines: readonly Machine[], name: string): void {
  for (const machine of machines) machine.tags = machine.tags.filter((other) => other !== name);
}

const listMachines: Handler = (call) => {
  const { world, user } = call;
  const { name } = find(call);
  const tagged = [...world.machines.values()].filter((machine) => machine.tags.includes(name));
  const visible = tagged.filter((machine) => mayUse(user, machine, "view"));
  return jsonReply(visible.map((machine) => renderMachine(world, machine)));
};

/** Of unknown machines nothing is said; those that are given count, also when nothing changes for them. */
const updateNodes: Handler = (call) => {
  requireAdmin(call);
  const { name } = find(call);
  const added = given(call, "add");
  for (const machine of added) machine.tags = [...new Set([...machine.tags, name])];
  const removed = given(call, "remove");
  untag(removed, name);
  return jsonReply({ added: added.length, removed: removed.length });
};

function given({ world, body }: Call, field: string): Machine[] {
  const ids = new Set(body.fields().flatMap(([name, text]) => (name === field ? [text] : [])));
  return machinesOf(world, [...ids]);
}

function machinesOf(world: World, systemIds: readonly string[]): Machine[] {
  return systemIds.flatMap((systemId) => world.machines.get(systemId) ?? []);
}

export const tags: Endpoint = { methods: { GET: list, POST: create } };
export const tag: Endpoint = {
  methods: { GET: read, DELETE: remove },
  operations: { GET: { nodes: listMachines, machines: listMachines }, POST: { update_nodes: updateNodes } },
};
