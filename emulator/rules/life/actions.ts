import { claimAddress } from "../../world/addresses";
import { copyFilesystems, note, setStatus } from "./status";
import { SCRIPTS, type ScriptSet } from "../../world/scripts";
import { arriveNow, isPowerControlled, startTransition, switchPower } from "./arrivals";
import { type StatusName } from "../../world/node-status";
import { canGo } from "./transitions";
import { type Storage } from "../../world/storage/storage";
import { modelErrors, serverError, wrongState } from "../../wire/reply";
import { type Form } from "../../wire/form";
import { type Machine, type Node, type User, type World } from "../../world/world";
import { bootDisk } from "../storage/boot-disk";

/** What moves a machine through its life; a rule that is broken ends the request before anything is changed. */

export function requireTransition({ status }: Machine, to: StatusName): void {
  if (!canGo(status, to)) throw wrongState(`Invalid transition: ${status} -> ${to}.`);
}

const TESTABLE: readonly StatusName[] = [
  ...(["Failed commissioning", "New", "Ready", "Reserved", "Allocated", "Failed deployment", "Deployed"] as const),
  ...(["Missing", "Retired", "Broken", "Rescue mode", "Releasing failed", "Failed disk erasing"] as const),
  ...(["Failed to enter rescue mode", "Failed to exit rescue mode", "Failed testing"] as const),
];

/** What runs scripts is offered in some states, and on machines with a NIC (node_action.py). */
const OFFERED: Readonly<Record<"Commission" | "Test", readonly StatusName[]>> = {
  Commission: ["New", "Failed commissioning", "Ready", "Broken"],
  Test: TESTABLE,
};

export function checkOffered(form: Form, machine: Machine, action: keyof typeof OFFERED): void {
  const hasNic = machine.nics.length > 0 || (action === "Commission" && machine.powerType === "ipmi");
  if (hasNic && OFFERED[action].includes(machine.status)) return;
  form.failForm(`${action} is not available because of the current state of the node.`);
}

/** MAAS knows no machine without a power type well enough to start it; nobody catches that. */
export function requirePowerType({ powerType }: Machine): void {
  if (powerType !== "") return;
  throw serverError("Unconfigured power type. Please configure the power type and try again.");
}

export function show(machine: Machine, fields: Readonly<Record<string, unknown>>): void {
  machine.shown = { ...machine.shown, ...fields };
}

/** What a user asked for a machine, with what the user said of it. */
export function noteRequest(world: World, node: Node, type: string, user: User, comment = ""): void {
  note(world, node, "DEBUG", type, `(${user.username})${comment === "" ? "" : ` - ${comment}`}`, user.username);
}

/** Gives a machine to a user (Node.acquire). */
export function acquire(
  world: World,
  machine: Machine,
  user: User,
  said: { readonly agentName?: string; readonly comment?: string } = {},
): void {
  requireTransition(machine, "Allocated");
  noteRequest(world, machine, "User acquiring node", user, said.comment);
  machine.owner = user.username;
  machine.agentName = said.agentName ?? "";
  setStatus(world, machine, "Allocated");
  copyFilesystems(world, machine);
  // As recorded of an allocated machine whose deployments were all refused; a Ready machine may show null.
  show(machine, { min_hwe_kernel: machine.shown["min_hwe_kernel"] ?? "" });
}

/** Commissioning, and the tests after it (Node.start_commissioning). */
export function commission(
  world: World,
  machine: Machine,
  user: User,
  options: { readonly keepStorage?: boolean; readonly isTested?: boolean } = {},
): void {
  requirePowerType(machine);
  requireTransition(machine, "Commissioning");
  noteRequest(world, machine, "User starting node commissioning", user);
  machine.owner = user.username;
  setStatus(world, machine, "Commissioning");
  note(world, machine, "INFO", "Commissioning");
  const { isTested = true, keepStorage = false } = options;
  machine.scripts = {
    ...machine.scripts,
    commissioning: newScripts(world),
    ...(isTested ? { testing: newScripts(world) } : {}),
  };
  switchPower(world, machine, "on");
  startTransition(world, machine, "Ready", { relayout: !keepStorage });
}

/** What keeps an installation from being started (Node.storage_layout_issues), as far as it is emulated. */
function storageIssues(storage: Storage): string[] {
  if (storage.devices().length === 0) {
    return ["There are currently no storage devices.  Please add a storage device to be able to deploy this node."];
  }
  const isRootMounted = [...storage.rows.filesystems.values()].some(({ mountPoint }) => mountPoint === "/");
  return [
    ...(bootDisk(storage) === undefined ? ["Specify a storage device to be able to deploy this node."] : []),
    ...(isRootMounted ? [] : ["Mount the root '/' filesystem to be able to deploy this node."]),
  ];
}

/** One that is installed into its memory needs no disks, but a network as any other. */
export function requireDeployable(world: World, machine: Machine, isInMemory = false): void {
  if (!machine.nics.some(({ linkId }) => linkId !== null)) {
    throw modelErrors({ network: ["Node must be configured to use a network"] });
  }
  const issues = isInMemory ? [] : storageIssues(world.storageOf(machine));
  if (issues.length > 0) throw modelErrors({ storage: issues });
}

/** Installs a machine that is allocated (Node.start). */
export function startDeployment(world: World, machine: Machine): void {
  setStatus(world, machine, "Deploying");
  note(world, machine, "INFO", "Deploying");
  machine.addresses = claimAddress(world, machine);
  machine.scripts = { ...machine.scripts, installation: newScripts(world) };
  switchPower(world, machine, "on");
  startTransition(world, machine, "Deployed");
}

/** Scripts that are about to run. */
export function newScripts(world: World): ScriptSet {
  return { id: world.sequences.scriptSets.next(), status: SCRIPTS.pending };
}

export const RELEASABLE: readonly StatusName[] = [
  ...(["Allocated", "Reserved", "Broken", "Deploying", "Deployed"] as const),
  ...(["Failed deployment", "Failed disk erasing", "Releasing failed"] as const),
];

/**
 * A machine that is off, or that MAAS cannot switch off, is free in the same request. One that never passed commissioning is
 * New then (Node._release).
 */
export function release(
  world: World,
  machine: Machine,
  user: User,
  said: { readonly isErased?: boolean; readonly comment?: string } = {},
): void {
  const isErased = said.isErased === true;
  const between = isErased ? "Disk erasing" : "Releasing";
  requireTransition(machine, between);
  noteRequest(world, machine, isErased ? "User erasing disk" : "User releasing node", user, said.comment);
  const isAtOnce = !isErased && (machine.powerState === "off" || !isPowerControlled(machine));
  setStatus(world, machine, between);
  note(world, machine, "INFO", isErased ? "Erasing disks" : "Releasing");
  Object.assign(machine, { osystem: "", distroSeries: "" });
  show(machine, { hwe_kernel: null, error_description: "" });
  const to = machine.scripts.commissioning.status === SCRIPTS.passed ? "Ready" : "New";
  startTransition(world, machine, to, isErased ? {} : { takes: world.powerMs });
  if (isAtOnce) arriveNow(world, machine);
}
