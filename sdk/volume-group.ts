import type * as pulumi from "@pulumi/pulumi";

import { type DeviceInput, deviceReferences, type MachineInput, machineReference, nameOr } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";
import { type DeviceRecord } from "./types";

/** What a {@link VolumeGroup} takes. */
export interface VolumeGroupArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the group. */
  machine: MachineInput;
  /**
   * The name, as LVM takes one: at most 127 of letters, digits, `+`, `_`, `.`, `-`; the resource's name by default. MAAS
   * shows volumes as `<group>-<volume>`. Changed in place.
   */
  name?: pulumi.Input<string>;
  /**
   * The physical volumes, at least one: disks, partitions, `Raid`s, `Bcache`s. Disks are taken whole; of the boot disk,
   * pass a `Partition`. Changed in place; what comes replaces what goes in one request, and a group that would be smaller
   * than its volumes is an error that says how much is missing.
   */
  devices: pulumi.Input<readonly DeviceInput[]>;
  /**
   * A version 4 uuid in lower case; by default one derived from project, stack and resource name. Changed in place.
   * Giving the uuid of a group that exists takes that one over.
   */
  uuid?: pulumi.Input<string>;
}

const PROPERTIES = ["machine", "name", "devices", "uuid", "sizeBytes", "volumeGroupId", "members"];

/**
 * An LVM volume group: devices whose space {@link LogicalVolume}s share. MAAS takes 4 MiB of each device for LVM itself.
 * Uses `nodes/{id}/volume-groups/` and `nodes/{id}/volume-group/{id}/`. MAAS refuses to delete one that has volumes;
 * deleting it leaves the devices. What is free in it is not an output, since it changes with every volume:
 * `getMachine({ storage: true })` has it.
 *
 * ```ts
 * const group = new maas.VolumeGroup("vg0", { machine: node, devices: ["sdb", "sdc"] });
 * const data = new maas.LogicalVolume("data", {
 *   volumeGroup: group, size: "200GiB",
 *   filesystem: { type: "xfs", mountPoint: "/srv" },
 * });
 * ```
 */
export class VolumeGroup extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("VolumeGroup");

  /** True for a `VolumeGroup`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is VolumeGroup {
    return isOfType(obj, VolumeGroup.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The name of the group. */
  declare readonly name: pulumi.Output<string>;
  /** The physical volumes, as they were referred to. */
  declare readonly devices: pulumi.Output<string[]>;
  /** The uuid of the group, whoever chose it. */
  declare readonly uuid: pulumi.Output<string>;
  /** The size in bytes that volumes can share. */
  declare readonly sizeBytes: pulumi.Output<number>;
  /** The id of the group in MAAS. */
  declare readonly volumeGroupId: pulumi.Output<number>;
  /** The physical volumes by name and id. */
  declare readonly members: pulumi.Output<DeviceRecord[]>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: VolumeGroupArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: VolumeGroupArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args) : {};
    super(name, { kind: "VolumeGroup", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, opts);
  }

  /** Reads a group that something else manages. `id` is `<system id>/volume-group/<number>`, or ends in its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): VolumeGroup {
    return new VolumeGroup(name, undefined, { ...opts, id });
  }
}

const wire = (name: string, args: VolumeGroupArgs): pulumi.Inputs => ({
  ...args,
  machine: machineReference(args.machine),
  name: nameOr(name, args.name),
  devices: deviceReferences(args.devices),
});

const copiesOf = ({ devices }: VolumeGroupArgs): Copies => ({ members: [devices] });
