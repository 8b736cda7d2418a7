import { addTag, type FormatTarget, removeTag } from "../api/filesystems";
import { putMember } from "../machine/patch";
import { type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Outputs } from "../../pulumi/kind";
import { textsIn } from "./state";

const without = (tags: readonly string[], others: readonly string[]): string[] =>
  tags.filter((tag) => !others.includes(tag));

/** True when both hold the same tags, in any order. */
export const sameTags = (a: readonly string[], b: readonly string[]): boolean =>
  without(a, b).length === 0 && without(b, a).length === 0;

/** For the diff of a kind with tags. */
export const sameTagsInput = (olds: Outputs, news: { tags: readonly string[] }): boolean =>
  sameTags(textsIn(olds["tags"]), news.tags);

/** The tags of an object, in the order in which they were declared when they are the same. */
export const tagsOf = (device: Member, declared: readonly string[] = []): readonly string[] =>
  sameTags(device.tags, declared) ? declared : [...device.tags].sort();

/** Gives an object of ours exactly these tags, one call for each that differs: MAAS has no other way. */
export async function syncTags(
  turn: Turn,
  target: FormatTarget,
  device: Member,
  wanted: readonly string[],
  observe: () => Promise<Member | undefined>,
): Promise<Member> {
  let now = device;
  const changes = [
    ...without(wanted, device.tags).map((tag) => ({ tag, add: true })),
    ...without(device.tags, wanted).map((tag) => ({ tag, add: false })),
  ];
  for (const { tag, add } of changes) {
    now = await turn.write<Member>({
      what: `${add ? "add" : "remove"} tag ${tag}`,
      send: () => (add ? addTag : removeTag)(turn.client, target, tag),
      patch: putMember,
      find: async () => {
        const found = await observe();
        return found?.tags.includes(tag) === add ? found : undefined;
      },
    });
  }
  return now;
}
