import { type FleetVmHost } from "./fleet-schema";
import { type World } from "../world/world";

export function seedVmHosts(world: World, given: readonly FleetVmHost[]): void {
  for (const host of given) {
    const id = world.sequences.vmHosts.next();
    world.vmHosts.set(id, {
      id,
      name: host.name,
      type: host.type,
      powerAddress: host.power_address,
      project: host.project,
      tags: host.tags,
      architectures: host.architectures,
      capabilities: host.capabilities,
      cores: host.cores,
      memory: host.memory,
      localStorage: host.local_storage,
      zone: host.zone,
      pool: host.pool,
      cpuOverCommitRatio: host.cpu_over_commit_ratio,
      memoryOverCommitRatio: host.memory_over_commit_ratio,
      version: host.version,
      storagePools: host.storage_pools,
      defaultStoragePool: host.default_storage_pool,
      defaultMacvlanMode: null,
    });
  }
}
