import type * as pulumi from "@pulumi/pulumi";

import { type ConfigInput, withSecretPasswords } from "./config-input";
import { isOfType } from "../dynamic-resource";
import { LxdResource, projectFor, typeOf } from "./lxd-resource";
import { configOfVolume, type PoolInput, poolName, type VolumeInput, volumeReference } from "./references";

/** What a {@link StorageVolume} takes. */
export interface StorageVolumeArgs {
  /** The pool: a `StoragePool` or a name. Another one moves the volume there, with what is in it. */
  pool: PoolInput;
  /**
   * The name; the logical name of the resource by default. Another one renames the volume. Names that begin with `maas-`
   * are refused: those volumes are disks of virtual machines, which MAAS makes and removes itself.
   */
  name?: pulumi.Input<string>;
  /** The project; that of the provider or of `lxd:project` by default. Another one moves the volume there. */
  project?: pulumi.Input<string>;
  /** In a cluster with local storage: the member. Changing it replaces the volume. */
  target?: pulumi.Input<string>;
  /** `"filesystem"` (the default) or `"block"`. Changing it replaces the volume. */
  contentType?: pulumi.Input<"filesystem" | "block">;
  /**
   * Bytes, or a text such as `"100GiB"`; no limit by default, 10 GiB for a block volume. It changes in place; a smaller block
   * volume is refused in the preview. On a `dir` pool without project quotas LXD keeps the number and enforces nothing.
   */
  size?: pulumi.Input<number | string>;
  /** Any text; what others set is left alone by default. Changed in place. */
  description?: pulumi.Input<string>;
  /**
   * Configuration keys, such as `"snapshots.schedule"`, `"security.shifted"` and keys of your own (`"user.…"`). Only the keys
   * given here are compared and changed, in place; a key that leaves the program is removed.
   */
  config?: ConfigInput;
  /**
   * A volume or a snapshot to begin with a copy of, its size and configuration included. It serves creation alone: changing
   * it later changes nothing.
   */
  copyFrom?: VolumeInput;
  /** Whether the copy has the snapshots of its source as well; false by default. It serves creation alone. */
  copySnapshots?: pulumi.Input<boolean>;
  /**
   * Takes over a volume of this name that exists and has the same content type; false by default: then it is an error.
   * Changing it alone changes nothing.
   */
  adopt?: pulumi.Input<boolean>;
}

const PROPERTIES = [
  ...["project", "pool", "name", "target", "contentType", "size", "description", "config", "copyFrom"],
  ...["effectiveConfig", "sizeBytes", "location", "createdAt"],
];

/**
 * A custom volume of a storage pool. Name, pool and project change in place: what is in it goes along. LXD refuses that, and
 * the deletion, while instances use the volume; the error names them. **Its snapshots are deleted with it.**
 * Uses `POST`, `PUT` and `DELETE /1.0/storage-pools/<pool>/volumes/custom`.
 */
export class StorageVolume extends LxdResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("StorageVolume");

  /** True for a `StorageVolume`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is StorageVolume {
    return isOfType(obj, StorageVolume.__pulumiType);
  }

  /** The name of the project. */
  declare readonly project: pulumi.Output<string>;
  /** The name of the pool. */
  declare readonly pool: pulumi.Output<string>;
  /** The name of the volume. */
  declare readonly name: pulumi.Output<string>;
  /** `"filesystem"` or `"block"`. */
  declare readonly contentType: pulumi.Output<"filesystem" | "block">;
  /** Bytes, when the program gives a size. */
  declare readonly size: pulumi.Output<number | undefined>;
  /** The text that describes it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The keys that the program gives. */
  declare readonly config: pulumi.Output<Readonly<Record<string, string>>>;
  /** All keys that LXD shows, but for what it keeps for itself (`volatile.…`). */
  declare readonly effectiveConfig: pulumi.Output<Readonly<Record<string, string>>>;
  /** The size in bytes that LXD shows, whoever set it; none without a limit. */
  declare readonly sizeBytes: pulumi.Output<number | undefined>;
  /** The member of a cluster that has the volume; none without a cluster, or when all members have it. */
  declare readonly location: pulumi.Output<string | undefined>;
  /** When it was made, on LXD 5.21 and newer. */
  declare readonly createdAt: pulumi.Output<string | undefined>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: StorageVolumeArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: StorageVolumeArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args, opts) : {};
    const copies = {
      effectiveConfig: [args?.config, args?.size, args?.copyFrom && configOfVolume(args.copyFrom)],
      sizeBytes: [args?.size],
    };
    super(name, { kind: "StorageVolume", inputs, properties: PROPERTIES, copies }, opts);
  }

  /** Reads a volume that something else manages. `id` is `<project>/<pool>/<volume>`, in a cluster with `@<member>`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): StorageVolume {
    return new StorageVolume(name, undefined, { ...opts, id });
  }
}

function wire(
  name: string,
  { copyFrom, copySnapshots, ...args }: StorageVolumeArgs,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const project = projectFor(args.project, opts);
  const source = copyFrom === undefined ? undefined : volumeReference(copyFrom, project);
  return {
    ...args,
    project,
    pool: poolName(args.pool),
    name: args.name ?? name,
    config: withSecretPasswords(args.config),
    copyFrom: source && { ...source, withSnapshots: copySnapshots ?? false },
  };
}
