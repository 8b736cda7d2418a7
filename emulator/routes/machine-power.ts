import { findMachine } from "./call";
import { isPowerControlled, switchPower } from "../rules/life/arrivals";

import { type Handler } from "./endpoint";
import { noteRequest, requireDeployable, startDeployment } from "../rules/life/actions";
import { Body } from "../wire/body";
import { Form } from "../wire/form";
import { readRelease } from "../rules/life/kernels";
import { requireAdmin } from "../rules/life/permissions";
import { jsonReply, wrongState } from "../wire/reply";
import { machineOperation, machineReply } from "./machine-operation";

/** An allocated machine that is switched on is installed (Node.start). */
const powerOn = machineOperation("edit", ({ call, machine }) => {
  const { world, user, body } = call;
  if (machine.owner === null) throw wrongState("Can't start node: it hasn't been allocated.");
  if (machine.status === "Allocated") {
    requireDeployable(world, machine);
    noteRequest(world, machine, "User starting deployment", user, body.posted("comment"));
    const { osystem, series } = readRelease(new Form(Body.empty), world, "");
    Object.assign(machine, { osystem, distroSeries: series });
    startDeployment(world, machine);
    return;
  }
  noteRequest(world, machine, "User powering up node", user, body.posted("comment"));
  switchPower(world, machine, "on");
});

/** Of a machine that it cannot switch off MAAS answers nothing. */
const powerOff: Handler = (call) => {
  const { machine } = findMachine(call, "edit");
  if (!isPowerControlled(machine)) return jsonReply(null);
  noteRequest(call.world, machine, "User powering down node", call.user, call.body.posted("comment"));
  switchPower(call.world, machine, "off");
  return machineReply(call, machine);
};

/** They hold passwords, which are shown. */
const powerParameters: Handler = (call) => {
  const { machine } = findMachine(call, "admin-read");
  return jsonReply(machine.powerParameters);
};

/** Of all machines, or of those that are named; unknown ones are passed over. */
export const allPowerParameters: Handler = ({ world, user, query }) => {
  requireAdmin(user);
  const wanted = query.getAll("id");
  const found = [...world.machines.values()].filter(({ systemId }) => wanted.length === 0 || wanted.includes(systemId));
  return jsonReply(Object.fromEntries(found.map((each) => [each.systemId, each.powerParameters])));
};

export const POWER_READS = { power_parameters: powerParameters };
export const POWER_OPERATIONS = { power_on: powerOn, power_off: powerOff };
