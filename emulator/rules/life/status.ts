import { blankRows } from "../../world/storage/disks";
import { Body } from "../../wire/body";
import { Form } from "../../wire/form";
import { type StatusName } from "../../world/node-status";
import { bootDisk } from "../storage/boot-disk";
import { isMountable } from "../storage/filesystem-kinds";
import { applyLayout } from "../storage/layouts/apply";
import { type EventLevel } from "../../world/events";
import { type Machine, type Node, type World } from "../../world/world";

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

/** Moves a machine into a state. */
export function setStatus(world: World, machine: Machine, status: StatusName): void {
  if (status === machine.status) return;
  noteStatus(world, machine, status);
  if (!PASSED_OVER.has(machine.status)) machine.previousStatus = machine.status;
  machine.status = status;
}

/** On allocation every filesystem is copied, and edits go to the copies (Node._create_acquired_filesystems). */
export function copyFilesystems(world: World, machine: Machine): void {
  dropCopies(world, machine);
  world.change(machine, ({ rows, mint }) => {
    for (const filesystem of [...rows.filesystems.values()].filter(isMountable)) {
      const id = mint.sequences.filesystems.next();
      rows.filesystems.set(id, { ...filesystem, id, acquired: true });
    }
  });
}

/** On release the copies are thrown away (Node._clear_acquired_filesystems). */
export function dropCopies(world: World, machine: Machine): void {
  world.change(machine, ({ rows }) => {
    for (const { id, acquired } of [...rows.filesystems.values()]) if (acquired) rows.filesystems.delete(id);
  });
}

/** Whose a machine becomes is in the words that say that it does. */
function noteStatus(world: World, machine: Machine, status: StatusName): void {
  const owner = status === "Allocated" && machine.owner !== null ? ` (to ${machine.owner})` : "";
  note(world, machine, "DEBUG", "Node changed status", `From '${machine.status}' to '${status}'${owner}`);
}

/** Writes down what happened to a node. */
export function note(
  world: World,
  { systemId, hostname }: Node,
  level: EventLevel,
  type: string,
  description = "",
  username: string | null = null,
): void {
  world.events.add({ systemId, hostname, level, type, description, username });
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

export function removeMachine(world: World, machine: Machine): void {
  world.transitions.delete(machine.systemId);
  world.powerChanges.delete(machine.systemId);
  world.machines.delete(machine.systemId);
}
