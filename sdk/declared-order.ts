import * as pulumi from "@pulumi/pulumi";

import { compareDisks, type DiskNames, diskNamesOf, type KnownDisk } from "./disk-names";
import { type Place, placeOf } from "./machine-place";
import { perProgram } from "./per-program";
import { type DeviceInput, type MachineInput } from "./references";

/** A partition of this program. */
interface Declared {
  readonly name: string;
  readonly number: number;
  readonly provider: pulumi.ProviderResource | undefined;
  partition?: pulumi.CustomResource;
  disk?: DiskNames;
}

/** What stands on one machine, as far as it is known, and the disks of a machine result that says what they are. */
interface OnMachine {
  readonly partitions: Declared[];
  readonly disks: KnownDisk[];
}

/** All partitions of a run of the program. */
interface Program {
  readonly machines: Map<string, OnMachine>;
  count: number;
  /** Settled when it is known of every partition that was declared so far on which machine and disk it is. */
  placed: Promise<unknown>;
}

const currentProgram = perProgram<Program>(() => ({ machines: new Map(), count: 0, placed: Promise.resolve() }));

/** The place of a partition in the order of the program. */
export interface Order {
  /** The partitions that were declared before on the same disk of the same machine, in order. */
  readonly siblings: Promise<pulumi.CustomResource[]>;
  /** The last of them, to be waited for. */
  readonly last: Promise<pulumi.Resource[]>;
  /** Says which resource it is about. */
  readonly is: (partition: pulumi.CustomResource) => void;
}

/**
 * MAAS numbers partitions as they come, so the declared order becomes the order on the disk when each partition waits for
 * the one before it. Whether two are on one disk is decided by what machine and disk turn out to be; this waits for
 * inputs alone, never for another partition to be made. What this run cannot know (a preview) is no sibling yet.
 */
export function orderOf(
  name: string,
  args: { readonly machine: MachineInput; readonly blockDevice: DeviceInput },
  provider: pulumi.ProviderResource | undefined,
): Order {
  const program = currentProgram();
  const declared: Declared = { name, provider, number: program.count++ };
  const before = program.placed;
  const placed = Promise.all([placeOf(args.machine), diskNamesOf(args.blockDevice)]).then(([place, disk]) =>
    place && disk ? settle(program, declared, place, disk) : undefined,
  );
  program.placed = Promise.all([before, placed]);
  const siblings = program.placed.then(async () => {
    const machine = await placed;
    return machine ? siblingsOf(declared, machine) : [];
  });
  return {
    siblings,
    last: siblings.then((all) => all.slice(-1)),
    is: (partition) => void (declared.partition = partition),
  };
}

function settle(program: Program, declared: Declared, place: Place, disk: DiskNames): OnMachine {
  const machine = program.machines.get(place.systemId) ?? { partitions: [], disks: [] };
  program.machines.set(place.systemId, machine);
  machine.partitions.push(declared);
  if (machine.disks.length === 0) machine.disks.push(...place.disks);
  declared.disk = disk;
  return machine;
}

function siblingsOf(declared: Declared, { partitions, disks }: OnMachine): pulumi.CustomResource[] {
  const earlier = partitions
    .filter(({ number, provider }) => number < declared.number && provider === declared.provider)
    .sort((a, b) => a.number - b.number);
  const compared = earlier.map((other) => ({ other, is: compareDisks(declared.disk ?? {}, other.disk ?? {}, disks) }));
  const unclear = compared.find(({ is }) => is === "unclear")?.other;
  if (unclear !== undefined) {
    void pulumi.log.warn(
      `whether "${declared.name}" and "${unclear.name}" are on the same disk cannot be told before they are made, so ` +
        `their order on it may not be the order of the program: name the disk in the same way in both`,
      declared.partition,
    );
  }
  return compared.flatMap(({ other, is }) => (is === "same" && other.partition ? [other.partition] : []));
}
