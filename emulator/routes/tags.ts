import { type Call, formOf } from "./call";
import { type Form } from "../wire/form";
import { API_PREFIX } from "../world/constants";
import { type Json } from "../wire/json";
import { renderController, renderMachine } from "../render/nodes";
import { type Endpoint, type Handler } from "./endpoint";
import { mayUse } from "../rules/life/permissions";
import { isXpath } from "../rules/life/xpath";
import { DELETED, jsonReply, noMatch, permissionDenied, wrongState } from "../wire/reply";
import { type Controller, type Machine, type Tag, type World } from "../world/world";

/** Tags of nodes (api/tags.py). Everybody reads them, administrators change them. */

type AnyNode = Machine | Controller;

function renderTag({ name, comment, definition, kernelOpts }: Tag): Json {
  return { name, definition, comment, kernel_opts: kernelOpts, resource_uri: `${API_PREFIX}/tags/${name}/` };
}

function find({ world, parameters }: Call): Tag {
  const found = world.tags.find(({ name }) => name === parameters.name);
  if (found === undefined) throw noMatch("Tag");
  return found;
}

function requireAdmin({ user }: Call): void {
  if (!user.admin) throw permissionDenied();
}

/** To change one is not allowed before it is found. */
function findToChange(call: Call): Tag {
  requireAdmin(call);
  return find(call);
}

const list: Handler = ({ world }) => jsonReply(world.tags.map(renderTag));

const read: Handler = (call) => jsonReply(renderTag(find(call)));

/** A field that is not given keeps what the tag has. */
function readTag(form: Form, world: World, current?: Tag): Tag {
  const isNamed = current === undefined || form.has("name");
  const name = isNamed ? form.text("name", { required: current === undefined, max: 256 }) : current.name;
  if (name !== "" && !/^[a-zA-Z0-9_-]+$/.test(name)) form.fail("name", "Enter a valid value.");
  if (world.tags.some((other) => other !== current && other.name === name)) {
    form.fail("name", "Tag with this Name already exists.");
  }
  const text = (field: string, old: string | undefined): string =>
    old !== undefined && !form.has(field) ? old : form.text(field);
  const definition = text("definition", current?.definition);
  if (definition !== "" && !isXpath(definition)) {
    form.fail("definition", "Invalid xpath expression: Invalid expression");
  }
  form.validate();
  return {
    name: name || (current?.name ?? ""),
    comment: text("comment", current?.comment),
    kernelOpts: text("kernel_opts", current?.kernelOpts),
    definition,
  };
}

const create: Handler = (call) => {
  requireAdmin(call);
  const tag = readTag(formOf(call), call.world);
  call.world.tags = [...call.world.tags, tag];
  return jsonReply(renderTag(tag));
};

/** A tag with another name is still on the nodes that had it. */
const update: Handler = (call) => {
  const { world } = call;
  const old = findToChange(call);
  const tag = readTag(formOf(call), world, old);
  world.tags = world.tags.map((other) => (other === old ? tag : other));
  for (const node of nodesOf(world)) node.tags = node.tags.map((name) => (name === old.name ? tag.name : name));
  return jsonReply(renderTag(tag));
};

const remove: Handler = (call) => {
  const { name } = findToChange(call);
  untag(nodesOf(call.world), name);
  call.world.tags = call.world.tags.filter((other) => other.name !== name);
  return DELETED;
};

function nodesOf(world: World): AnyNode[] {
  return [...world.machines.values(), ...world.controllers.values()];
}

function untag(nodes: readonly AnyNode[], name: string): void {
  for (const node of nodes) node.tags = node.tags.filter((other) => other !== name);
}

/** Machines as far as the user may see them; controllers are shown to administrators alone. */
function tagged(isWanted: (node: AnyNode) => boolean, as: "rack" | "region" | undefined = undefined): Handler {
  return (call) => {
    const { world, user } = call;
    const { name } = find(call);
    const found = nodesOf(world).filter((node) => node.tags.includes(name) && isWanted(node));
    const visible = found.filter((node) => (node.kind === "machine" ? mayUse(user, node, "view") : user.admin));
    return jsonReply(visible.map((node) => renderNode(world, node, as)));
  };
}

function renderNode(world: World, node: AnyNode, as: "rack" | "region" | undefined): Json {
  if (node.kind === "machine") return renderMachine(world, node);
  return renderController(world, node, as ?? (node.isRack ? "rack" : "region"));
}

/** Of unknown nodes nothing is said; those that are given count, also when nothing changes for them. */
const updateNodes: Handler = (call) => {
  const { name, definition } = find(call);
  requireAdmin(call);
  const supplied = call.body.text("definition");
  if (supplied !== undefined && supplied !== definition) {
    throw wrongState(`Definition supplied '${supplied}' doesn't match current definition '${definition}'`);
  }
  const added = given(call, "add");
  for (const node of added) node.tags = [...new Set([...node.tags, name])];
  const removed = given(call, "remove");
  untag(removed, name);
  return jsonReply({ added: added.length, removed: removed.length });
};

function given({ world, body }: Call, field: string): AnyNode[] {
  const ids = new Set(body.fields().flatMap(([name, text]) => (name === field ? [text] : [])));
  return nodesOf(world).filter(({ systemId }) => ids.has(systemId));
}

/** No node has a hardware report, so that no definition ever finds one. */
const rebuild: Handler = (call) => jsonReply({ rebuilding: findToChange(call).name });

export const tags: Endpoint = { methods: { GET: list, POST: create } };
export const tag: Endpoint = {
  methods: { GET: read, PUT: update, DELETE: remove },
  operations: {
    GET: {
      nodes: tagged(() => true),
      machines: tagged(({ kind }) => kind === "machine"),
      devices: tagged(() => false),
      rack_controllers: tagged((node) => node.kind === "controller" && node.isRack, "rack"),
      region_controllers: tagged((node) => node.kind === "controller" && node.isRegion, "region"),
    },
    POST: { update_nodes: updateNodes, rebuild },
  },
};
