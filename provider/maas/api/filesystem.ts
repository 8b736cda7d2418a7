import { z } from "zod";

/** A filesystem, or the membership in a RAID, a volume group, a bcache or a cache set: MAAS keeps both as one. */
export const filesystem = z.object({
  fstype: z.string(),
  label: z
    .string()
    .nullish()
    .transform((label) => label ?? null),
  uuid: z
    .string()
    .nullish()
    .transform((uuid) => uuid ?? null),
  mount_point: z
    .string()
    .nullish()
    .transform((path) => path || null),
  mount_options: z
    .string()
    .nullish()
    .transform((options) => options ?? null),
});

export type Filesystem = z.output<typeof filesystem>;
