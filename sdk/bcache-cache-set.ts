import type * as pulumi from "@pulumi/pulumi";

import { type DeviceInput, deviceReference, type MachineInput, machineReference } from "./references";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type DeviceRecord } from "./types";

/** What a {@link BcacheCacheSet} takes. */
export interface BcacheCacheSetArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the cache set. */
  machine: MachineInput;
  /**
   * The fast device: a disk, a partition, a `Raid`. Of the boot disk, pass a `Partition`. Changing it moves the cache set
   * in place.
   */
  cacheDevice: DeviceInput;
}

const PROPERTIES = ["machine", "cacheDevice", "name", "cacheSetId", "device"];

/**
 * A bcache cache set: a fast device that one or several bcaches use as their cache. Uses
 * `nodes/{id}/bcache-cache-sets/` and `nodes/{id}/bcache-cache-set/{id}/`. MAAS refuses to delete one that is in use.
 */
export class BcacheCacheSet extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("BcacheCacheSet");

  /** True for a `BcacheCacheSet`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is BcacheCacheSet {
    return isOfType(obj, BcacheCacheSet.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The device that caches, as it was referred to. */
  declare readonly cacheDevice: pulumi.Output<string>;
  /** `cache<n>`, by position: it shifts when an earlier cache set is deleted. */
  declare readonly name: pulumi.Output<string>;
  /** The id of the cache set in MAAS. */
  declare readonly cacheSetId: pulumi.Output<number>;
  /** The cache device by name and id. */
  declare readonly device: pulumi.Output<DeviceRecord>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: BcacheCacheSetArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: BcacheCacheSetArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(args) : {};
    const copies = { device: [args?.cacheDevice] };
    super(name, { kind: "BcacheCacheSet", inputs, properties: PROPERTIES, copies }, opts);
  }

  /** Reads a cache set that something else manages. `id` is `<system id>/cache-set/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): BcacheCacheSet {
    return new BcacheCacheSet(name, undefined, { ...opts, id });
  }
}

const wire = (args: BcacheCacheSetArgs): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  cacheDevice: deviceReference(args.cacheDevice),
});
