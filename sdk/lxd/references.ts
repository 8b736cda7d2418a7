import * as pulumi from "@pulumi/pulumi";

/** A resource that is a storage pool. */
export type PoolResource = pulumi.CustomResource & {
  readonly name: pulumi.Output<string>;
  readonly driver: pulumi.Output<string>;
};

/** A storage pool: a `StoragePool`, its name, or a result of `getStoragePool`. */
export type PoolInput = PoolResource | pulumi.Input<string | { readonly name: string } | PoolResource>;

/** A resource that is a custom volume. */
export type VolumeResource = pulumi.CustomResource & {
  readonly project: pulumi.Output<string>;
  readonly pool: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
};

/** A custom volume by its names. The project of the resource itself by default. */
export interface VolumeNames {
  readonly project?: string;
  readonly pool: string;
  readonly name: string;
}

/** A custom volume: a `StorageVolume`, or its names, as a result of `getStorageVolume` has them. */
export type VolumeInput = VolumeResource | pulumi.Input<VolumeNames | VolumeResource>;

/** A resource that is a snapshot of a custom volume. */
export type SnapshotResource = VolumeResource & { readonly volume: pulumi.Output<string> };

const isPool = (value: unknown): value is PoolResource =>
  pulumi.CustomResource.isInstance(value) && "driver" in value && "name" in value;

const isVolume = (value: unknown): value is VolumeResource =>
  pulumi.CustomResource.isInstance(value) && "pool" in value && "name" in value;

const isSnapshot = (value: VolumeResource): value is SnapshotResource => "volume" in value;

/**
 * The name of a pool, however it was given. Names are inputs, which a preview knows also while the resource is changed in
 * place.
 */
export function poolName(pool: PoolInput): pulumi.Output<string> {
  if (isPool(pool)) return pool.name;
  return pulumi.output(pool).apply((value): pulumi.Output<string> => {
    if (isPool(value)) return value.name;
    return pulumi.output(typeof value === "object" && value !== null ? value.name : value);
  });
}

/** The names of a volume, each as an output of its own; a snapshot's name is `volume/snapshot`. */
export interface VolumeReference {
  readonly project: pulumi.Output<string>;
  readonly pool: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

const named = (volume: VolumeResource): VolumeReference => ({
  project: volume.project,
  pool: volume.pool,
  name: isSnapshot(volume) ? pulumi.interpolate`${volume.volume}/${volume.name}` : volume.name,
});

/** A volume or a snapshot, however it was given. */
export function volumeReference(volume: VolumeInput, project: pulumi.Output<string>): VolumeReference {
  if (isVolume(volume)) return named(volume);
  const names = pulumi.output(volume).apply((value): pulumi.Output<{ project: string; pool: string; name: string }> => {
    if (isVolume(value)) return pulumi.output(named(value));
    return project.apply((own) => ({ project: value.project ?? own, pool: value.pool, name: value.name }));
  });
  return { project: names.project, pool: names.pool, name: names.name };
}

/** What a volume's configuration holds, so that a copy keeps its secrets. */
export const configOfVolume = (volume: VolumeInput): unknown =>
  isVolume(volume) ? Reflect.get(volume, "config") : undefined;
