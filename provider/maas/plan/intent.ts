import { type Size } from "../../size";
import { type DeclaredFilesystem } from "../storage/filesystem";
import { type RaidLevel } from "../storage/members";

/** What a device is taken for. Several partitions, or logical volumes, share one; all else takes a device alone. */
export type Use = "member" | "spare" | "cache" | "backing" | "physical volume" | "partition" | "volume" | "cache set";

/** A device that a resource takes, by the property in which the program names it. */
export interface Take {
  readonly property: string;
  /** A reference, or what stands for one that a preview cannot know. */
  readonly device: string;
  readonly use: Use;
  /** The identity of the resource that is passed: known before its id is. */
  readonly link?: string | undefined;
}

/** What a list of references takes. */
export const takesOf = (property: string, devices: readonly string[], use: Use): Take[] =>
  devices.map((device) => ({ property, device, use }));

/** What a resource makes. All but the last two are devices. */
export type Product = "disk" | "partition" | "raid" | "bcache" | "volume" | "cache set" | "volume group";

/**
 * What one resource takes of its machine, and what it makes there. Each kind states it for itself, so that the rules of
 * the planned machine know no kinds. What a preview cannot know is left out.
 */
export interface Intent {
  readonly takes?: readonly Take[];
  readonly makes?: Product;
  /** The disk that the resource is about, for one that makes none. */
  readonly about?: string | undefined;
  /** A name in the one name space of the machine's block devices. */
  readonly name?: string | undefined;
  /** The name of a volume group, which are apart. */
  readonly groupName?: string | undefined;
  /** The uuid that the program wrote. */
  readonly uuid?: string | undefined;
  /** The share of what a partition or a logical volume is on; nothing is known of the size when it is left out. */
  readonly share?: { readonly size: Size } | undefined;
  readonly level?: RaidLevel | undefined;
  readonly filesystem?: DeclaredFilesystem | undefined;
  /** Where a filesystem without a device is mounted. */
  readonly mountPoint?: string | undefined;
  /** The disk that it is about is to be the boot disk. */
  readonly boots?: boolean;
  /** It puts another layout in the place of everything that is on the machine's disks. */
  readonly layout?: string | undefined;
}

/** The same for one resource of the running program. */
export interface Planned extends Intent {
  /** How messages call it: `Raid "md0"`. */
  readonly label: string;
  readonly identity: string;
  readonly systemId: string;
  /** Uuids under which MAAS may have its object already. */
  readonly uuids: readonly string[];
  /** It does not exist yet, or is made anew. */
  readonly isNew: boolean;
  /** Something is to be written for it. */
  readonly isChanged: boolean;
  /** The inputs that ask for something else than in the last run. */
  readonly changed: readonly string[];
  /** The object that MAAS has of it stays, so that its size stays as well. */
  readonly isKept: boolean;
  /** Something is to be written that MAAS takes on a machine that is Ready only. */
  readonly needsReady: boolean;
  /** The identities of partitions that were declared before on the same disk, when it takes what they leave. */
  readonly siblings?: readonly string[];
  /** The disk that it was about when the state was written, and the name that it gave it. */
  readonly before?: Pick<Intent, "about" | "name">;
  /** What it took when the state was written. */
  readonly had: readonly Take[];
}

/** The intent of a RAID, whose members and spares are lists of their own. */
export const raidIntent = (
  own: Pick<Intent, "name" | "level" | "uuid" | "filesystem">,
  lists: { readonly devices: readonly string[]; readonly spareDevices: readonly string[] },
): Intent => ({
  ...own,
  makes: "raid",
  takes: [...takesOf("devices", lists.devices, "member"), ...takesOf("spareDevices", lists.spareDevices, "spare")],
});

/** The intent of a resource that is about a disk, or makes the record of one that MAAS has not found. */
export const diskIntent = (wanted: {
  readonly blockDevice?: string | undefined;
  readonly create?: object | string | undefined;
  readonly name?: string | undefined;
  readonly bootDisk: unknown;
  readonly filesystem?: DeclaredFilesystem | undefined;
}): Intent => ({
  ...(wanted.create === undefined ? {} : { makes: "disk" as const }),
  about: wanted.blockDevice,
  name: wanted.name,
  boots: wanted.bootDisk === true,
  filesystem: wanted.filesystem,
});
