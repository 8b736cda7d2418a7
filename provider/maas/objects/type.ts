import { type Look, type Member } from "../machine/storage";

/** One object of a machine's storage, told in the same way whatever it is. */
export interface StorageObject {
  readonly id: number;
  readonly name: string;
  /** Undefined for objects that have none, or none that a client can choose. */
  readonly uuid?: string;
  /** The devices that it is made of. */
  readonly members: readonly (Member | null)[];
  /** The number of the device that it is, or that it makes. */
  readonly deviceId?: number;
}

/** What those that work on all objects of a machine have to know of one type of them. */
export interface ObjectType {
  /** The word for it in the ids of resources: `abc123/raid/7`. */
  readonly segment: string;
  /** The word for it in messages: `RAID "md0"`. */
  readonly noun: string;
  /** The output of its kind that has its number; undefined when MAAS gives it none. */
  readonly numberOutput: string | undefined;
  /** Where the device is that other resources get when they refer to it; undefined when it is not a device. */
  readonly device: "disks" | "partitions" | undefined;
  /** True when its number is that of the device that it is; a RAID has one of its own. */
  readonly hasDeviceNumber: boolean;
  /** The types of filesystem by which MAAS says that a device belongs to one of these (`models/filesystem.py`). */
  readonly memberships: readonly string[];
  /** True when a client chooses its uuid, so that it can be found again by it. */
  readonly hasUuid: boolean;
  /** All of a machine. */
  list(look: Look): Promise<StorageObject[]>;
}
