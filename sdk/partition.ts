import * as pulumi from "@pulumi/pulumi";

import { type Order, orderOf } from "./declared-order";
import { type DeviceInput, deviceReference, type MachineInput, machineReference } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { identityOfResource } from "./links";
import { StorageResource, typeOf } from "./storage-resource";
import { type DeviceRecord, type FilesystemArgs, type FilesystemState } from "./types";
import { providerOf } from "./provider-of";

/** What a {@link Partition} takes. */
export interface PartitionArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the partition. */
  machine: MachineInput;
  /**
   * The device that is partitioned: a disk's name, a disk of a machine result, or a `Raid`. Logical volumes and bcaches
   * cannot be partitioned. Changing it to another device replaces the partition; another way to write the same device
   * does not.
   */
  blockDevice: DeviceInput;
  /**
   * Bytes, or a text with a decimal or binary unit (`"100GB"`, `"512MiB"`), or a share of the device (`"25%"`); left out,
   * all that is left. At least 4 MiB; MAAS rounds down to 4 MiB, and `sizeBytes` says what it is. Changing it replaces
   * the partition. One that takes a share or the rest is also replaced along with a partition declared before it on the
   * device, since that one could not grow otherwise.
   */
  size?: pulumi.Input<number | string>;
  /** Sets the boot flag; false by default. Changing it replaces the partition: MAAS has no call to change one. */
  bootable?: pulumi.Input<boolean>;
  /**
   * A version 4 uuid in lower case. By default one that is derived from project, stack and resource name. Changing it
   * replaces the partition. Giving the uuid of a partition that exists takes that one over, if it is as declared.
   */
  uuid?: pulumi.Input<string>;
  /** The tags, exactly these; none by default. Changed in place, one call for each that differs. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** The filesystem on the partition; none by default. Changed in place. */
  filesystem?: pulumi.Input<FilesystemArgs>;
}

const PROPERTIES = [
  "machine",
  "blockDevice",
  "size",
  "bootable",
  "uuid",
  "tags",
  "filesystem",
  "sizeBytes",
  "path",
  "partitionId",
  "filesystemUuid",
  "device",
];

/** A number of bytes or an absolute size stays what it is; a share and "the rest" depend on what stands before. */
const mayBeRelative = (size: PartitionArgs["size"]): boolean =>
  (size ?? undefined) === undefined ||
  pulumi.Output.isInstance(size) ||
  (typeof size === "string" && size.trim().endsWith("%"));

/**
 * A partition of a disk or of a RAID. Partitions of one device come out in the order in which the program declares
 * them. Uses `POST nodes/{id}/blockdevices/{id}/partitions/` and the partition's operations; MAAS gives the disk a GPT
 * with its first partition.
 *
 * ```ts
 * const root = new maas.Partition("root", {
 *   machine: node, blockDevice: "sda", size: "50GiB",
 *   filesystem: { type: "ext4", mountPoint: "/" },
 * });
 * ```
 */
export class Partition extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Partition");

  /** True for a `Partition`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Partition {
    return isOfType(obj, Partition.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The device it is on, as it was referred to. */
  declare readonly blockDevice: pulumi.Output<string>;
  /** The declared size: bytes, a share, or nothing for the rest. */
  declare readonly size: pulumi.Output<number | string | undefined>;
  /** The size in bytes. Unknown in the preview of a creation. */
  declare readonly sizeBytes: pulumi.Output<number>;
  /** Whether the boot flag is set. */
  declare readonly bootable: pulumi.Output<boolean>;
  /** The uuid of the partition, given or derived. */
  declare readonly uuid: pulumi.Output<string>;
  /** The tags of the partition. */
  declare readonly tags: pulumi.Output<string[]>;
  /** The filesystem on it; left out when there is none. */
  declare readonly filesystem: pulumi.Output<FilesystemState | undefined>;
  /** The uuid of the filesystem, whoever chose it. */
  declare readonly filesystemUuid: pulumi.Output<string | undefined>;
  /** `/dev/disk/by-dname/<disk>-part<n>`. The number shifts when MAAS renumbers after a deletion. */
  declare readonly path: pulumi.Output<string>;
  /** The id of the partition in MAAS. */
  declare readonly partitionId: pulumi.Output<number>;
  /** The disk it is on, by name and id. */
  declare readonly device: pulumi.Output<DeviceRecord>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: PartitionArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: PartitionArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const order = args && orderOf(name, args, providerOf(opts));
    super(
      name,
      {
        kind: "Partition",
        inputs: args && order ? wire(args, order) : {},
        properties: PROPERTIES,
        copies: args ? copiesOf(args) : {},
        links: order ? { siblings: order.siblings.then((all) => all.map(identityOfResource)) } : {},
      },
      order ? pulumi.mergeOptions(opts, { dependsOn: order.last }) : opts,
    );
    order?.is(this);
  }

  /** Reads a partition that something else manages. `id` is `<system id>/partition/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Partition {
    return new Partition(name, undefined, { ...opts, id });
  }
}

const wire = (args: PartitionArgs, order: Order): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  blockDevice: deviceReference(args.blockDevice),
  ...(mayBeRelative(args.size) ? { siblings: order.siblings.then(idsOf) } : {}),
});

const idsOf = (siblings: readonly pulumi.CustomResource[]): pulumi.Output<string>[] | undefined =>
  siblings.length === 0 ? undefined : siblings.map(({ id }) => id);

const copiesOf = ({ blockDevice, size, filesystem }: PartitionArgs): Copies => ({
  device: [blockDevice],
  path: [blockDevice],
  sizeBytes: [size],
  filesystem: [filesystem],
  filesystemUuid: [filesystem],
});
