import { type Planned } from "./intent";
import { type Thing } from "./planned-machine";

/** What a resource makes, as messages call it: `RAID "md0"`. */
export function productName({ makes, name, groupName, about }: Planned): string {
  switch (makes) {
    case "partition":
      return "a partition";
    case "cache set":
      return "a cache set";
    case "raid":
      return `RAID "${name ?? "?"}"`;
    case "volume":
      return `logical volume "${name ?? "?"}"`;
    case "volume group":
      return `volume group "${groupName ?? "?"}"`;
    case "bcache":
      return `bcache "${name ?? "?"}"`;
    default:
      return about ?? "it";
  }
}

/** `sdb of machine abc123`; what is not there yet goes by its resource. */
export const onMachine = (thing: Thing, { systemId }: Planned): string =>
  thing.name === thing.planned?.label ? thing.name : `${thing.name} of machine ${systemId}`;

const NOUNS: Readonly<Record<string, string>> = {
  raid: "the RAID",
  bcache: "the bcache",
  volume: "the logical volume",
  "logical-volume": "the logical volume",
};

export const nounOf = (type: string | undefined): string => NOUNS[type ?? ""] ?? "a virtual disk";
