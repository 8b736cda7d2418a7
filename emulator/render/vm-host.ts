import { API_PREFIX } from "../world/constants";
import { type StoragePool, type VmHost } from "../world/vm-host";
import { type Named, type World } from "../world/world";
import { type Json } from "../wire/json";
import { renderPool, renderZone } from "./zone-and-pool";

function named(list: readonly Named[], name: string): Named {
  const found = list.find((other) => other.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name} here`);
  return found;
}

function renderStoragePool({ id, name, type, path, total }: StoragePool, isDefault: boolean): Json {
  return { id, name, type, path, total, used: 0, available: total, default: isDefault };
}

/** Nothing is composed on the hosts here: all that they have is free (api/pods.py). */
export function renderVmHost(world: World, host: VmHost): Json {
  const total = { cores: host.cores, memory: host.memory, local_storage: host.localStorage };
  return {
    id: host.id,
    name: host.name,
    type: host.type,
    tags: host.tags,
    architectures: host.architectures,
    capabilities: host.capabilities,
    total,
    used: { cores: 0, memory: 0, local_storage: 0 },
    available: total,
    storage_pools: host.storagePools.map((pool) => renderStoragePool(pool, pool.id === host.defaultStoragePool)),
    cpu_over_commit_ratio: host.cpuOverCommitRatio,
    memory_over_commit_ratio: host.memoryOverCommitRatio,
    default_macvlan_mode: host.defaultMacvlanMode,
    version: host.version,
    host: { system_id: null, __incomplete__: true },
    zone: renderZone(named(world.zones, host.zone)),
    pool: renderPool(named(world.pools, host.pool)),
    resource_uri: `${API_PREFIX}/vm-hosts/${host.id}/`,
  };
}
