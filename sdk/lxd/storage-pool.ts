import type * as pulumi from "@pulumi/pulumi";

import { type ConfigInput, withSecretPasswords } from "./config-input";
import { isOfType } from "../dynamic-resource";
import { LxdResource, typeOf } from "./lxd-resource";

/** What a {@link StoragePool} takes. */
export interface StoragePoolArgs {
  /** The name; the logical name of the resource by default. LXD cannot rename pools: changing it replaces the pool. */
  name?: pulumi.Input<string>;
  /**
   * `"dir"`, `"btrfs"`, `"lvm"`, `"zfs"`, `"ceph"` or another driver that the server has. Changing it replaces the pool.
   */
  driver: pulumi.Input<string>;
  /**
   * Of what the pool is made: a directory, a block device, the name of a volume group or of a ZFS pool. By default LXD
   * makes a directory or a file of its own. Changing it replaces the pool.
   */
  source?: pulumi.Input<string>;
  /**
   * The size of a pool that is in a file of LXD's own: bytes, or a text such as `"50GiB"`; a fifth of the free space by
   * default, from 5 to 30 GiB. It can grow in place on LXD 5.0.3 and newer, and never shrink. In a cluster it is that of
   * each member.
   */
  size?: pulumi.Input<number | string>;
  /** Any text; what others set is left alone by default. Changed in place. */
  description?: pulumi.Input<string>;
  /**
   * Configuration keys of the driver (`"btrfs.mount_options"`), defaults for volumes (`"volume.size"`) and keys of your own
   * (`"user.…"`). Only the keys given here are compared and changed, in place; a key that leaves the program is removed.
   */
  config?: ConfigInput;
  /** In a cluster: what single members have of their own, by member: `{ m1: { source: "/dev/sdb" } }`. */
  memberConfig?: pulumi.Input<Readonly<Record<string, ConfigInput>>>;
  /**
   * Takes over a pool of this name that exists and has the same driver; false by default: then it is an error. Changing it
   * alone changes nothing.
   */
  adopt?: pulumi.Input<boolean>;
}

const PROPERTIES = [
  ...["name", "driver", "source", "size", "description", "config", "memberConfig"],
  ...["effectiveConfig", "status", "locations"],
];

/**
 * A storage pool of an LXD, or of all members of a cluster. A pool with volumes in it is not deleted: the error names what
 * uses it. Images that LXD has cached there go with it. Uses `POST`, `PUT` and `DELETE /1.0/storage-pools`.
 */
export class StoragePool extends LxdResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("StoragePool");

  /** True for a `StoragePool`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is StoragePool {
    return isOfType(obj, StoragePool.__pulumiType);
  }

  /** The name; a preview knows it. */
  declare readonly name: pulumi.Output<string>;
  /** The driver, e.g. `"zfs"`. */
  declare readonly driver: pulumi.Output<string>;
  /** As the program gave it; what LXD made of it is in `effectiveConfig`. */
  declare readonly source: pulumi.Output<string | undefined>;
  /** Bytes, when the program gives a size. */
  declare readonly size: pulumi.Output<number | undefined>;
  /** The text that describes it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The keys that the program gives. */
  declare readonly config: pulumi.Output<Readonly<Record<string, string>>>;
  /** All keys that LXD shows, but for passwords and what LXD keeps for itself (`volatile.…`). */
  declare readonly effectiveConfig: pulumi.Output<Readonly<Record<string, string>>>;
  /** `"Created"`; `"Pending"` or `"Errored"` on a cluster where a member has failed. */
  declare readonly status: pulumi.Output<string>;
  /** The members of a cluster that have the pool; none without a cluster. */
  declare readonly locations: pulumi.Output<string[]>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: StoragePoolArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: StoragePoolArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? { ...args, name: args.name ?? name, config: withSecretPasswords(args.config) } : {};
    const copies = { effectiveConfig: [args?.config, args?.size, args?.source, args?.memberConfig] };
    super(name, { kind: "StoragePool", inputs, properties: PROPERTIES, copies }, opts);
  }

  /** Reads a pool that something else manages. `id` is its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): StoragePool {
    return new StoragePool(name, undefined, { ...opts, id });
  }
}
