import type * as pulumi from "@pulumi/pulumi";

import { type DeviceInput, deviceReferences, type MachineInput, machineReference, nameOr } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type DeviceRecord, type FilesystemArgs, type FilesystemState, type RaidLevel } from "./types";

/** What a {@link Raid} takes. */
export interface RaidArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the RAID. */
  machine: MachineInput;
  /** The name of the disk it makes, at most 255 characters; the resource's name by default. Changed in place. */
  name?: pulumi.Input<string>;
  /** The level. Changing it replaces the RAID: MAAS cannot change it. */
  level: pulumi.Input<RaidLevel>;
  /**
   * The active devices, at least 2 for raid-0 and raid-1, 3 for raid-5 and raid-10, 4 for raid-6. Disks are taken whole;
   * of the boot disk, pass a `Partition`. Changed in place, in an order that never passes below the minimum.
   */
  devices: pulumi.Input<readonly DeviceInput[]>;
  /** The spares; none by default, and none allowed for raid-0. Changed in place. */
  spareDevices?: pulumi.Input<readonly DeviceInput[]>;
  /**
   * A version 4 uuid in lower case; by default one derived from project, stack and resource name. Changed in place.
   * Giving the uuid of a RAID that exists takes that one over, if its level is as declared.
   */
  uuid?: pulumi.Input<string>;
  /** The tags of the disk it makes, exactly these; none by default. Changed in place. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** The filesystem on the disk it makes; none by default. Changed in place. */
  filesystem?: pulumi.Input<FilesystemArgs>;
}

const PROPERTIES = [
  "machine",
  "name",
  "level",
  "devices",
  "spareDevices",
  "uuid",
  "tags",
  "filesystem",
  "sizeBytes",
  "path",
  "raidId",
  "virtualDeviceId",
  "filesystemUuid",
  "members",
  "spares",
];

/**
 * A software RAID, and the disk that it makes; pass it on wherever a device is wanted. Uses `nodes/{id}/raids/` and
 * `nodes/{id}/raid/{id}/`. Deleting it leaves the devices, and the partitions that it was made of.
 *
 * ```ts
 * const mirror = new maas.Raid("md0", {
 *   machine: node, level: "raid-1", devices: ["sda", "sdb"],
 *   filesystem: { type: "ext4", mountPoint: "/srv" },
 * });
 * ```
 */
export class Raid extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Raid");

  /** True for a `Raid`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Raid {
    return isOfType(obj, Raid.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The name of the disk it makes. */
  declare readonly name: pulumi.Output<string>;
  /** The RAID level. */
  declare readonly level: pulumi.Output<RaidLevel>;
  /** The active members, as they were referred to. */
  declare readonly devices: pulumi.Output<string[]>;
  /** The spare members, as they were referred to. */
  declare readonly spareDevices: pulumi.Output<string[]>;
  /** The uuid of the array, given or derived. */
  declare readonly uuid: pulumi.Output<string>;
  /** The tags of the disk it makes. */
  declare readonly tags: pulumi.Output<string[]>;
  /** The filesystem on the disk it makes; left out when there is none. */
  declare readonly filesystem: pulumi.Output<FilesystemState | undefined>;
  /** The uuid of the filesystem, whoever chose it. */
  declare readonly filesystemUuid: pulumi.Output<string | undefined>;
  /** The size of the disk in bytes. */
  declare readonly sizeBytes: pulumi.Output<number>;
  /** `/dev/disk/by-dname/<name>` */
  declare readonly path: pulumi.Output<string>;
  /** The id of the RAID in MAAS. */
  declare readonly raidId: pulumi.Output<number>;
  /** The id of the disk it makes. */
  declare readonly virtualDeviceId: pulumi.Output<number>;
  /** The active devices by name and id. */
  declare readonly members: pulumi.Output<DeviceRecord[]>;
  /** The spares by name and id. */
  declare readonly spares: pulumi.Output<DeviceRecord[]>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: RaidArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: RaidArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args) : {};
    super(name, { kind: "Raid", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, opts);
  }

  /** Reads a RAID that something else manages. `id` is `<system id>/raid/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Raid {
    return new Raid(name, undefined, { ...opts, id });
  }
}

const wire = (name: string, args: RaidArgs): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  name: nameOr(name, args.name),
  devices: deviceReferences(args.devices),
  spareDevices: deviceReferences(args.spareDevices),
});

/** A device may become a spare, and a spare a device, without this program. */
const copiesOf = ({ name, devices, spareDevices, filesystem }: RaidArgs): Copies => ({
  path: [name],
  devices: [spareDevices],
  spareDevices: [devices],
  members: [devices, spareDevices],
  spares: [devices, spareDevices],
  filesystem: [filesystem],
  filesystemUuid: [filesystem],
});
