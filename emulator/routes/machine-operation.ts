import { type Call, findMachine, type OnMachine } from "./call";
import { renderMachine } from "../render/nodes";
import { type Handler } from "./endpoint";
import { type Permission } from "../rules/life/permissions";
import { jsonReply, type Reply } from "../wire/reply";
import { type Machine } from "../world/world";

export function machineReply({ world }: Call, machine: Machine): Reply {
  return jsonReply(renderMachine(world, machine));
}

/** An operation that does something with a machine, and is answered with the machine's document. */
export function machineOperation(permission: Permission, act: (on: OnMachine) => void): Handler {
  return (call) => {
    const on = findMachine(call, permission);
    act(on);
    return machineReply(call, on.machine);
  };
}
