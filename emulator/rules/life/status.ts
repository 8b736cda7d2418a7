import { Body } from "../../wire/body";
import { Form } from "../../wire/form";
import { isAllocatedState, type StatusName } from "../../world/node-status";
import { bootDisk } from "../storage/boot-disk";
import { isMountable } from "../storage/filesystem-kinds";
import { applyLayout } from "../storage/layouts/apply";
import { blankRows } from "../../world/storage/disks";
import { type Machine, type Transition, type World } from "../../world/world";

/** Applies a layout with its default parameters, where there is a disk to apply it to. */
export function applyDefaultLayout(world: World, machine: Machine, layout: string): void {
  if (bootDisk(world.storageOf(machine)) === undefined) return;
  world.change(machine, (draft) => applyLayout(draft, layout, new Form(Body.empty)));
}

/** States that a machine does not go back to (models/signals/nodes.py). */
const PASSED_OVER: ReadonlySet<StatusName> = new Set<StatusName>([
  "Rescue mode",
  "Entering rescue mode",
  "Failed to enter rescue mode",
  "Exiting rescue mode",
  "Failed to exit rescue mode",
  "Testing",
]);

/**
 * Moves a machine into a state. On the way into an allocated one its filesystems are copied, and edits go to the copies; on
 * release they are thrown away (Node._create_acquired_filesystems, _clear_acquired_filesystems).
 */
export function setStatus(world: World, machine: Machine, status: StatusName): void {
  const [was, is] = [isAllocatedState(machine.status), isAllocatedState(status)];
  if (status !== machine.status && !PASSED_OVER.has(machine.status)) machine.previousStatus = machine.status;
  machine.status = status;
  if (was === is) return;
  world.change(machine, ({ rows, mint }) => {
    for (const filesystem of [...rows.filesystems.values()]) {
      if (filesystem.acquired) rows.filesystems.delete(filesystem.id);
      else if (is && isMountable(filesystem)) {
        const id = mint.sequences.filesystems.next();
        rows.filesystems.set(id, { ...filesystem, id, acquired: true });
      }
    }
  });
}

/** Commissions a machine again: the same disks under new ids, and the default layout. */
export function recommission(world: World, machine: Machine): void {
  const devices = world.storageOf(machine).devices();
  const physical = devices.flatMap((device) => (device.type === "physical" ? [device] : []));
  const boot = physical.find(({ id }) => id === machine.rows.bootDiskId)?.name ?? null;
  world.transitions.delete(machine.systemId);
  machine.rows = blankRows(world.sequences, physical, boot);
  machine.status = "Ready";
  machine.owner = null;
  applyDefaultLayout(world, machine, "flat");
}

/** MAAS can switch these machines on and off, and ask whether they are on. */
export function isPowerControlled({ powerType }: Machine): boolean {
  return powerType !== "" && powerType !== "manual";
}

/** Sends a machine to a state that it will reach by itself. */
export function startTransition(world: World, machine: Machine, to: StatusName, relayout = false): void {
  world.transitions.set(machine.systemId, { to, at: Date.now() + world.transitionMs, relayout });
}

/** Brings every machine where it has been going, when its time is over. */
export function arriveAll(world: World, now: number): void {
  for (const [systemId, transition] of world.transitions) {
    if (transition.at > now) continue;
    world.transitions.delete(systemId);
    const machine = world.machines.get(systemId);
    if (machine !== undefined) arrive(world, machine, transition);
  }
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
  if (relayout) recommission(world, machine);
  const isRescued = machine.status === "Exiting rescue mode" && to !== "Deployed";
  setStatus(world, machine, to);
  if (to === "Ready" || to === "New" || isRescued) giveUp(machine);
  if (!isPowerControlled(machine)) return;
  if (OFF_AFTER.includes(to)) machine.powerState = "off";
  if (ON_AFTER.includes(to)) machine.powerState = "on";
}

/** Nobody's machine keeps nothing of what its owner noted down. */
function giveUp(machine: Machine): void {
  machine.owner = null;
  machine.shown = { ...machine.shown, owner_data: {}, workload_annotations: {} };
}

export function removeMachine(world: World, machine: Machine): void {
  world.transitions.delete(machine.systemId);
  world.machines.delete(machine.systemId);
}
