import { type VolumeGroup } from "../api/volume-groups";
import { Pause } from "../machine/pause";
import { ALIGNMENT } from "../../size";
import { type Scope } from "./kind";

/** Space that another resource of this run gives up is waited for this long. */
const RELEASE_LIMIT_MS = 60_000;
/** And no longer than this after anything has happened. */
const GRACE_MS = 3_000;
const LOOK_AGAIN_MS = 1_000;

/** What is wanted of a group: for a new volume, or more for one that is there. */
export interface Demand {
  readonly what: string;
  /** Undefined: all that is left. */
  readonly bytes: number | undefined;
}

/**
 * Makes sure that a group has room. A volume that shrinks in this run, or a device that comes to the group, gives room:
 * as long as the run goes on it is waited for, outside the turn.
 */
export function requireRoom(group: VolumeGroup, { what, bytes = ALIGNMENT }: Demand, scope: Scope): void {
  if (bytes <= group.available_size) return;
  const waited = Date.now() - scope.since;
  if (waited < RELEASE_LIMIT_MS && Math.min(waited, scope.declared.quietMs) < GRACE_MS) {
    throw new Pause(`volume group ${group.name} has no room`, () =>
      scope.declared.aside(() => scope.session.untilChanged(LOOK_AGAIN_MS)),
    );
  }
  const volumes = group.logical_volumes.map(({ name, size }) => `${name} (${size} bytes)`).join(", ") || "none";
  throw new Error(
    `cannot make ${what}: volume group "${group.name}" of machine ${group.system_id} has ${group.size} bytes, of which ` +
      `${group.available_size} are free, and ${bytes} are needed. Its volumes: ${volumes}. Choose a smaller size, shrink ` +
      `another volume, or give the group another device.`,
  );
}
