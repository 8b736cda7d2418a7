import type * as pulumi from "@pulumi/pulumi";

import { type DeviceInput, deviceReference, type MachineInput, machineReference } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type DeviceRecord, type FilesystemArgs, type FilesystemState } from "./types";

/** A disk that MAAS has not found by itself: it is known by its `idPath`, or by its model and its serial. */
export interface NewBlockDeviceArgs {
  /** The model. Changing it replaces the disk. */
  model?: pulumi.Input<string>;
  /** The serial number. Changing it replaces the disk. */
  serial?: pulumi.Input<string>;
  /** The path by which the deployed system finds it, such as `/dev/disk/by-id/wwn-0x5000…`. Changing it replaces the disk. */
  idPath?: pulumi.Input<string>;
  /** The size, to the byte, or a text (`"4TB"`); at least 4 MiB. Changed in place. */
  sizeBytes: pulumi.Input<number | string>;
  /** The size of a block, at least 512; 512 by default. Changed in place. */
  blockSize?: pulumi.Input<number>;
}

/** What a {@link BlockDevice} takes. */
export interface BlockDeviceArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the resource. */
  machine: MachineInput;
  /**
   * The physical disk that is there: its name, or a disk of a machine result. Changing it to another disk gives the first
   * one back what was changed; another way to write the same disk changes nothing.
   */
  blockDevice?: DeviceInput;
  /**
   * In place of `blockDevice`: a disk that MAAS has not found, which is added to the machine. Deleting the resource removes
   * it, unless something is built on it. One that MAAS knows already is refused.
   */
  create?: pulumi.Input<NewBlockDeviceArgs>;
  /**
   * The name of the disk, at most 255 characters. Of a disk that is there, by default the one that it has; of one that is
   * made, the resource's name. Changed in place; what refers to the disk by its old name no longer finds it, so refer to
   * the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * Tags that the disk is to have besides those of its hardware; none by default. Changed in place. A tag that the disk
   * had already is not taken away again.
   */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * True makes it the disk that the machine boots from; false by default, which leaves the choice alone. One disk of a
   * machine can have it. MAAS deletes a filesystem that the disk has as a whole: the preview warns. Changed in place.
   */
  bootDisk?: pulumi.Input<boolean>;
  /**
   * The filesystem on the whole disk, without partitions; none by default, which leaves alone what somebody else put
   * there. Not for the boot disk. One that is not as declared, and that this resource did not make, is refused. Changed in
   * place.
   */
  filesystem?: pulumi.Input<FilesystemArgs>;
}

const PROPERTIES = [
  "machine",
  "blockDevice",
  "create",
  "name",
  "tags",
  "bootDisk",
  "filesystem",
  "sizeBytes",
  "blockSize",
  "path",
  "model",
  "serial",
  "idPath",
  "diskId",
  "filesystemUuid",
  "device",
  "ownTags",
  "formerName",
];

/**
 * What a program wants of a physical disk: tags, a filesystem on the whole of it, a name, that the machine boots from it.
 * Pass it on wherever a device is wanted. Deleting the resource gives a disk that was there back what was changed (our
 * tags, our filesystem, its name) and never removes it. Uses `nodes/{id}/blockdevices/` and
 * `nodes/{id}/blockdevices/{id}/` with its operations.
 *
 * ```ts
 * const data = new maas.BlockDevice("data", {
 *   machine: node, blockDevice: "sdc", tags: ["ceph-osd"],
 *   filesystem: { type: "xfs", mountPoint: "/srv" },
 * });
 * ```
 */
export class BlockDevice extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("BlockDevice");

  /** True for a `BlockDevice`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is BlockDevice {
    return isOfType(obj, BlockDevice.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The disk, as it was referred to; nothing for one that was made. */
  declare readonly blockDevice: pulumi.Output<string | undefined>;
  /** What a disk that was made was declared as; nothing for one that was there. */
  declare readonly create: pulumi.Output<
    { model?: string; serial?: string; idPath?: string; sizeBytes: number; blockSize: number } | undefined
  >;
  /** The name of the disk. */
  declare readonly name: pulumi.Output<string>;
  /** The declared tags that the disk has; all of them when it is only read. */
  declare readonly tags: pulumi.Output<string[]>;
  /** Whether it is the boot disk, as far as that was declared. */
  declare readonly bootDisk: pulumi.Output<boolean>;
  /** The filesystem on the whole disk, as it was found; only one that was declared, unless the disk is only read. */
  declare readonly filesystem: pulumi.Output<FilesystemState | undefined>;
  /** The uuid of the filesystem, whoever chose it. */
  declare readonly filesystemUuid: pulumi.Output<string | undefined>;
  /** The size in bytes. */
  declare readonly sizeBytes: pulumi.Output<number>;
  /** The size of a block in bytes. */
  declare readonly blockSize: pulumi.Output<number>;
  /** `/dev/disk/by-dname/<name>` */
  declare readonly path: pulumi.Output<string>;
  /** The model of the disk. */
  declare readonly model: pulumi.Output<string | undefined>;
  /** The serial number of the disk. */
  declare readonly serial: pulumi.Output<string | undefined>;
  /** The path by which the deployed system finds the disk. */
  declare readonly idPath: pulumi.Output<string | undefined>;
  /** The id of the disk in MAAS. */
  declare readonly diskId: pulumi.Output<number>;
  /** The disk by name and id. */
  declare readonly device: pulumi.Output<DeviceRecord>;
  /** The tags that this resource has added, and takes away when they are no longer declared. */
  declare readonly ownTags: pulumi.Output<string[]>;
  /** The name that the disk had before this resource gave it another; it gets that back. */
  declare readonly formerName: pulumi.Output<string | undefined>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: BlockDeviceArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: BlockDeviceArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args) : {};
    super(name, { kind: "BlockDevice", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, opts);
  }

  /** Reads a disk without changing it. `id` is `<system id>/disk/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): BlockDevice {
    return new BlockDevice(name, undefined, { ...opts, id });
  }
}

const wire = (name: string, args: BlockDeviceArgs): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  ...(args.blockDevice === undefined ? {} : { blockDevice: deviceReference(args.blockDevice) }),
  ...(args.create !== undefined && args.name === undefined ? { name } : {}),
});

const copiesOf = ({ blockDevice, create, name, tags, filesystem }: BlockDeviceArgs): Copies => ({
  name: [blockDevice],
  path: [name, blockDevice],
  device: [name, blockDevice],
  formerName: [blockDevice],
  ownTags: [tags],
  model: [create],
  serial: [create],
  idPath: [create],
  sizeBytes: [create],
  filesystem: [filesystem],
  filesystemUuid: [filesystem],
});
