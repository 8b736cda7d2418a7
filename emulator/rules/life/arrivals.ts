import { failedByPower, failedStatus } from "../../world/failures";
import { blankRows } from "../../world/storage/disks";
import { dropCopies, note, recommission, setStatus } from "./status";
import { type StatusName } from "../../world/node-status";
import { SCRIPTS, type ScriptSet } from "../../world/scripts";
import { type Machine, type PowerChange, type Transition, type World } from "../../world/world";

/** What machines do by themselves: they arrive where they were sent, or fail. */

/** What MAAS says of a machine that has come out of something. */
const ARRIVALS: Readonly<Partial<Record<StatusName, string>>> = {
  Deployed: "Deployed",
  "Rescue mode": "Rescue mode",
  "Failed commissioning": "Failed commissioning",
  "Failed testing": "Failed testing",
};
const FAILURES: Readonly<Partial<Record<StatusName, string>>> = {
  "Failed deployment": "Installation failed (refer to the installation log for more information).",
  "Releasing failed": "Releasing failed",
  "Failed disk erasing": "Failed to erase disks.",
  "Failed to enter rescue mode": "Failed to enter rescue mode.",
  "Failed to exit rescue mode": "Failed to exit rescue mode.",
};

function noteArrival(world: World, machine: Machine, was: StatusName): void {
  const { status } = machine;
  const failure = FAILURES[status];
  if (failure !== undefined) {
    note(world, machine, "ERROR", "Marking node failed", failure);
    machine.shown = { ...machine.shown, error_description: failure };
  }
  if (was === "Releasing" || was === "Disk erasing") {
    if (failure === undefined) note(world, machine, "INFO", "Released");
    return;
  }
  const arrival = was === "Commissioning" && status === "Ready" ? "Ready" : ARRIVALS[status];
  if (arrival !== undefined) note(world, machine, "INFO", arrival);
}

/** MAAS can switch these machines on and off, and ask whether they are on. */
export function isPowerControlled({ powerType }: Machine): boolean {
  return powerType !== "" && powerType !== "manual";
}

/** Switches a machine that MAAS can switch; its state shows from the next request on. */
export function switchPower(world: World, machine: Machine, to: "on" | "off"): void {
  if (!isPowerControlled(machine)) return;
  const fails = world.failures.strikes("power", machine);
  world.powerChanges.set(machine.systemId, { to: fails ? "error" : to, at: Date.now() + world.powerMs });
}

/** What is heard of a machine while it is installed, or while scripts run on it. */
const BOOTS = ["Performing PXE boot", "Loading ephemeral"];
const NEWS: Readonly<Partial<Record<StatusName, readonly string[]>>> = {
  Commissioning: [...BOOTS, "Gathering information"],
  Testing: BOOTS,
  Deploying: [...BOOTS, "Configuring storage", "Installing OS", "Configuring OS", "Rebooting"],
};

/** Sends a machine to a state that it will reach by itself, unless it is to fail on the way. */
export function startTransition(
  world: World,
  machine: Machine,
  to: StatusName,
  options: { readonly relayout?: boolean; readonly takes?: number } = {},
): void {
  const { relayout = false, takes = world.transitionMs } = options;
  const failed = failedStatus(world.failures, machine);
  const now = Date.now();
  const heard = NEWS[machine.status] ?? [];
  const news = heard.map((type, at) => ({ at: now + (takes * (at + 1)) / (heard.length + 1), type }));
  world.transitions.set(machine.systemId, {
    ...{ to: failed ?? to, at: now + takes, news },
    relayout: relayout && failed !== "Failed commissioning",
  });
}

/** Brings every machine where it has been going, when its time is over. */
export function arriveAll(world: World, now: number): void {
  for (const [systemId, { to, at }] of world.powerChanges) {
    if (at > now) continue;
    world.powerChanges.delete(systemId);
    const machine = world.machines.get(systemId);
    if (machine !== undefined) arrivePower(world, machine, to);
  }
  for (const [systemId, transition] of world.transitions) {
    const machine = world.machines.get(systemId);
    if (machine !== undefined) hear(world, machine, transition, now);
    if (transition.at > now) continue;
    world.transitions.delete(systemId);
    if (machine !== undefined) arrive(world, machine, transition);
  }
}

/** A machine that cannot be switched fails at what it was to be switched for. */
function arrivePower(world: World, machine: Machine, to: PowerChange["to"]): void {
  machine.powerState = to;
  if (to !== "error") return;
  note(world, machine, "ERROR", "Failed to power on node", "Power on for the node failed: the BMC does not answer");
  const failed = failedByPower(machine.status);
  if (failed === undefined) return;
  world.transitions.set(machine.systemId, { to: failed, at: 0, relayout: false, news: [] });
}

/** Writes down what was heard of a machine by now. */
function hear(world: World, machine: Machine, transition: Transition, now: number): void {
  const heard = transition.news.filter(({ at }) => at <= now);
  if (heard.length === 0) return;
  for (const { type } of heard) note(world, machine, "INFO", type);
  const news = transition.news.slice(heard.length);
  world.transitions.set(machine.systemId, { ...transition, news });
}

/** Ends what is under way with a machine, whatever its time. */
export function arriveNow(world: World, machine: Machine): void {
  const transition = world.transitions.get(machine.systemId);
  world.transitions.delete(machine.systemId);
  if (transition !== undefined) arrive(world, machine, transition);
}

const OFF_AFTER: readonly StatusName[] = ["New", "Ready", "Failed disk erasing", "Broken"];
const ON_AFTER: readonly StatusName[] = ["Deployed", "Rescue mode"];

function arrive(world: World, machine: Machine, { to, relayout }: Transition): void {
  if (machine.status === "Commissioning" && relayout) {
    findHardware(world, machine);
    recommission(world, machine);
    machine.status = "Commissioning";
  }
  finishScripts(machine, to);
  const isRescued = machine.status === "Exiting rescue mode" && to !== "Deployed";
  const was = machine.status;
  setStatus(world, machine, to);
  noteArrival(world, machine, was);
  if (to === "Deployed") machine.shown = { ...machine.shown, netboot: false };
  if (was === "Releasing" || was === "Disk erasing") dropCopies(world, machine);
  if (to === "Ready" || to === "New" || isRescued) giveUp(machine);
  if (!isPowerControlled(machine)) return;
  if (OFF_AFTER.includes(to)) machine.powerState = "off";
  if (ON_AFTER.includes(to)) machine.powerState = "on";
}

/** The first commissioning of a machine finds what the template says, on cards that are attached to the network. */
function findHardware(world: World, machine: Machine): void {
  const { template } = world;
  machine.nics = machine.nics.map((nic, at) => ({
    ...nic,
    isFound: true,
    linkId: nic.linkId ?? (at === 0 ? world.sequences.links.next() : null),
  }));
  if (machine.rows.devices.size > 0 || machine.cpuCount > 0) return;
  machine.cpuCount = template.cpuCount;
  machine.memory = template.memory;
  machine.biosBootMethod = template.biosBootMethod;
  const disks = template.disks.map((disk) => ({ ...disk, serial: disk.serial || `${machine.systemId}-${disk.name}` }));
  machine.rows = blankRows(world.sequences, disks, null);
}

/** How the scripts ended that a machine was running. */
function finishScripts(machine: Machine, to: StatusName): void {
  const { commissioning, testing, installation } = machine.scripts;
  const ended = (set: ScriptSet, failed: StatusName): ScriptSet => ({
    ...set,
    status: to === failed ? SCRIPTS.failed : to === "New" ? SCRIPTS.aborted : SCRIPTS.passed,
  });
  if (machine.status === "Commissioning") {
    const tests = testing.id === null ? testing : ended(testing, "Failed testing");
    machine.scripts = {
      ...machine.scripts,
      commissioning: ended(commissioning, "Failed commissioning"),
      testing: tests,
    };
  }
  if (machine.status === "Testing") machine.scripts = { ...machine.scripts, testing: ended(testing, "Failed testing") };
  if (machine.status === "Deploying")
    machine.scripts = { ...machine.scripts, installation: ended(installation, "Failed deployment") };
}

/** Nobody's machine keeps nothing of what its owner noted down, and no address. */
function giveUp(machine: Machine): void {
  machine.owner = null;
  machine.agentName = "";
  machine.addresses = [];
  machine.shown = { ...machine.shown, netboot: true, owner_data: {}, workload_annotations: {} };
}
