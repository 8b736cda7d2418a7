import { z } from "zod";

import { type BlockDevice, blockDevice } from "./block-devices";
import { type Partition, partition } from "./partitions";

/** A whole disk or a partition, told apart by `type`: what RAIDs, bcaches and cache sets are made of. */
export type Member = BlockDevice | Partition;

export const member: z.ZodType<Member> = z.union([partition, blockDevice]);
