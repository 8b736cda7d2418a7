import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { type BlockDevice, blockDevice } from "./block-devices";
import { type Partition, partition } from "./partitions";

export { type Filesystem } from "./filesystem";

/** What can hold a filesystem: a block device, or one of its partitions. */
export interface FormatTarget {
  readonly systemId: string;
  readonly deviceId: number;
  readonly partitionId?: number;
}

const formattable: z.ZodType<Partition | BlockDevice> = z.union([partition, blockDevice]);

/** A POST of an operation on a block device or a partition; the answer is the device or the partition as it is now. */
export function operate(
  client: MaasClient,
  { systemId, deviceId, partitionId }: FormatTarget,
  op: string,
  form: Params,
): Promise<Partition | BlockDevice> {
  const device = ["nodes", systemId, "blockdevices", deviceId];
  // The route of a single partition is the only one without a slash at its end (`urls_api.py`).
  const path = partitionId === undefined ? device : [...device, "partition", partitionId];
  return client.request({ method: "POST", path, slash: partitionId === undefined, op, form, schema: formattable });
}

export const format = (
  client: MaasClient,
  target: FormatTarget,
  form: { fstype: string; label?: string; uuid?: string },
): Promise<Partition | BlockDevice> => operate(client, target, "format", form);

export const unformat = (client: MaasClient, target: FormatTarget): Promise<Partition | BlockDevice> =>
  operate(client, target, "unformat", {});

/** Mounting what is mounted moves it. Options that are left out are reset. */
export const mount = (
  client: MaasClient,
  target: FormatTarget,
  form: { mount_point?: string; mount_options?: string },
): Promise<Partition | BlockDevice> => operate(client, target, "mount", form);

export const unmount = (client: MaasClient, target: FormatTarget): Promise<Partition | BlockDevice> =>
  operate(client, target, "unmount", {});

export const addTag = (client: MaasClient, target: FormatTarget, tag: string): Promise<Partition | BlockDevice> =>
  operate(client, target, "add_tag", { tag });

export const removeTag = (client: MaasClient, target: FormatTarget, tag: string): Promise<Partition | BlockDevice> =>
  operate(client, target, "remove_tag", { tag });
