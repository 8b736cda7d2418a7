import { type Call, findMachine, formOf } from "./call";
import { removeMachine } from "../rules/life/status";
import { blankRows } from "../world/storage/disks";
import { renderMachine } from "../render/nodes";
import { type Handler } from "./endpoint";
import { commission } from "../rules/life/actions";
import { readMachineFields } from "../rules/life/machine-fields";
import { type Form } from "../wire/form";
import { DELETED, jsonReply } from "../wire/reply";
import { type Machine, type World } from "../world/world";
import { machineReply } from "./machine-operation";

/** The machine as a record: made, changed, deleted (api/machines.py). */

export const update: Handler = (call) => {
  const { machine } = findMachine(call, "admin");
  const form = formOf(call);
  const change = readMachineFields(form, call.world, machine);
  form.validate();
  change(machine);
  return machineReply(call, machine);
};

export const remove: Handler = (call) => {
  const { machine } = findMachine(call, "admin");
  removeMachine(call.world, machine);
  return DELETED;
};

const MAC = /^([0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i;

function macAddresses(form: Form, texts: readonly string[], world: World): string[] {
  if (texts.length === 0) form.fail("mac_addresses", "This field is required.");
  const nodes = [...world.machines.values(), ...world.controllers.values()];
  return texts.map((text) => {
    const mac = text.toLowerCase().replaceAll("-", ":");
    if (!MAC.test(text)) form.fail("mac_addresses", `'${text}' is not a valid MAC address.`);
    const other = nodes.find(({ nics }) => nics.some((nic) => nic.mac === mac));
    if (other !== undefined) form.fail("mac_addresses", `MAC address ${mac} already in use on ${other.hostname}.`);
    return mac;
  });
}

/** It has no disks: there is no hardware that commissioning could find. */
function newMachine(world: World, macs: readonly string[]): Machine {
  const { nics, links, scriptSets } = world.sequences;
  const systemId = world.newSystemId();
  return {
    kind: "machine",
    systemId,
    hostname: `machine-${systemId}`,
    architecture: "amd64/generic",
    cpuCount: 0,
    memory: 0,
    zone: world.zones[0]?.name ?? "",
    domain: world.domains.find(({ isDefault }) => isDefault)?.name ?? "",
    pool: world.pools[0]?.name ?? "",
    osystem: "",
    distroSeries: "",
    nics: macs.map((mac, at) => ({ id: nics.next(), linkId: at === 0 ? links.next() : null, name: `eth${at}`, mac })),
    scriptSets: [scriptSets.next(), scriptSets.next()],
    status: "New",
    previousStatus: "New",
    owner: null,
    locked: false,
    biosBootMethod: null,
    tags: [],
    powerType: "",
    powerState: "unknown",
    powerParameters: {},
    shown: {},
    rows: blankRows(world.sequences, [], null),
  };
}

function createMachine(call: Call): Machine {
  const { world, user, body } = call;
  const form = formOf(call);
  const macs = macAddresses(
    form,
    body.fields().flatMap(([name, text]) => (name === "mac_addresses" ? [text] : [])),
    world,
  );
  if (!form.has("architecture")) form.fail("architecture", "This field is required.");
  const change = readMachineFields(form, world);
  const isCommissioned = form.word("commission", ["true", "false", "True", "False", "1", "0"] as const) ?? "true";
  form.validate();
  const machine = newMachine(world, macs);
  change(machine);
  world.machines.set(machine.systemId, machine);
  const wants = ["true", "1"].includes(isCommissioned.toLowerCase());
  // That it could not be started is only logged.
  if (user.admin && wants && machine.powerType !== "") commission(world, machine, user, false);
  return machine;
}

/** Administrators' machines are commissioned at once, unless they say otherwise; others' wait as New. */
export const create: Handler = (call) => machineReply(call, createMachine(call));

const ANONYMOUS_FIELDS = [
  ...["system_id", "hostname", "domain", "fqdn", "architecture", "status", "power_type", "power_state", "zone"],
  ...["status_action", "status_message", "status_name", "node_type", "resource_uri"],
];

/** Whoever has no credentials is taken for a machine that enlists itself (AnonMachinesHandler). */
export const enlist: Handler = (call) => {
  const shown = Object.entries(renderMachine(call.world, createMachine(call)));
  return jsonReply(Object.fromEntries(shown.filter(([field]) => ANONYMOUS_FIELDS.includes(field))));
};
