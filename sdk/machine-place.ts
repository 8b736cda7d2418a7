import * as pulumi from "@pulumi/pulumi";

import { declaredMachine, ownerOfOutput } from "./declared-inputs";
import { type KnownDisk } from "./disk-names";
import { resolved } from "./resolved";

/** A machine, and what the program knows of its disks. */
export interface Place {
  readonly systemId: string;
  readonly disks: readonly KnownDisk[];
}

/**
 * The machine that something is declared on; undefined when this run cannot know it. A `StorageLayout` is not waited for:
 * what it was declared on says it as well.
 */
export async function placeOf(machine: unknown): Promise<Place | undefined> {
  if (pulumi.CustomResource.isInstance(machine)) return placeOfResource(machine);
  if (pulumi.Output.isInstance(machine)) {
    const owner = ownerOfOutput(machine);
    if (owner !== undefined) return placeOfResource(owner);
    const known = await resolved(machine);
    return known && placeOf(known.value);
  }
  if (machine instanceof Promise) return placeOf(pulumi.output(machine));
  if (typeof machine === "string") return { systemId: machine.trim(), disks: [] };
  if (typeof machine !== "object" || machine === null) return undefined;
  const { systemId, disks }: { systemId?: unknown; disks?: unknown } = machine;
  if (pulumi.Output.isInstance(systemId)) return placeOf(systemId);
  if (typeof systemId !== "string") return undefined;
  return { systemId, disks: Array.isArray(disks) ? disks.filter(isKnownDisk) : [] };
}

function placeOfResource(resource: pulumi.CustomResource): Promise<Place | undefined> {
  const declared = declaredMachine(resource);
  if (declared !== undefined) return placeOf(declared);
  const machine: unknown = Reflect.get(resource, "machine");
  return pulumi.Output.isInstance(machine)
    ? resolved(machine).then((known) => known && placeOf(known.value))
    : Promise.resolve(undefined);
}

const isKnownDisk = (disk: unknown): disk is KnownDisk =>
  typeof disk === "object" && disk !== null && "id" in disk && "name" in disk && "type" in disk;
