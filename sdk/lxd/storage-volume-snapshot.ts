import type * as pulumi from "@pulumi/pulumi";

import { isOfType } from "../dynamic-resource";
import { LxdResource, projectFor, typeOf } from "./lxd-resource";
import { type VolumeInput, volumeReference } from "./references";

/** What a {@link StorageVolumeSnapshot} takes. */
export interface StorageVolumeSnapshotArgs {
  /**
   * The volume: a `StorageVolume`, or its names. Another volume replaces the snapshot; a volume that is renamed or moved by
   * its own resource takes its snapshots along.
   */
  volume: VolumeInput;
  /** The name; the logical name of the resource by default. Another one renames the snapshot. */
  name?: pulumi.Input<string>;
  /** Any text; that of the volume at the time by default. Changed in place. */
  description?: pulumi.Input<string>;
  /** When LXD deletes the snapshot, such as `"2030-01-31T12:00:00Z"`; to the second. Never by default. Changed in place. */
  expiresAt?: pulumi.Input<string>;
  /** In a cluster with local storage: the member. Changing it replaces the snapshot. */
  target?: pulumi.Input<string>;
  /** Takes over a snapshot of this name that exists; false by default: then it is an error. */
  adopt?: pulumi.Input<boolean>;
}

const PROPERTIES = [
  ...["project", "pool", "volume", "name", "description", "expiresAt", "target"],
  ...["location", "contentType", "createdAt"],
];

/**
 * A snapshot of a custom volume, of the time when the resource was made. Replacing it takes another one. To go back to a
 * snapshot is a command, not a state: `lxc storage volume restore`; to have a volume that begins with one, give it as its
 * `copyFrom`. Uses `POST`, `PUT` and `DELETE …/volumes/custom/<volume>/snapshots`.
 */
export class StorageVolumeSnapshot extends LxdResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("StorageVolumeSnapshot");

  /** True for a `StorageVolumeSnapshot`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is StorageVolumeSnapshot {
    return isOfType(obj, StorageVolumeSnapshot.__pulumiType);
  }

  /** The name of the volume's project. */
  declare readonly project: pulumi.Output<string>;
  /** The name of the volume's pool. */
  declare readonly pool: pulumi.Output<string>;
  /** The name of the volume. */
  declare readonly volume: pulumi.Output<string>;
  /** The name of the snapshot, without that of the volume. */
  declare readonly name: pulumi.Output<string>;
  /** The text that describes it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** When LXD deletes the snapshot; left out when it never does. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** The member of a cluster that has it. */
  declare readonly location: pulumi.Output<string | undefined>;
  /** When it was taken, on LXD 5.21 and newer. */
  declare readonly createdAt: pulumi.Output<string | undefined>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: StorageVolumeSnapshotArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: StorageVolumeSnapshotArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args, opts) : {};
    super(name, { kind: "StorageVolumeSnapshot", inputs, properties: PROPERTIES, copies: {} }, opts);
  }

  /** Reads a snapshot that something else manages. `id` is `<project>/<pool>/<volume>/<snapshot>`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): StorageVolumeSnapshot {
    return new StorageVolumeSnapshot(name, undefined, { ...opts, id });
  }
}

function wire(
  name: string,
  { volume, ...args }: StorageVolumeSnapshotArgs,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const { project, pool, name: of } = volumeReference(volume, projectFor(undefined, opts));
  return { ...args, project, pool, volume: of, name: args.name ?? name };
}
