import { z } from "zod";

import { ALIGNMENT } from "../../size";
import { orUnknown } from "./inputs";

/** MAAS takes any name; LVM, at deployment, does not (`lvm(8)`, valid names). */
const LVM_NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/;
const RESERVED =
  /^(\.{1,2}|snapshot.*|pvmove.*)$|_(cdata|cmeta|corig|mimage|mlog|rimage|rmeta|tdata|tmeta|pmspare|vorigin)/;

export const lvmNameInput = orUnknown(
  z
    .string()
    .trim()
    .min(1, { error: "a name must not be empty" })
    .max(127, { error: "a name of LVM has at most 127 characters" })
    .regex(LVM_NAME, { error: "LVM takes letters, digits and + _ . - in a name, and no - as the first" })
    .refine((name) => !RESERVED.test(name), { error: "LVM keeps this name for itself" })
    .refine((name) => !/^\d+$/.test(name), { error: "MAAS takes a name of digits for an id; add a letter" }),
);

/** The bytes of a group with members of these sizes: whole extents of 4 MiB, less one for each member. */
export function groupBytes(memberSizes: readonly number[]): number {
  const sum = memberSizes.reduce((all, size) => all + size, 0);
  return (Math.floor(sum / ALIGNMENT) - memberSizes.length) * ALIGNMENT;
}
