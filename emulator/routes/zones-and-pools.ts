import { type Json } from "../wire/json";
import { renderPool, renderZone } from "../render/zone-and-pool";
import { type Endpoint } from "./endpoint";
import { jsonReply, noMatch } from "../wire/reply";
import { type Named, type World } from "../world/world";

/** Everybody may read them; lists are in the order of the names (api/support.py: ModelCollectionOperationsHandler). */
function list(select: (world: World) => readonly Named[], render: (named: Named) => Json): Endpoint {
  const byName = (world: World) => [...select(world)].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { methods: { GET: ({ world }) => jsonReply(byName(world).map(render)) } };
}

/** By its name alone. */
export const zone: Endpoint = {
  methods: {
    GET: ({ world, parameters }) => {
      const found = world.zones.find(({ name }) => name === parameters.name);
      if (found === undefined) throw noMatch("Zone");
      return jsonReply(renderZone(found));
    },
  },
};

/** By its id or its name (models/resourcepool.py: get_resource_pool_or_404). */
export const resourcePool: Endpoint = {
  methods: {
    GET: ({ world, parameters: { id: key } }) => {
      const found = world.pools.find(({ id, name }) => String(id) === key || name === key);
      if (found === undefined) throw noMatch("ResourcePool");
      return jsonReply(renderPool(found));
    },
  },
};

export const zones = list(({ zones: all }) => all, renderZone);
export const resourcePools = list(({ pools }) => pools, renderPool);
