import { isUnknown } from "../../../pulumi/unknown";
import { parseId } from "../../storage/id";
import { type Planned, type Take, type Use } from "../intent";
import { type PlannedMachine } from "../planned-machine";
import { isTouched, type Rule } from "./rule";

/** What a resource is made of must be there, or be made by this program. */
export const exists: Rule = (mine, machine) => {
  if (!isTouched(mine) || machine.picture?.hasAllDisks !== true) return [];
  const named = [
    ...(mine.takes ?? []),
    ...(mine.about === undefined ? [] : [{ property: "blockDevice", device: mine.about, use: "member" as const }]),
  ];
  return (
    named
      // A cache set is looked up when it is used: it has an id alone.
      .filter(({ device, use }) => !isUnknown(device) && use !== "cache set")
      .filter((take) => isMissing(take, mine, machine) && isHere(take.device, machine))
      .map(({ property, device, use }) => ({ property, reason: noSuch(use, device, machine) }))
  );
};

/** A disk that a resource is about already may have another name by now: it is known by its id. */
const isMissing = (take: Take, mine: Planned, machine: PlannedMachine): boolean =>
  take.device === mine.about
    ? mine.isNew && machine.productOf(mine).found === undefined
    : machine.thingOf(take) === undefined;

/** What is on another machine is told by another rule. */
const isHere = (text: string, machine: PlannedMachine): boolean => {
  const id = parseId(text);
  return id === undefined || id.systemId === machine.systemId;
};

function noSuch(use: Use, text: string, machine: PlannedMachine): string {
  if (use === "volume") return `machine ${machine.systemId} has no volume group "${text}"`;
  const names = (machine.picture?.disks ?? []).map(({ name }) => name);
  const there = names.length > 0 ? `its disks are ${names.join(", ")}` : "it has no disks";
  return `machine ${machine.systemId} has no device "${text}"; ${there}`;
}
