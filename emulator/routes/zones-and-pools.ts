import { type Call, formOf } from "./call";
import { type Form } from "../wire/form";
import { type Endpoint, type Handler } from "./endpoint";
import { type Json } from "../wire/json";
import { renderPool, renderZone } from "../render/zone-and-pool";
import { requireAdmin } from "../rules/life/permissions";
import { badRequest, DELETED, jsonReply, noMatch, permissionDenied } from "../wire/reply";
import { type Named, type World } from "../world/world";

/** Everybody may read them; lists are in the order of the names (api/support.py: ModelCollectionOperationsHandler). */
function list(all: readonly Named[], render: (named: Named) => Json) {
  const byName = [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
  return jsonReply(byName.map(render));
}

/** The default one is the first that there was. */
const firstOf = (all: readonly Named[]): Named | undefined => [...all].sort((a, b) => a.id - b.id)[0];

/** A field that is not given keeps what was there (forms: ZoneForm, ResourcePoolForm). */
function readNamed(
  form: Form,
  all: readonly Named[],
  current: Named | undefined,
  words: { readonly model: string; readonly stays: string },
): Omit<Named, "id"> {
  const given =
    current === undefined || form.has("name") ? form.text("name", { required: current === undefined, max: 256 }) : "";
  const name = given || (current?.name ?? "");
  if (name !== "" && !/^[\p{L}\p{N}_][\p{L}\p{N}_ -]*$/u.test(name)) form.fail("name", "Enter a valid value.");
  if (all.some((other) => other !== current && other.name === name)) {
    form.fail("name", `${words.model} with this Name already exists.`);
  }
  if (current !== undefined && current === firstOf(all) && name !== current.name) form.fail("name", words.stays);
  const description =
    current !== undefined && !form.has("description") ? current.description : form.text("description");
  form.validate();
  return { name, description };
}

const ZONE = {
  model: "Physical zone",
  stays: "This zone is the default zone, it cannot be renamed.",
};

function findZone({ world, parameters }: Call): Named {
  const found = world.zones.find(({ name }) => name === parameters.name);
  if (found === undefined) throw noMatch("Zone");
  return found;
}

const createZone: Handler = (call) => {
  const { world, user } = call;
  requireAdmin(user);
  const fields = readNamed(formOf(call), world.zones, undefined, ZONE);
  const made: Named = { id: world.sequences.zones.next(), ...fields };
  world.zones = [...world.zones, made];
  return jsonReply(renderZone(made));
};

/** Everything that is in a zone. */
function placed(world: World): { zone: string }[] {
  return [...world.machines.values(), ...world.controllers.values(), ...world.vmHosts.values()];
}

const updateZone: Handler = (call) => {
  const { world, user } = call;
  requireAdmin(user);
  const old = findZone(call);
  const changed: Named = { id: old.id, ...readNamed(formOf(call), world.zones, old, ZONE) };
  world.zones = world.zones.map((other) => (other === old ? changed : other));
  for (const node of placed(world)) if (node.zone === old.name) node.zone = changed.name;
  return jsonReply(renderZone(changed));
};

/** What was in it is in the default zone then. */
const removeZone: Handler = (call) => {
  const { world, user } = call;
  requireAdmin(user);
  const zone = findZone(call);
  const main = firstOf(world.zones);
  if (zone === main) throw badRequest("This zone is the default zone, it cannot be deleted.");
  world.zones = world.zones.filter((other) => other !== zone);
  for (const node of placed(world)) if (node.zone === zone.name) node.zone = main?.name ?? "";
  return DELETED;
};

const POOL = { model: "Resource pool", stays: "This is the default pool, it cannot be renamed." };

/** By its id or its name (models/resourcepool.py: get_resource_pool_or_404). */
function findPool({ world, parameters: { id: key } }: Call): Named {
  const found = world.pools.find(({ id, name }) => String(id) === key || name === key);
  if (found === undefined) throw noMatch("ResourcePool");
  return found;
}

function findPoolToChange(call: Call): Named {
  const pool = findPool(call);
  if (!call.user.admin) throw permissionDenied();
  return pool;
}

const createPool: Handler = (call) => {
  const { world, user } = call;
  if (!user.admin) throw permissionDenied();
  const fields = readNamed(formOf(call), world.pools, undefined, POOL);
  const made: Named = { id: world.sequences.pools.next(), ...fields };
  world.pools = [...world.pools, made];
  return jsonReply(renderPool(made));
};

const updatePool: Handler = (call) => {
  const { world } = call;
  const old = findPoolToChange(call);
  const changed: Named = { id: old.id, ...readNamed(formOf(call), world.pools, old, POOL) };
  world.pools = world.pools.map((other) => (other === old ? changed : other));
  for (const owner of [...world.machines.values(), ...world.vmHosts.values()]) {
    if (owner.pool === old.name) owner.pool = changed.name;
  }
  return jsonReply(renderPool(changed));
};

const removePool: Handler = (call) => {
  const { world } = call;
  const pool = findPoolToChange(call);
  if (pool === firstOf(world.pools)) throw badRequest("This is the default pool, it cannot be deleted.");
  const isUsed = [...world.machines.values()].some((machine) => machine.pool === pool.name);
  if (isUsed) throw badRequest("Can't delete a resource pool that still has machines.");
  world.pools = world.pools.filter((other) => other !== pool);
  for (const host of world.vmHosts.values()) if (host.pool === pool.name) host.pool = firstOf(world.pools)?.name ?? "";
  return DELETED;
};

export const zones: Endpoint = { methods: { GET: ({ world }) => list(world.zones, renderZone), POST: createZone } };
export const zone: Endpoint = {
  methods: { GET: (call) => jsonReply(renderZone(findZone(call))), PUT: updateZone, DELETE: removeZone },
};
export const resourcePools: Endpoint = {
  methods: { GET: ({ world }) => list(world.pools, renderPool), POST: createPool },
};
export const resourcePool: Endpoint = {
  methods: { GET: (call) => jsonReply(renderPool(findPool(call))), PUT: updatePool, DELETE: removePool },
};
