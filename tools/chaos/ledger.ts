import { isDeepStrictEqual } from "node:util";

import { type MachineView } from "../../emulator";
import { type Declared } from "../../kit/layouts/declared";
import { objectsOf, rowsOf } from "../../kit/layouts/objects";
import { FOREIGN_RAID, isForeign } from "./disks";
import { expectedOf } from "./expected";
import { type Fact, factsOf } from "./facts";

/** The ids of its objects, of its disks, of which a program can add one, and of the deployment that it is allocated for. */
export const everythingOn = (machine: MachineView): string[] => [
  ...rowsOf(machine["physicalblockdevice_set"]).map(({ id }) => `${machine.system_id}/disk/${String(id)}`),
  ...objectsOf(machine),
  ...((machine["owner"] ?? "") === "" ? [] : [`${machine.system_id}/deployment`]),
];

/** What the server may have of its own choice, when the program says nothing. */
const OPTIONAL = new Set(["size", "bootDisk", "distroSeries", "description"]);

const isAsExpected = (fact: Fact, expected: Fact): boolean =>
  Object.entries(expected).every(
    ([key, value]) => (OPTIONAL.has(key) && value === undefined) || isDeepStrictEqual(fact[key], value),
  );

/** What a machine lacks of what is declared, and what it has beyond that; nothing of either is right. */
export function deviations(machine: MachineView, declared: readonly Declared[], prefix: string): string[] {
  const left = factsOf(machine);
  const missing = expectedOf(declared, prefix).flatMap((expected) => {
    const at = left.findIndex((fact) => isAsExpected(fact, expected));
    if (at < 0) return [`${machine.hostname} lacks ${JSON.stringify(expected)}`];
    left.splice(at, 1);
    return [];
  });
  return [...missing, ...left.map((fact) => `${machine.hostname} has besides ${JSON.stringify(fact)}`)];
}

/** What somebody else made on a machine, in full. */
export function foreignOf(machine: MachineView): string {
  const disks = rowsOf(machine["blockdevice_set"]).filter(({ name }) => isForeign(name));
  return JSON.stringify([disks, machine.raids.filter(({ name }) => name === FOREIGN_RAID)]);
}
