import * as pulumi from "@pulumi/pulumi";

/** A resource that makes a device: a Partition, a LogicalVolume, or the disk of a Raid or a Bcache. */
export type DeviceResource = pulumi.CustomResource & { readonly path: pulumi.Output<string> };

/** A disk or a partition of a machine result. */
export interface DeviceResult {
  readonly id: number;
  /** `"physical"`, `"virtual"` or `"partition"`. */
  readonly type: string;
  readonly systemId: string;
}

/**
 * A device, lifted: a `Partition`, `Raid`, `Bcache` or `LogicalVolume`, the name of a disk (`"sdb"`), or a disk or
 * partition of a machine result. As a text also `"blockdevice:442"` or the id of a resource (`"abc123/partition/208"`).
 */
export type DeviceInput = DeviceResource | pulumi.Input<string | DeviceResult | DeviceResource>;

/** Something that is on a machine, like a `StorageLayout`: passing it also waits for it. */
export type MachineResource = pulumi.CustomResource & { readonly machine: pulumi.Output<string> };

/** A machine: its system id, a machine result of `getMachine` / `getMachineOutput`, or a `StorageLayout`. */
export type MachineInput = MachineResource | pulumi.Input<string | { readonly systemId: string } | MachineResource>;

/** The system id of a machine, however it was given. */
export function machineReference(machine: MachineInput): pulumi.Output<string> {
  if (isMachineResource(machine)) return machine.machine;
  // A machine result is not looked into: the power parameters in it would make its system id a secret, too.
  if (typeof machine === "object" && machine !== null && "systemId" in machine && !pulumi.Output.isInstance(machine)) {
    return pulumi.output(machine.systemId);
  }
  return pulumi.Output.isInstance<MachineValue>(machine)
    ? machine.apply(systemIdOf)
    : pulumi.output(machine).apply(systemIdOf);
}

type MachineValue = string | { readonly systemId: string } | MachineResource;

function systemIdOf(value: MachineValue): pulumi.Output<string> {
  if (isMachineResource(value)) return value.machine;
  return pulumi.output(typeof value === "object" && value !== null ? value.systemId : value);
}

const isMachineResource = (value: unknown): value is MachineResource =>
  pulumi.CustomResource.isInstance(value) && "machine" in value;

/** A device as it goes over the wire and into the state: one text. */
export function deviceReference(device: DeviceInput): pulumi.Output<string> {
  if (pulumi.CustomResource.isInstance(device)) return device.id;
  return pulumi.output(device).apply((value): pulumi.Output<string> => {
    if (pulumi.CustomResource.isInstance(value)) return value.id;
    return pulumi.output(typeof value === "object" && value !== null ? resultReference(value) : value);
  });
}

function resultReference({ id, type, systemId }: DeviceResult): string {
  return type === "partition" ? `${systemId}/partition/${id}` : `blockdevice:${id}`;
}

/** A list of devices: each one is known or unknown by itself, unless the list as a whole is not known yet. */
export function deviceReferences(
  devices: pulumi.Input<readonly DeviceInput[] | null> | null | undefined,
): pulumi.Input<pulumi.Input<string>[] | undefined> | undefined {
  if (devices === undefined || devices === null) return undefined;
  if (Array.isArray(devices)) return devices.map((device: DeviceInput) => deviceReference(device));
  const references = (list: readonly DeviceInput[] | null): pulumi.Output<string[] | undefined> =>
    list === null ? pulumi.output(undefined) : pulumi.all(list.map(deviceReference));
  return pulumi.output<readonly DeviceInput[] | null>(devices).apply(references);
}

/** The name of what is made in MAAS: the resource's own, unless another is given. */
export const nameOr = (name: string, given: pulumi.Input<string | null> | null | undefined): pulumi.Input<string> =>
  pulumi.output(given).apply((one) => one ?? name);
