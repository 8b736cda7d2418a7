import { type Call, findMachine, formOf } from "./call";
import { Body } from "../wire/body";
import { Form } from "../wire/form";
import { note, setStatus } from "../rules/life/status";
import { COMMISSIONING_SCRIPTS, RELEASE_SCRIPTS, TESTING_SCRIPTS } from "../world/scripts";
import { arriveNow, isPowerControlled, startTransition } from "../rules/life/arrivals";
import { type StatusName } from "../world/node-status";
import { afterTests } from "../rules/life/transitions";

import { type Handler } from "./endpoint";
import { architectureProblem, readRelease, type Release, workingKernel } from "../rules/life/kernels";
import {
  acquire,
  checkOffered,
  commission,
  newScripts,
  noteRequest,
  RELEASABLE,
  release,
  requireDeployable,
  requirePowerType,
  requireTransition,
  show,
  startDeployment,
} from "../rules/life/actions";
import { readScripts } from "../rules/life/script-choice";
import { requireStatus } from "../rules/life/permissions";
import {
  badRequest,
  jsonReply,
  notServed,
  permissionDenied,
  type Reply,
  serverError,
  textReply,
  wrongState,
} from "../wire/reply";
import { type Machine } from "../world/world";
import { machineOperation } from "./machine-operation";
import { checkBridges } from "./parameters";
import { stringBool } from "./string-bool";

/** Operations that move a machine through its life (api/machines.py, models/node.py). */

/** Whether a machine is installed into its memory, as one without disks always is. */
function isEphemeral(call: Call, machine: Machine): boolean {
  if (stringBool(call, "install_rackd")) {
    throw badRequest("Deploying a machine as a rackd has been disabled and it's not supported anymore.");
  }
  const isHost = [stringBool(call, "install_kvm"), stringBool(call, "register_vmhost")].includes(true);
  if (isHost && !call.user.admin) throw permissionDenied("Only administratros can deploy VM hosts");
  const isInMemory = stringBool(call, "ephemeral_deploy") || machine.rows.devices.size === 0;
  if (!isHost || !isInMemory) return isInMemory;
  throw badRequest("A machine can not be a VM host if it is deployed to memory.");
}

/** What a deployment is to be, as the machine's form reads it: what is wrong is said of all of it at once. */
function readDeployment(
  { world, body }: Call,
  machine: Machine,
): { readonly release: Release; readonly kernel: string } {
  const form = new Form(Body.empty);
  const problem = architectureProblem(world, machine.architecture);
  if (problem !== undefined) form.fail("architecture", problem);
  const release = readRelease(form, world, body.posted("distro_series") ?? "");
  const least = machine.shown["min_hwe_kernel"];
  const wanted = { kernel: body.posted("hwe_kernel") ?? "", least: typeof least === "string" ? least : "" };
  const kernel = form.isValid ? workingKernel(form, world, machine, release, wanted) : "";
  form.validate();
  return { release, kernel };
}

/** A Ready machine is allocated on the way. */
const deploy = machineOperation("edit", ({ call, machine }) => {
  const { world, user, body } = call;
  const isInMemory = isEphemeral(call, machine);
  checkBridges(call);
  if (machine.status === "Ready" && machine.owner !== null && machine.owner !== user.username) {
    throw wrongState("Can't allocate a machine belonging to another user.");
  }
  const isLate = `Can't deploy a machine that is in the '${machine.status}' state`;
  requireStatus(machine, ["Ready", "Allocated"], isLate);
  const { release, kernel } = readDeployment(call, machine);
  requireDeployable(world, machine, isInMemory);
  const comment = body.posted("comment") ?? "";
  if (machine.status === "Ready") acquire(world, machine, user, { comment });
  noteRequest(world, machine, "User starting deployment", user, comment);
  Object.assign(machine, { osystem: release.osystem, distroSeries: release.series });
  const least = machine.shown["min_hwe_kernel"] ?? "";
  show(machine, { ephemeral_deploy: isInMemory, hwe_kernel: kernel || null, min_hwe_kernel: least });
  for (const flag of ["enable_hw_sync", "enable_kernel_crash_dump"]) show(machine, { [flag]: stringBool(call, flag) });
  startDeployment(world, machine);
});

/** A machine that is on its way, or free already, is released: a second request finds nothing to do. */
const releaseOne = machineOperation("edit", ({ call, machine }) => {
  const { world, user, body } = call;
  if (machine.status === "Releasing" || machine.status === "Ready") return;
  const isLate = `Machine cannot be released in its current state ('${machine.status}').`;
  requireStatus(machine, RELEASABLE, isLate);
  const form = formOf(call);
  readScripts(form, "scripts", RELEASE_SCRIPTS);
  const isErased = form.flag("erase");
  form.validate();
  release(world, machine, user, { isErased, comment: body.posted("comment") ?? "" });
});

const startCommissioning = machineOperation("admin", ({ call, machine }) => {
  const form = formOf(call);
  const keepStorage = form.flag("skip_storage");
  readScripts(form, "commissioning_scripts", COMMISSIONING_SCRIPTS, true);
  const isTested = !readScripts(form, "testing_scripts", TESTING_SCRIPTS, true).includes("none");
  checkOffered(form, machine, "Commission");
  form.validate();
  commission(call.world, machine, call.user, { keepStorage, isTested });
});

/** Where a machine goes whose business is broken off; it shows the old state until the next request. */
const ABORTED: Readonly<Partial<Record<StatusName, StatusName>>> = {
  "Disk erasing": "Failed disk erasing",
  Commissioning: "New",
  Deploying: "Allocated",
};

const abort = machineOperation("edit", ({ call, machine }) => {
  const { status, systemId } = machine;
  const tests = status === "Testing" ? previousOf(machine.previousStatus) : undefined;
  const to = ABORTED[status] ?? tests;
  if (to === undefined) throw wrongState(`Cannot abort in current state: node ${systemId} is in state ${status}.`);
  noteRequest(call.world, machine, ABORT_EVENTS[status] ?? "", call.user, call.body.posted("comment"));
  if (status === "Commissioning") machine.owner = null;
  call.world.transitions.set(systemId, { to, at: Date.now(), relayout: false, news: [] });
});

const ABORT_EVENTS: Readonly<Partial<Record<StatusName, string>>> = {
  "Disk erasing": "User aborting disk erase",
  Commissioning: "User aborting node commissioning",
  Deploying: "User aborting deployment",
  Testing: "User aborting node testing",
};

/** Tests after commissioning end in a Ready machine. */
function previousOf(previous: StatusName): StatusName {
  return previous === "Commissioning" ? "Ready" : previous;
}

const test = machineOperation("admin", ({ call, machine }) => {
  const form = formOf(call);
  readScripts(form, "testing_scripts", TESTING_SCRIPTS);
  checkOffered(form, machine, "Test");
  form.validate();
  requirePowerType(machine);
  requireTransition(machine, "Testing");
  noteRequest(call.world, machine, "User starting node testing", call.user);
  setStatus(call.world, machine, "Testing");
  note(call.world, machine, "INFO", "Testing");
  machine.scripts = { ...machine.scripts, testing: newScripts(call.world) };
  machine.owner ??= call.user.username;
  startTransition(call.world, machine, afterTests(machine.previousStatus));
});

const overrideFailedTesting = machineOperation("admin", ({ call, machine }) => {
  const isOther = "Unable to override node status. Node is not in 'Failed testing' status.";
  requireStatus(machine, ["Failed testing"], isOther);
  noteRequest(call.world, machine, "User overrode 'Failed testing' status", call.user, call.body.posted("comment"));
  setStatus(call.world, machine, machine.osystem === "" ? "Ready" : "Deployed");
  if (machine.status === "Ready") machine.owner = null;
  show(machine, { error_description: "" });
});

/** Only whose it is may say that it is broken, an administrator neither; nobody's machines nobody's. */
const markBroken = machineOperation("edit", ({ call, machine }) => {
  const { world, user, body } = call;
  if (machine.owner !== user.username) throw permissionDenied();
  const comment = body.posted("comment") ?? body.posted("error_description") ?? "";
  requireTransition(machine, "Broken");
  noteRequest(world, machine, "User marking node broken", user, comment);
  if (RELEASABLE.includes(machine.status)) release(world, machine, user);
  world.transitions.delete(machine.systemId);
  setStatus(world, machine, "Broken");
  show(machine, { error_description: comment });
});

const markFixed = machineOperation("admin", ({ call, machine }) => {
  requireStatus(machine, ["Broken"], "Can't mark a non-broken node as 'Ready'.");
  noteRequest(call.world, machine, "User marking node fixed", call.user, call.body.posted("comment"));
  setStatus(call.world, machine, machine.previousStatus === "Deployed" ? "Deployed" : "Ready");
  if (machine.status === "Ready") machine.owner = null;
  Object.assign(machine, { osystem: "", distroSeries: "" });
  show(machine, { error_description: "", hwe_kernel: null });
});

const enterRescueMode = machineOperation("admin", ({ call, machine }) => {
  requirePowerType(machine);
  requireTransition(machine, "Entering rescue mode");
  noteRequest(call.world, machine, "User starting rescue mode", call.user);
  setStatus(call.world, machine, "Entering rescue mode");
  machine.owner = call.user.username;
  startTransition(call.world, machine, "Rescue mode");
});

/** MAAS does not wait for a machine whose power it cannot ask for. */
const exitRescueMode = machineOperation("admin", ({ call, machine }) => {
  requireTransition(machine, "Exiting rescue mode");
  noteRequest(call.world, machine, "User stopping rescue mode", call.user);
  setStatus(call.world, machine, "Exiting rescue mode");
  startTransition(call.world, machine, machine.previousStatus);
  if (!isPowerControlled(machine)) arriveNow(call.world, machine);
});

const lock = machineOperation("lock", ({ call, machine }) => {
  if (machine.locked) throw wrongState("Machine is already locked");
  requireStatus(machine, ["Deployed", "Deploying"], "Can't lock, node is not deployed or deploying");
  noteRequest(call.world, machine, "User locking node", call.user, call.body.posted("comment"));
  machine.locked = true;
});

const unlock = machineOperation("lock", ({ call, machine }) => {
  if (!machine.locked) throw wrongState("Machine is not locked");
  noteRequest(call.world, machine, "User unlocking node", call.user, call.body.posted("comment"));
  machine.locked = false;
});

/** An empty text takes a note away. JSON bodies are not read (WorkloadAnnotationsMixin). */
const setOwnerData = machineOperation("edit", ({ call, machine }) => {
  const { user, body } = call;
  if (machine.owner !== user.username) {
    throw wrongState("Cannot set workload annotation: it hasn't been acquired.");
  }
  const bad = body.kind === "form" ? body.fields().find(([name]) => !/^[\p{L}\p{N}_.-]+$/u.test(name)) : undefined;
  if (bad !== undefined) throw serverError("Invalid character in key name");
  const noted = new Map(Object.entries(machine.shown["owner_data"] ?? {}));
  for (const [name, text] of body.kind === "form" ? body.fields() : []) {
    if (text === "") noted.delete(name);
    else if (name !== "op") noted.set(name, text);
  }
  const data = Object.fromEntries(noted);
  show(machine, { owner_data: data, workload_annotations: data });
});

/** What nodes found out of themselves is no part of what is emulated: two reports in BSON, both missing. */
export function noDetails(): Reply {
  const fields = ["lshw", "lldp"].map((name) => `\n${name}\0`).join("");
  const length = String.fromCharCode(4 + fields.length + 1, 0, 0, 0);
  return { ...textReply(`${length}${fields}\0`), contentType: "application/bson" };
}

const details: Handler = (call) => {
  findMachine(call, "view");
  return noDetails();
};

/** Machines have a token from their first boot on; nothing here ever boots. */
const getToken: Handler = (call) => {
  findMachine(call, "admin-read");
  return jsonReply(null);
};

const INSTALLED: readonly StatusName[] = ["Deploying", "Deployed", "Failed deployment"];

/** What would be installed is no part of what is emulated. */
const getCurtinConfig: Handler = (call) => {
  const { machine } = findMachine(call, "view");
  if (INSTALLED.includes(machine.status)) throw notServed("curtin configurations");
  throw badRequest(`Machine ${machine.hostname} is not in a deployment state.`);
};

const queryPowerState: Handler = (call) => {
  const { machine } = findMachine(call, "view");
  return jsonReply({ state: machine.powerType === "manual" ? "unknown" : machine.powerState });
};

export const LIFE_READS = {
  details,
  get_curtin_config: getCurtinConfig,
  get_token: getToken,
  query_power_state: queryPowerState,
};
export const LIFE_OPERATIONS = {
  abort,
  commission: startCommissioning,
  deploy,
  exit_rescue_mode: exitRescueMode,
  lock,
  mark_broken: markBroken,
  mark_fixed: markFixed,
  override_failed_testing: overrideFailedTesting,
  release: releaseOne,
  rescue_mode: enterRescueMode,
  set_owner_data: setOwnerData,
  set_workload_annotations: setOwnerData,
  test,
  unlock,
};
