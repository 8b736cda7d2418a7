import { type Partition } from "../api/partitions";
import { type ObjectType } from "./type";

/** The name of a partition is the end of its path: MAAS has no other. */
export const partitionName = ({ path }: Partition): string => path.split("/").at(-1) ?? path;

export const partitionType = {
  segment: "partition",
  noun: "partition",
  numberOutput: "partitionId",
  device: "partitions",
  hasDeviceNumber: true,
  memberships: [],
  hasUuid: true,
  list: async (look) =>
    (await look("disks"))
      .flatMap((disk) => disk.partitions)
      .map((partition) => ({
        id: partition.id,
        name: partitionName(partition),
        uuid: partition.uuid,
        members: [],
        deviceId: partition.id,
      })),
} as const satisfies ObjectType;
