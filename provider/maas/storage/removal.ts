import { NotFoundError } from "../../http/errors";
import { type Patch } from "../machine/patch";
import { isPartition, type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { deviceName } from "./device";
import { isMembership } from "./filesystem";
import { occupantsOf } from "./occupant";
import { type Scope } from "./kind";
import { waitWhileLeaving } from "./waiting";

/** One deletion: how it is sent, what it changes, and how to see that it was done. */
export interface Removal {
  readonly what: string;
  readonly send: () => Promise<void>;
  readonly patch: Patch;
  readonly isGone: () => Promise<boolean>;
}

/** Deletes an object; false when it was gone already, which is no error. */
export function deleteQuietly(turn: Turn, removal: Removal): Promise<boolean> {
  return turn.write<boolean>({
    what: removal.what,
    send: async () => {
      try {
        await removal.send();
        return true;
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        return false;
      }
    },
    patch: () => removal.patch,
    find: async () => ((await removal.isGone()) ? true : undefined),
  });
}

/** A device that belongs to a group, itself or one of its partitions. */
function memberIn(device: Member): Member | undefined {
  const parts: Member[] = isPartition(device) ? [device] : [device, ...device.partitions];
  return parts.find((part) => isMembership(part.filesystem));
}

/**
 * Refuses to delete what something else is built on. MAAS itself deletes the device of a cache set while bcaches use it,
 * and a RAID under a volume group, and leaves ghosts that only a new storage layout removes.
 */
export async function requireUnused(
  turn: Turn,
  observe: () => Promise<Member | undefined>,
  scope: Scope,
): Promise<void> {
  turn.lookAfreshWhenOld();
  const before = await observe();
  const held = before && memberIn(before);
  if (before === undefined || held === undefined) return;
  for (const { what, object } of await occupantsOf(turn, held)) {
    waitWhileLeaving(`${deviceName(held)} of machine ${turn.systemId}`, { what, id: object?.resourceId }, scope);
  }
  // What this run knows may be older than the deletion of the group: ask before refusing.
  turn.lookAfresh();
  const now = await observe();
  const used = now && memberIn(now);
  if (used === undefined) return;
  throw new Error(
    `cannot delete ${deviceName(now ?? before)} of machine ${turn.systemId}: ${deviceName(used)} is still in use ` +
      `(${used.used_for}). Remove that first.`,
  );
}
