import { z } from "zod";

import { type Declaration } from "../../run/declarations";
import { type DeviceRecord, refersTo } from "./device";
import { sameUuid } from "./identity";
import { type Outputs } from "../../pulumi/kind";

export const deviceRecordSchema = z.object({
  reference: z.string(),
  id: z.number(),
  name: z.string(),
  type: z.string(),
});

/** The texts in a list that comes from the state. */
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** A text of the state, or nothing. */
export const textIn = (state: Outputs, key: string): string => {
  const value = state[key];
  return typeof value === "string" ? value : "";
};

/** A device as the state keeps it; undefined when the state has none. */
export const deviceRecord = (value: unknown): DeviceRecord | undefined => deviceRecordSchema.safeParse(value).data;

/** The devices as the state keeps them. */
export const deviceRecords = (value: unknown): DeviceRecord[] =>
  z.array(deviceRecordSchema).safeParse(value).data ?? [];

/** True when a reference means the device that the state has, however either was written. */
export function sameDevice(before: unknown, reference: string): boolean {
  const record = deviceRecord(before);
  return record !== undefined && refersTo(reference, record);
}

/** True when the references mean the devices that the state has, in any order. */
export function sameDevices(before: unknown, references: readonly string[]): boolean {
  const records = deviceRecords(before);
  return (
    records.length === references.length &&
    references.every((reference) => records.some((record) => refersTo(reference, record)))
  );
}

/** Only a uuid that the user wrote is compared. */
export const sameUuidInput = (olds: Outputs, news: { uuid?: string | undefined }): boolean =>
  news.uuid === undefined || sameUuid(typeof olds["uuid"] === "string" ? olds["uuid"] : undefined, news.uuid);

/** A resource that declares the uuid of an object of its kind takes it over. */
export const declaresItsUuid =
  (kind: string) =>
  (before: Outputs, other: Declaration): boolean =>
    other.kind === kind && sameUuid(textIn(before, "uuid"), other.uuid);

/** The id of the disk that a RAID or a bcache makes, as the state keeps it. */
export const virtualDiskId = (before: Outputs): number | undefined =>
  z.number().safeParse(before["virtualDeviceId"]).data;
