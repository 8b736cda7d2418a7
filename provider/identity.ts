import { createHash } from "node:crypto";

/**
 * The uuid by which a stack knows its own on a server, derived from the place of a resource in its program (the SDK
 * computes it), so that the next run finds what an interrupted one made: `6d616173` ("maas"), then seven digits that stand
 * for project and stack, then the rest for the resource itself.
 */
const DERIVED = /^6d616173-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The part of a derived uuid that all resources of one stack share. */
const STACK_PART = "6d616173-xxxx-4xxx".length;

/** True for a uuid that pulumi-maas derived; one that a user wrote, or that the server made, is not. */
export const isDerived = (uuid: string): boolean => DERIVED.test(uuid);

/** True when both were derived for the same project and stack. */
export function sameStack(uuid: string, identity: string): boolean {
  return isDerived(uuid) && uuid.slice(0, STACK_PART) === identity.slice(0, STACK_PART);
}

/** The uuid for the same resource when what bears the one before stays behind: derived too, and of the same stack. */
export function nextIdentity(uuid: string): string {
  const digits = createHash("sha256").update(uuid.toLowerCase()).digest("hex");
  const variant = "89ab"[parseInt(digits.slice(0, 1), 16) % 4] ?? "8";
  return [uuid.slice(0, STACK_PART), `${variant}${digits.slice(1, 4)}`, digits.slice(4, 16)].join("-");
}
