import type * as pulumi from "@pulumi/pulumi";

import { perProgram } from "./per-program";
import { type DeviceInput, type MachineInput } from "./references";

/** A partition of this program, with what it was declared on. */
interface Declared {
  readonly machine: MachineInput;
  readonly blockDevice: DeviceInput;
  readonly partition: pulumi.CustomResource;
}

const declaredSoFar = perProgram<Declared[]>(() => []);

const isResult = (device: unknown): device is { id: number; systemId: string } =>
  typeof device === "object" &&
  device !== null &&
  "id" in device &&
  "systemId" in device &&
  typeof device.id === "number";

/** "The same device" is decided without awaiting anything: the same machine argument and an equal device. */
const isSame = (a: DeviceInput, b: DeviceInput): boolean =>
  a === b || (isResult(a) && isResult(b) && a.id === b.id && a.systemId === b.systemId);

/**
 * The partitions that were declared before on the same device, in order. MAAS numbers partitions as they come, so the
 * declared order becomes the order on the disk when each waits for the one before it.
 */
export function earlierSiblings(machine: MachineInput, blockDevice: DeviceInput): pulumi.CustomResource[] {
  return declaredSoFar()
    .filter((other) => other.machine === machine && isSame(other.blockDevice, blockDevice))
    .map((other) => other.partition);
}

export function declarePartition(
  machine: MachineInput,
  blockDevice: DeviceInput,
  partition: pulumi.CustomResource,
): void {
  declaredSoFar().push({ machine, blockDevice, partition });
}
