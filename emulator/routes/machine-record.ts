import { type Call, findMachine, formOf } from "./call";
import { randomHostname } from "../rules/life/hostnames";
import { NO_SCRIPTS } from "../world/scripts";
import { blankRows } from "../world/storage/disks";
import { removeMachine } from "../rules/life/status";

import { renderMachine } from "../render/nodes";
import { type Handler } from "./endpoint";
import { commission } from "../rules/life/actions";
import { readMachineFields } from "../rules/life/machine-fields";
import { type Form } from "../wire/form";
import { badRequest, DELETED, jsonReply } from "../wire/reply";
import { type Machine, type World } from "../world/world";
import { machineReply } from "./machine-operation";
import { stringBool } from "./string-bool";

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

/** An address that is given twice is one card. */
function macAddresses(form: Form, world: World): string[] {
  const texts = form.texts("mac_addresses");
  if (texts.length === 0) form.fail("mac_addresses", "This field is required.");
  const nodes = [...world.machines.values(), ...world.controllers.values()];
  const macs = texts.map((text) => {
    const mac = text.toLowerCase().replaceAll("-", ":");
    if (!MAC.test(text)) form.fail("mac_addresses", `'${text}' is not a valid MAC address.`);
    const other = nodes.find(({ nics }) => nics.some((nic) => nic.mac === mac));
    if (other !== undefined) form.fail("mac_addresses", `MAC address ${mac} already in use on ${other.hostname}.`);
    return mac;
  });
  return form.isWrong("mac_addresses") ? [] : [...new Set(macs)];
}

/** Its disks are found when it is commissioned. */
function newMachine(world: World, macs: readonly string[]): Machine {
  const { nics } = world.sequences;
  const systemId = world.newSystemId();
  return {
    kind: "machine",
    systemId,
    hostname: randomHostname(world),
    architecture: "amd64/generic",
    cpuCount: 0,
    memory: 0,
    zone: world.zones[0]?.name ?? "",
    domain: world.domains.find(({ isDefault }) => isDefault)?.name ?? "",
    pool: world.pools[0]?.name ?? "",
    osystem: "",
    distroSeries: "",
    nics: macs.map((mac, at) => ({ id: nics.next(), linkId: null, name: `eth${at}`, mac, isFound: false })),
    scripts: { commissioning: NO_SCRIPTS, testing: NO_SCRIPTS, installation: NO_SCRIPTS },
    status: "New",
    previousStatus: "New",
    owner: null,
    agentName: "",
    addresses: [],
    commissioningStorage: null,
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

/** What is checked before the form is looked at, and ends the request alone (api/machines.py: create). */
function checkArchitecture(form: Form): void {
  const [architecture, subarchitecture] = [form.text("architecture"), form.text("subarchitecture")];
  if (subarchitecture !== "" && architecture.includes("/")) {
    throw badRequest("Subarchitecture cannot be specified twice.");
  }
  if (/(hwe|ga)-.+/.test(`${architecture}/${subarchitecture}`)) {
    throw badRequest("hwe kernel must be specified using the min_hwe_kernel argument.");
  }
  const least = form.text("min_hwe_kernel");
  if (least !== "" && !/^(hwe|ga)-.+/.test(least)) {
    throw badRequest('min_hwe_kernel must start with "hwe-" or "ga-"');
  }
}

/** A machine whose BMC is known by its address is found by it; of all others the cards must be known. */
function readNewMachine(form: Form, world: World): Machine {
  const isFoundByPower = form.text("power_type") === "ipmi";
  const macs = isFoundByPower && !form.has("mac_addresses") ? [] : macAddresses(form, world);
  if (!isFoundByPower) form.text("architecture", { required: true });
  const change = readMachineFields(form, world);
  if (macs.length === 0 && form.text("power_type") === "manual") {
    form.fail("power_type", "Can't set power type to manual without network interfaces");
  }
  form.validate();
  const machine = newMachine(world, macs);
  change(machine);
  return machine;
}

function createMachine(call: Call): Machine {
  const { world, user } = call;
  const isCommissioned = stringBool(call, "commission", true);
  const isDeployed = stringBool(call, "deployed");
  const form = formOf(call);
  checkArchitecture(form);
  const machine = readNewMachine(form, world);
  world.machines.set(machine.systemId, machine);
  if (!user.admin) return machine;
  if (isDeployed) Object.assign(machine, { status: "Deployed", owner: user.username });
  // That it could not be started is only logged.
  else if (isCommissioned && machine.powerType !== "") commission(world, machine, user);
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
