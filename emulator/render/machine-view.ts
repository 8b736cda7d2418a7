import { z } from "zod";

import { renderBcache, renderCacheSet, renderRaid, renderVolumeGroup } from "./group";
import { decode } from "../wire/json";
import { renderMachine } from "./nodes";
import { isRaid } from "../rules/storage/group-kinds";
import { listedGroups } from "../rules/storage/listed-groups";
import { type Machine, type World } from "../world/world";

const objects = z.array(z.record(z.string(), z.unknown()));

const viewSchema = z.looseObject({
  system_id: z.string(),
  hostname: z.string(),
  status_name: z.string(),
  raids: objects,
  bcaches: objects,
  cache_sets: objects,
  volume_groups: objects,
});

/** What MAAS shows of a machine, with its RAIDs, bcaches, cache sets and volume groups in full. */
export interface MachineView {
  readonly system_id: string;
  readonly hostname: string;
  readonly status_name: string;
  readonly raids: Record<string, unknown>[];
  readonly bcaches: Record<string, unknown>[];
  readonly cache_sets: Record<string, unknown>[];
  readonly volume_groups: Record<string, unknown>[];
  readonly [name: string]: unknown;
}

export function viewMachine(world: World, machine: Machine): MachineView {
  const storage = world.storageOf(machine);
  // MAAS cannot show a bcache that lost its backing, and fails on the whole list: a view must not.
  const bcaches = listedGroups(storage, (type) => type === "bcache").filter(({ id }) => storage.members(id).length > 0);
  return viewSchema.parse(
    decode({
      ...renderMachine(world, machine),
      raids: listedGroups(storage, isRaid).map((raid) => renderRaid(storage, raid)),
      bcaches: bcaches.map((bcache) => renderBcache(storage, bcache)),
      cache_sets: storage.cacheSetIds().map((id) => renderCacheSet(storage, id)),
      volume_groups: listedGroups(storage, (type) => type === "lvm-vg").map((group) =>
        renderVolumeGroup(storage, group),
      ),
    }),
  );
}
