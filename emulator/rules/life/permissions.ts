import { type StatusName } from "../../world/node-status";
import { type MachineFacts } from "../../world/storage/storage";
import { permissionDenied, wrongState } from "../../wire/reply";

/** Who asks, and of which machine, as far as permissions go. */
interface Person {
  readonly username: string;
  readonly admin: boolean;
}
interface Guarded extends MachineFacts {
  readonly locked: boolean;
}

export type Permission = "view" | "edit" | "lock" | "admin" | "admin-read";

/**
 * Administrators may do everything, others see and edit what nobody or they themselves own, and nobody changes a locked
 * machine (auth.py: MAASAuthorizationBackend).
 */
export function mayUse(person: Person, machine: Guarded, permission: Permission): boolean {
  const isTheirs = person.admin || machine.owner === null || machine.owner === person.username;
  if (permission === "view" || permission === "lock") return isTheirs;
  if (permission === "admin-read") return person.admin;
  return !machine.locked && (permission === "edit" ? isTheirs : person.admin);
}

/** Things that belong to nobody are changed by administrators. */
export function requireAdmin(person: Person): void {
  if (!person.admin) throw permissionDenied("This method is reserved for admin users.");
}

export function requirePermission(person: Person, machine: Guarded, permission: Permission): void {
  if (!mayUse(person, machine, permission)) throw permissionDenied();
}

export function requireStatus(machine: MachineFacts, allowed: readonly StatusName[], message: string): void {
  if (!allowed.includes(machine.status)) throw wrongState(message);
}

export function requireReady(machine: MachineFacts, message: string): void {
  requireStatus(machine, ["Ready"], message);
}

/**
 * Filesystems may also change while a machine is allocated, and then by its owner. The state is asked first, the right on a
 * Ready machine after it (raise_error_for_invalid_state_on_allocated_operations).
 */
export function requireFilesystemRights(
  person: Person,
  machine: Guarded,
  verb: string,
  words: readonly [thing: "block device" | "partition", owner: "machine" | "node"],
): void {
  const [thing, owner] = words;
  requirePermission(person, machine, "edit");
  const isLate = `Cannot ${verb} ${thing} because the ${owner} is not Ready or Allocated.`;
  requireStatus(machine, ["Ready", "Allocated"], isLate);
  if (machine.status === "Ready" && !person.admin) {
    throw permissionDenied(`Cannot ${verb} ${thing} because you don't have the permissions on a Ready ${owner}.`);
  }
}
