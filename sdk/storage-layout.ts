import type * as pulumi from "@pulumi/pulumi";

import { type MachineInput, machineReference } from "./references";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";

/** A layout that MAAS knows how to make. */
export type StorageLayoutName = "blank" | "flat" | "lvm" | "bcache";

/** What a {@link StorageLayout} takes. Sizes are bytes or a text with a unit (`"1GiB"`), or a share (`"60%"`). */
export interface StorageLayoutArgs {
  /** The machine: a system id or a machine result. Changing it replaces the layout. */
  machine: MachineInput;
  /** The layout to begin with. Changing it replaces the layout: everything on the disks is made anew. */
  layout: pulumi.Input<StorageLayoutName>;
  /**
   * Applies the layout also where something would be lost that neither this stack nor MAAS's own layouts made, special
   * filesystems included; false by default. Changing it alone changes nothing.
   */
  force?: pulumi.Input<boolean>;
  /** The size of the boot partition, at least 512 MiB. MAAS chooses by default. Changing it replaces the layout. */
  bootSize?: pulumi.Input<number | string>;
  /** The size of the root partition, at least 3 GB; the rest by default. Changing it replaces the layout. */
  rootSize?: pulumi.Input<number | string>;
  /** The name of the disk for the root filesystem; the boot disk by default. Changing it replaces the layout. */
  rootDevice?: pulumi.Input<string>;
  /** For `"lvm"`: the name of the volume group, `vgroot` by default. Changing it replaces the layout. */
  vgName?: pulumi.Input<string>;
  /** For `"lvm"`: the name of the logical volume, `lvroot` by default. Changing it replaces the layout. */
  lvName?: pulumi.Input<string>;
  /** For `"lvm"`: the size of the logical volume; the whole group by default. Changing it replaces the layout. */
  lvSize?: pulumi.Input<number | string>;
  /** For `"bcache"`: the cache mode, `"writethrough"` by default. Changing it replaces the layout. */
  cacheMode?: pulumi.Input<string>;
  /** For `"bcache"`: the size of the cache partition; the whole device by default. Changing it replaces the layout. */
  cacheSize?: pulumi.Input<number | string>;
  /** For `"bcache"`: takes the cache device whole, without a partition; false by default. Changing it replaces. */
  cacheNoPart?: pulumi.Input<boolean>;
}

/**
 * The layout from which the other resources of a machine begin. MAAS puts its default layout on every machine that it
 * commissions, so the boot disk of a new machine is full: `layout: "blank"` clears it. Pass the layout as the `machine`
 * of other resources and they wait for it.
 *
 * It is the only resource that wipes, so it is careful. What this stack made stays; what has the shape of one of MAAS's
 * own layouts is removed, and named in the preview; anything else is refused by name unless `force` is set. Deleting the
 * resource lets go of the machine and removes nothing. Uses `POST machines/{id}/?op=set_storage_layout`.
 */
export class StorageLayout extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("StorageLayout");

  /** True for a `StorageLayout`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is StorageLayout {
    return isOfType(obj, StorageLayout.__pulumiType);
  }

  /** The system id of the machine; pass the layout itself on as the `machine` of other resources. */
  declare readonly machine: pulumi.Output<string>;
  /** The layout that was applied. */
  declare readonly layout: pulumi.Output<StorageLayoutName>;

  constructor(name: string, args: StorageLayoutArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, machine: machineReference(args.machine) };
    super(name, { kind: "StorageLayout", inputs, properties: ["machine", "layout"], copies: {} }, opts);
  }
}
