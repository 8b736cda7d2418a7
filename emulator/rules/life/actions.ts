import { arriveNow, isPowerControlled, setStatus, startTransition } from "./status";
import { type StatusName } from "../../world/node-status";
import { canGo } from "./transitions";
import { type Storage } from "../../world/storage/storage";
import { formErrors, modelErrors, serverError, wrongState } from "../../wire/reply";
import { type Machine, type User, type World } from "../../world/world";
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

export function requireOffered(machine: Machine, action: keyof typeof OFFERED): void {
  const hasNic = machine.nics.length > 0 || (action === "Commission" && machine.powerType === "ipmi");
  if (hasNic && OFFERED[action].includes(machine.status)) return;
  throw formErrors({ __all__: [`${action} is not available because of the current state of the node.`] });
}

/** MAAS knows no machine without a power type well enough to start it; nobody catches that. */
export function requirePowerType({ powerType }: Machine): void {
  if (powerType !== "") return;
  throw serverError("Unconfigured power type. Please configure the power type and try again.");
}

export function show(machine: Machine, fields: Readonly<Record<string, unknown>>): void {
  machine.shown = { ...machine.shown, ...fields };
}

/** Gives a machine to a user (Node.acquire). */
export function acquire(world: World, machine: Machine, user: User): void {
  requireTransition(machine, "Allocated");
  setStatus(world, machine, "Allocated");
  machine.owner = user.username;
}

/** Commissioning, and the tests after it (Node.start_commissioning). */
export function commission(world: World, machine: Machine, user: User, keepStorage: boolean): void {
  requirePowerType(machine);
  requireTransition(machine, "Commissioning");
  setStatus(world, machine, "Commissioning");
  machine.owner = user.username;
  if (isPowerControlled(machine)) machine.powerState = "on";
  startTransition(world, machine, "Ready", !keepStorage);
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

/** What can be installed is no part of what is emulated: every release is there, as `os/release` or of Ubuntu. */
export interface Release {
  readonly osystem: string;
  readonly series: string;
}

const DEFAULT_RELEASE: Release = { osystem: "ubuntu", series: "noble" };

export function deployment(given: string | undefined): Release {
  if (given === undefined || given === "") return DEFAULT_RELEASE;
  const [osystem = "", series] = given.split("/");
  return series === undefined ? { ...DEFAULT_RELEASE, series: osystem } : { osystem, series };
}

export function requireDeployable(world: World, machine: Machine): void {
  const issues = storageIssues(world.storageOf(machine));
  if (issues.length > 0) throw modelErrors({ storage: issues });
}

/** Installs a machine that is allocated (Node.start). */
export function startDeployment(world: World, machine: Machine, release: Release): void {
  setStatus(world, machine, "Deploying");
  machine.osystem = release.osystem;
  machine.distroSeries = release.series;
  if (isPowerControlled(machine)) machine.powerState = "on";
  startTransition(world, machine, "Deployed");
}

export const RELEASABLE: readonly StatusName[] = [
  ...(["Allocated", "Reserved", "Broken", "Deploying", "Deployed"] as const),
  ...(["Failed deployment", "Failed disk erasing", "Releasing failed"] as const),
];

/** A machine that is off, or that MAAS cannot switch off, is free in the same request (Node._release). */
export function release(world: World, machine: Machine, isErased: boolean): void {
  const between = isErased ? "Disk erasing" : "Releasing";
  requireTransition(machine, between);
  const isAtOnce = !isErased && (machine.powerState === "off" || !isPowerControlled(machine));
  setStatus(world, machine, between);
  Object.assign(machine, { osystem: "", distroSeries: "" });
  show(machine, { hwe_kernel: null });
  startTransition(world, machine, "Ready");
  if (isAtOnce) arriveNow(world, machine);
}
