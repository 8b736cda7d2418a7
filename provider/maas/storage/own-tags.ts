import { type FormatTarget } from "../api/filesystems";
import { type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { syncTags } from "./tags";

/** A device with tags of others, and those among them that a resource has added. */
export interface Tagged {
  readonly device: Member;
  readonly own: readonly string[];
}

/**
 * Adds the tags that are wanted and not there, and takes away those that were added before and are no longer wanted. A
 * tag that was there already is somebody else's (the hardware's own, as commissioning found it), and stays.
 */
export async function syncOwnTags(
  turn: Turn,
  target: FormatTarget,
  { device, own }: Tagged,
  wanted: readonly string[],
  observe: () => Promise<Member | undefined>,
): Promise<Tagged> {
  const added = wanted.filter((tag) => !device.tags.includes(tag));
  const isRemoved = (tag: string): boolean => own.includes(tag) && !wanted.includes(tag);
  const tags = [...device.tags.filter((tag) => !isRemoved(tag)), ...added];
  const now = await syncTags(turn, target, device, tags, observe);
  return { device: now, own: [...own.filter((tag) => tags.includes(tag)), ...added] };
}
