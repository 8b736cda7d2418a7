import { API_PREFIX } from "../world/constants";
import { type Named } from "../world/world";
import { type Json } from "../wire/json";

/** A zone's URL has its name (api/zones.py). */
export function renderZone({ id, name, description }: Named): Json {
  return { id, name, description, resource_uri: `${API_PREFIX}/zones/${name}/` };
}

/** A pool's URL has its id (api/resourcepools.py). */
export function renderPool({ id, name, description }: Named): Json {
  return { id, name, description, resource_uri: `${API_PREFIX}/resourcepool/${id}/` };
}
