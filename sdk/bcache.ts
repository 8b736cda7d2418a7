import * as pulumi from "@pulumi/pulumi";

import { type BcacheCacheSet } from "./bcache-cache-set";
import { type DeviceInput, deviceReference, type MachineInput, machineReference, nameOr } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type CacheMode, type DeviceRecord, type FilesystemArgs, type FilesystemState } from "./types";

/** What a {@link Bcache} takes. */
export interface BcacheArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the bcache. */
  machine: MachineInput;
  /** The name of the disk it makes, at most 255 characters; the resource's name by default. Changed in place. */
  name?: pulumi.Input<string>;
  /** The cache set, or its id (`"<system id>/cache-set/<number>"`). Several bcaches may share one. Changed in place. */
  cacheSet: BcacheCacheSet | pulumi.Input<string | BcacheCacheSet>;
  /**
   * The slow device: a disk, a partition, a `Raid`. Of the boot disk, pass a `Partition`; MAAS takes no logical volume.
   * Changed in place.
   */
  backingDevice: DeviceInput;
  /** When writes reach the backing device; `"writethrough"` by default. Changed in place. */
  cacheMode?: pulumi.Input<CacheMode>;
  /**
   * A version 4 uuid in lower case; by default one derived from project, stack and resource name. Changed in place.
   * Giving the uuid of a bcache that exists takes that one over.
   */
  uuid?: pulumi.Input<string>;
  /** The tags of the disk it makes, exactly these; none by default. Changed in place. */
  tags?: pulumi.Input<pulumi.Input<string>[]>;
  /** The filesystem on the disk it makes; none by default. A bcache cannot be partitioned. Changed in place. */
  filesystem?: pulumi.Input<FilesystemArgs>;
}

const PROPERTIES = [
  "machine",
  "name",
  "cacheSet",
  "backingDevice",
  "cacheMode",
  "uuid",
  "tags",
  "filesystem",
  "sizeBytes",
  "path",
  "bcacheId",
  "virtualDeviceId",
  "filesystemUuid",
  "device",
];

/**
 * A bcache: a slow device behind the cache of a cache set, and the disk that it makes. Uses `nodes/{id}/bcaches/` and
 * `nodes/{id}/bcache/{id}/`. Deleting it leaves the cache set and the backing device.
 */
export class Bcache extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Bcache");

  /** True for a `Bcache`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Bcache {
    return isOfType(obj, Bcache.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The name of the disk it makes. */
  declare readonly name: pulumi.Output<string>;
  /** The id of its cache set. */
  declare readonly cacheSet: pulumi.Output<string>;
  /** The slow device, as it was referred to. */
  declare readonly backingDevice: pulumi.Output<string>;
  /** When writes reach the backing device. */
  declare readonly cacheMode: pulumi.Output<CacheMode>;
  /** The uuid of the bcache, given or derived. */
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
  /** The id of the bcache in MAAS. */
  declare readonly bcacheId: pulumi.Output<number>;
  /** The id of the disk it makes. */
  declare readonly virtualDeviceId: pulumi.Output<number>;
  /** The backing device by name and id. */
  declare readonly device: pulumi.Output<DeviceRecord>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: BcacheArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: BcacheArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args) : {};
    super(name, { kind: "Bcache", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, opts);
  }

  /** Reads a bcache that something else manages. `id` is `<system id>/bcache/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Bcache {
    return new Bcache(name, undefined, { ...opts, id });
  }
}

const wire = (name: string, args: BcacheArgs): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  name: nameOr(name, args.name),
  cacheSet: cacheSetReference(args.cacheSet),
  backingDevice: deviceReference(args.backingDevice),
});

const copiesOf = (args: BcacheArgs): Copies => ({
  path: [args.name],
  device: [args.backingDevice],
  filesystem: [args.filesystem],
  filesystemUuid: [args.filesystem],
});

function cacheSetReference(cacheSet: BcacheArgs["cacheSet"]): pulumi.Output<string> {
  if (pulumi.CustomResource.isInstance(cacheSet)) return cacheSet.id;
  return pulumi
    .output(cacheSet)
    .apply((value) => (pulumi.CustomResource.isInstance(value) ? value.id : pulumi.output(value)));
}
