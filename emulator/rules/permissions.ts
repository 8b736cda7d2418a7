import { forbidden, stateConflict } from "../errors";
import { type Machine, type User } from "../world";

/** Storage is changed by administrators; nobody changes a locked machine. */
export function requireAdmin(user: User, machine: Machine): void {
  if (!user.admin || machine.locked) throw forbidden();
}

/** A machine of nobody may be edited by anybody. */
export function requireEdit(user: User, machine: Machine): void {
  const mayEdit = user.admin || machine.owner === null || machine.owner === user.username;
  if (!mayEdit || machine.locked) throw forbidden();
}

export function requireReady(machine: Machine, message: string): void {
  if (machine.status !== "Ready") throw stateConflict(message);
}

/** Filesystems may also be changed by the owner of an allocated machine, on a copy that is thrown away on release. */
export function requireFormatRights(
  user: User,
  machine: Machine,
  verb: string,
  word: "block device" | "partition",
): void {
  const place = word === "partition" ? "node" : "machine";
  if (!user.admin && machine.owner !== user.username && machine.owner !== null) throw forbidden();
  if (machine.locked) throw forbidden();
  if (machine.status !== "Ready" && machine.status !== "Allocated") {
    throw stateConflict(`Cannot ${verb} ${word} because the ${place} is not Ready or Allocated.`);
  }
  if (machine.status === "Ready" && !user.admin) {
    throw forbidden(`Cannot ${verb} ${word} because you don't have the permissions on a Ready ${place}.`);
  }
}
