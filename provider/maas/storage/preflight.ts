import { type BlockDevice } from "../api/block-devices";
import { type Machine } from "../api/machines";
import { isOnTheWay, isReady, whyNotReady } from "../machine/readiness";
import { isInUse, whyDeployed } from "../machine/deployed";
import { isPartition } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { OBJECT_TYPES } from "../objects";
import { isUnknown } from "../../pulumi/unknown";
import { findDevice, machineOf, noSuchDevice, parseReference } from "./device";
import { sameUuid } from "./identity";
import { type Problem } from "../../pulumi/kind";
import { type CommonInputs, type Scope } from "./kind";

/** References by the property they were given in. */
export type References = Readonly<Record<string, readonly string[]>>;

const flatten = (references: References): { property: string; text: string }[] =>
  Object.entries(references).flatMap(([property, texts]) =>
    texts.filter((text) => !isUnknown(text)).map((text) => ({ property, text })),
  );

/** References to objects of another machine. */
export function foreignDevices(machine: string, references: References): Problem[] {
  if (isUnknown(machine)) return [];
  return flatten(references).flatMap(({ property, text }) => {
    const other = machineOf(text);
    if (other === undefined || other === machine) return [];
    return [{ property, reason: `${text} is on machine ${other}, this resource on ${machine}` }];
  });
}

/** Disks that the machine does not have, and that no RAID or bcache of this program makes. */
export async function missingDevices(turn: Turn, references: References, { declared }: Scope): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { property, text } of flatten(references)) {
    const reference = parseReference(text);
    // Objects with an id of ours come from this run or a state; they are looked up when they are used.
    if ("problem" in reference || reference.to === "object") continue;
    if (reference.to === "name" && declared.makesDisk(turn.systemId, reference.name)) continue;
    if ((await findDevice(turn.look, text)) !== undefined) continue;
    problems.push({ property, reason: await noSuchDevice(turn.look, turn.systemId, text) });
  }
  return problems;
}

/**
 * MAAS makes a partition over the whole boot disk when it is given as a member, for a RAID on every other disk as well,
 * and leaves the partitions behind when the RAID goes (`models/filesystemgroup.py`).
 */
export async function bootDiskProblem(turn: Turn, disk: BlockDevice): Promise<string | undefined> {
  if (disk.type !== "physical" || (await turn.machine()).boot_disk?.id !== disk.id) return undefined;
  return (
    `${disk.name} is the boot disk, and MAAS would partition it by itself: declare a Partition on it ` +
    `(new maas.Partition("…", { machine, blockDevice: "${disk.name}" })) and pass that instead`
  );
}

/** The boot disk among disks that would be taken whole. */
export async function bootDiskWhole(turn: Turn, references: References): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { property, text } of flatten(references)) {
    const reference = parseReference(text);
    if ("problem" in reference || reference.to === "object") continue;
    const member = (await findDevice(turn.look, text))?.member;
    const reason = member && !isPartition(member) ? await bootDiskProblem(turn, member) : undefined;
    if (reason !== undefined) problems.push({ property, reason });
  }
  return problems;
}

/** True when an interrupted run has made the object already: then nothing may be left to write. */
async function isMade(turn: Turn, uuid: string): Promise<boolean> {
  for (const type of OBJECT_TYPES.filter((one) => one.hasUuid)) {
    if ((await type.list(turn.look)).some((object) => sameUuid(object.uuid, uuid))) return true;
  }
  return false;
}

/**
 * A machine whose storage cannot be changed, and that does not get there by itself: better said in the preview. What an
 * interrupted run has made already needs no change; it is known by its uuid, unless a kind has another way to tell.
 */
export async function stateProblem(
  turn: Turn,
  wanted: CommonInputs & { readonly uuid?: string | undefined },
  isThere: () => Promise<boolean> = () => isMade(turn, wanted.uuid ?? wanted.identity),
): Promise<Problem[]> {
  const machine = await turn.machine();
  if (isReady(machine) || isOnTheWay(machine) || (await isThere())) return [];
  return inTheWay(turn, machine);
}

/** The same for a change of what is there. */
export async function changeProblem(turn: Turn): Promise<Problem[]> {
  const machine = await turn.machine();
  return isReady(machine) || isOnTheWay(machine) ? [] : inTheWay(turn, machine);
}

/** Why nothing can be changed on a machine that is not Ready: a deployment of this program gives way, or says how it would. */
export function inTheWay(turn: Turn, machine: Machine): Problem[] {
  const deployment = isInUse(machine) ? turn.deployment : undefined;
  if (deployment === undefined) return [{ property: "machine", reason: whyNotReady(machine) }];
  if (!deployment.redeploys) return [{ property: "machine", reason: whyDeployed(machine, deployment) }];
  const { hostname } = machine;
  turn.announceOnce(
    `${hostname}: release it -> change its storage -> deploy it again (Deployment "${deployment.name}")`,
  );
  return [];
}
