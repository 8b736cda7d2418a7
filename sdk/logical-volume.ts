import * as pulumi from "@pulumi/pulumi";

import { nameOr } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type FilesystemArgs, type FilesystemState } from "./types";
import { type VolumeGroup } from "./volume-group";
import { volumeOrder } from "./volume-order";

/** A volume group of a machine result. */
export interface GroupResult {
  /** The number of the group in MAAS. */
  readonly id: number;
  /** The system id of its machine. */
  readonly systemId: string;
}

/** A volume group: a `VolumeGroup`, one of a machine result, or its id (`"<system id>/volume-group/<number>"`). */
export type VolumeGroupInput = VolumeGroup | pulumi.Input<string | GroupResult | VolumeGroup>;

/** What a {@link LogicalVolume} takes. */
export interface LogicalVolumeArgs {
  /** The group, which also says the machine. Changing it to another group replaces the volume. */
  volumeGroup: VolumeGroupInput;
  /**
   * The name, as LVM takes one, without that of the group; the resource's name by default. Disks, RAIDs, bcaches and the
   * logical volumes of all groups of a machine share one space of names. Changed in place.
   */
  name?: pulumi.Input<string>;
  /**
   * Bytes, or a text with a decimal or binary unit (`"100GB"`, `"40GiB"`), or a share of the group (`"25%"`); left out,
   * all that is left. At least 4 MiB; rounded down to 4 MiB, and `sizeBytes` says what it is. Changed in place, larger
   * and smaller, and the filesystem stays as it is declared: until the machine is deployed it is a record in MAAS, and
   * nothing is copied or lost. A share and the rest are reckoned when the volume is made and when `size` changes, not
   * when the group or another volume does. Of a volume that is taken over by its uuid, leaving it out keeps the size.
   */
  size?: pulumi.Input<number | string>;
  /**
   * A version 4 uuid in lower case; by default one derived from project, stack and resource name. Changed in place.
   * Giving the uuid of a volume that exists in the group takes that one over.
   */
  uuid?: pulumi.Input<string>;
  /** The tags of the disk that the volume is, exactly these; none by default. Changed in place. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** The filesystem on the volume; none by default. A logical volume cannot be partitioned. Changed in place. */
  filesystem?: pulumi.Input<FilesystemArgs>;
}

const PROPERTIES = [
  "machine",
  "volumeGroup",
  "name",
  "size",
  "uuid",
  "tags",
  "filesystem",
  "sizeBytes",
  "path",
  "logicalVolumeId",
  "filesystemUuid",
];

/**
 * A logical volume of a {@link VolumeGroup}, and the disk that it is; pass it on wherever a device is wanted, as a member
 * of a RAID, as a cache device. MAAS takes none as the backing device of a bcache, and partitions none. Where a share or
 * the rest is taken, volumes of one group are made in the order in which the program declares them. Uses
 * `POST nodes/{id}/volume-group/{id}/?op=create_logical_volume` and `nodes/{id}/blockdevices/{id}/`.
 */
export class LogicalVolume extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("LogicalVolume");

  /** True for a `LogicalVolume`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is LogicalVolume {
    return isOfType(obj, LogicalVolume.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The id of the group. */
  declare readonly volumeGroup: pulumi.Output<string>;
  /** The name, without that of the group. */
  declare readonly name: pulumi.Output<string>;
  /** The declared size: bytes, a share, or nothing for the rest. */
  declare readonly size: pulumi.Output<number | string | undefined>;
  /** The size in bytes. Unknown in the preview of a creation. */
  declare readonly sizeBytes: pulumi.Output<number>;
  /** The uuid of the volume, whoever chose it. */
  declare readonly uuid: pulumi.Output<string>;
  /** The tags of the disk that the volume is. */
  declare readonly tags: pulumi.Output<string[]>;
  /** The filesystem on the volume, as it was found. */
  declare readonly filesystem: pulumi.Output<FilesystemState | undefined>;
  /** The uuid of the filesystem, whoever chose it. */
  declare readonly filesystemUuid: pulumi.Output<string | undefined>;
  /** `/dev/disk/by-dname/<group>-<volume>` */
  declare readonly path: pulumi.Output<string>;
  /** The id of the disk that the volume is, in MAAS. */
  declare readonly logicalVolumeId: pulumi.Output<number>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: LogicalVolumeArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: LogicalVolumeArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const order = args && volumeOrder(args.volumeGroup, args.size);
    super(
      name,
      {
        kind: "LogicalVolume",
        inputs: args ? wire(name, args) : {},
        properties: PROPERTIES,
        copies: args ? copiesOf(args) : {},
      },
      order ? pulumi.mergeOptions(opts, { dependsOn: order.before }) : opts,
    );
    order?.is(this);
  }

  /** Reads a volume that something else manages. `id` is `<system id>/logical-volume/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): LogicalVolume {
    return new LogicalVolume(name, undefined, { ...opts, id });
  }
}

const wire = (name: string, args: LogicalVolumeArgs): pulumi.Inputs => ({
  ...args,
  machine: machineOf(args.volumeGroup),
  volumeGroup: groupReference(args.volumeGroup),
  name: nameOr(name, args.name),
});

/** The path has the name of the group as well. */
const copiesOf = ({ volumeGroup, name, size, filesystem }: LogicalVolumeArgs): Copies => ({
  machine: [volumeGroup],
  path: [name, isGroup(volumeGroup) ? volumeGroup.name : volumeGroup],
  sizeBytes: [size],
  filesystem: [filesystem],
  filesystemUuid: [filesystem],
});

type GroupValue = string | GroupResult | VolumeGroup;

const isGroup = (group: unknown): group is VolumeGroup =>
  pulumi.CustomResource.isInstance(group) && "volumeGroupId" in group;

function groupReference(group: VolumeGroupInput): pulumi.Output<string> {
  if (isGroup(group)) return group.id;
  return resolvedGroup(group).apply((value): pulumi.Output<string> => {
    if (isGroup(value)) return value.id;
    return pulumi.output(typeof value === "string" ? value : `${value.systemId}/volume-group/${value.id}`);
  });
}

function machineOf(group: VolumeGroupInput): pulumi.Output<string> {
  if (isGroup(group)) return group.machine;
  return resolvedGroup(group).apply((value): pulumi.Output<string> => {
    if (isGroup(value)) return value.machine;
    return pulumi.output(typeof value === "string" ? (value.split("/")[0] ?? value) : value.systemId);
  });
}

const resolvedGroup = (group: pulumi.Input<GroupValue>): pulumi.Output<GroupValue> =>
  pulumi.Output.isInstance<GroupValue>(group) ? group : pulumi.output<GroupValue>(group);
