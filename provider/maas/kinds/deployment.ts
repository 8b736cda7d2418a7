import { z } from "zod";

import { NotFoundError } from "../../http/errors";
import {
  type Decision,
  type Known,
  type Living,
  type Outputs,
  type Problem,
  type ResourceKind,
} from "../../pulumi/kind";
import { inputsIn } from "../../pulumi/schema";
import { keepingTheObject } from "../../pulumi/unfinished";
import { isUnknown } from "../../pulumi/unknown";
import { type LifeMachine, readAllocatedBy, readLifeMachine, setOwnerData } from "../api/deployments";
import { Deploying, type WantedDeployment } from "../life/deploy";
import { agentOf, whyDeployed } from "../machine/deployed";
import { nameOf, whyNotFree } from "../life/words";
import { write } from "../life/write";
import { objectIfThere } from "../missing";
import { type Run } from "../run";
import { durationInput } from "../life/duration";
import { identityInput, machineInput, orUnknown } from "../storage/inputs";
import { textIn, textsIn } from "../storage/state";

const text = orUnknown(z.string().min(1, { error: "must not be empty" })).optional();
const flag = orUnknown(z.boolean()).optional();

/** Names of annotations, as MAAS's database takes them; it answers 500 to others. */
const ANNOTATION = /^[\w.-]+$/;

const releaseOptions = z.strictObject({ erase: flag, secureErase: flag, quickErase: flag, comment: text });

const inputs = z.object({
  machine: machineInput,
  osystem: text,
  distroSeries: text,
  hweKernel: text,
  userData: text,
  ephemeral: flag,
  ownerData: orUnknown(z.record(z.string(), orUnknown(z.string()))).optional(),
  comment: text,
  storage: orUnknown(z.array(orUnknown(z.string()))).optional(),
  redeployOnStorageChange: flag,
  release: orUnknown(releaseOptions).optional(),
  timeout: durationInput,
  resourceName: z.string().default(""),
  identity: identityInput,
});
type Inputs = z.output<typeof inputs>;

const DEFAULT_TIMEOUT_S = 60 * 60;

const SUFFIX = "/deployment";
const idOf = (systemId: string): string => `${systemId}${SUFFIX}`;

function systemIdOf(id: string): string {
  if (id.endsWith(SUFFIX)) return id.slice(0, -SUFFIX.length);
  throw new Error(`"${id}" is not an id of a Deployment, which is written "<system id>/deployment"`);
}

const wantedOf = (inputs: Inputs, agent = agentOf(inputs.identity)): WantedDeployment => ({
  systemId: inputs.machine,
  agent,
  osystem: inputs.osystem,
  distroSeries: inputs.distroSeries,
  hweKernel: inputs.hweKernel,
  userData: inputs.userData,
  ephemeral: inputs.ephemeral,
  comment: inputs.comment,
  storage: inputs.storage ?? [],
  release: inputs.release ?? {},
  timeoutMs: (inputs.timeout ?? DEFAULT_TIMEOUT_S) * 1_000,
});

function interfacesOf({ interface_set: nics }: LifeMachine) {
  return nics.map(({ name, mac_address: macAddress, links, link_speed: speed, enabled }) => ({
    name,
    ...(macAddress === undefined ? {} : { macAddress }),
    ...(speed === undefined ? {} : { linkSpeed: speed }),
    enabled,
    addresses: links.flatMap(({ ip_address: address }) => address ?? []),
  }));
}

/** What MAAS says of the machine, with what the program declares; the declared owner data as far as it is there. */
function stateOf(run: Run, machine: LifeMachine, declared: Known<Inputs>, agent: string): Outputs {
  const { ownerData } = declared;
  const has = machine.owner_data;
  const kept = Object.fromEntries(Object.keys(ownerData ?? {}).flatMap((key) => (key in has ? [[key, has[key]]] : [])));
  return {
    ...declared,
    ...(ownerData === undefined ? {} : { ownerData: kept }),
    machine: machine.system_id,
    status: machine.status_name,
    hostname: machine.hostname,
    fqdn: machine.fqdn,
    ipAddresses: machine.ip_addresses,
    osystem: machine.osystem,
    distroSeries: machine.distro_series,
    hweKernel: machine.hwe_kernel,
    interfaces: interfacesOf(machine),
    agent,
    apiUrl: run.client.apiUrl,
  };
}

/** Owner data of others stays; what was declared before and no longer is goes. */
async function syncOwnerData(run: Run, machine: LifeMachine, wanted: Inputs, before: Outputs): Promise<LifeMachine> {
  const declaredBefore = z.record(z.string(), z.unknown()).safeParse(before["ownerData"]).data ?? {};
  const form = ownerDataForm(machine, wanted, Object.keys(declaredBefore));
  if (Object.keys(form).length === 0) return machine;
  const find = async () => {
    const now = await readLifeMachine(run.client, machine.system_id);
    return Object.keys(ownerDataForm(now, wanted, Object.keys(declaredBefore))).length === 0 ? now : undefined;
  };
  const send = () => setOwnerData(run.client, machine.system_id, form);
  return write(run, "set the owner data", { send, find });
}

/** What differs; MAAS forgets a key whose value is empty. */
function ownerDataForm(machine: LifeMachine, { ownerData = {} }: Inputs, declaredBefore: readonly string[]) {
  const gone = declaredBefore.filter((key) => !(key in ownerData) && key in machine.owner_data);
  const changed = Object.entries(ownerData).filter(([key, value]) => machine.owner_data[key] !== value);
  return Object.fromEntries([...gone.map((key): [string, string] => [key, ""]), ...changed]);
}

function problems({ osystem, distroSeries, ownerData, storage, redeployOnStorageChange }: Inputs): Problem[] {
  const found: Problem[] = [];
  if (osystem !== undefined && distroSeries === undefined) {
    found.push({ property: "distroSeries", reason: 'give the series of the osystem, e.g. "noble" of "ubuntu"' });
  }
  if (redeployOnStorageChange === true && storage === undefined) {
    found.push({ property: "redeployOnStorageChange", reason: "give the storage that the deployment is to follow" });
  }
  if (ownerData !== undefined && !isUnknown(ownerData)) {
    for (const [key, value] of Object.entries(ownerData)) {
      if (!ANNOTATION.test(key)) {
        found.push({
          property: `ownerData.${key}`,
          reason: "a name has letters, digits, dots, hyphens and underscores only",
        });
      } else if (value === "")
        found.push({ property: `ownerData.${key}`, reason: "MAAS keeps no empty value: leave it out" });
    }
  }
  return found;
}

/** The resources of `storage`, without what they are like. */
const idsIn = (storage: readonly string[]): string[] =>
  storage.filter((one) => !isUnknown(one)).map((one) => one.split("@")[0] ?? one);

/** Storage that is taken out from under the deployment: the engine deletes it when all else is done. */
function losses(run: Run, wanted: Inputs, before: Outputs): readonly string[] {
  const { storage } = wanted;
  if (storage === undefined || isUnknown(storage) || storage.some(isUnknown)) return [];
  const kept = idsIn(storage);
  const lost = idsIn(textsIn(before["storage"])).filter((id) => !kept.includes(id));
  return lost.filter((id) => run.declared.objects.ownerOf(id) === undefined);
}

async function check(run: Run, wanted: Inputs, before: Outputs | undefined): Promise<Problem[]> {
  const { machine: systemId, identity, resourceName: name } = wanted;
  const redeploys = wanted.redeployOnStorageChange === true;
  run.declared.record(identity, { kind: "Deployment", systemId, uuid: systemId, devices: [] });
  if (run.declared.twinOf(identity) !== undefined) {
    return [{ property: "machine", reason: "another Deployment of this program has this machine" }];
  }
  const agent = textIn(before ?? {}, "agent") || agentOf(identity);
  const deployment = { name, agent, redeploys, release: wanted.release };
  run.deployments.declare(systemId, deployment);
  if (redeploys) run.deployments.offer(systemId, () => redeploy(run, wanted));
  if (before !== undefined) return checkLosses(run, wanted, before);
  try {
    const machine = await readLifeMachine(run.client, systemId);
    if (machine.status_name === "Ready" && !machine.locked) return [];
    if (!machine.locked && (machine.owner ?? "") === "" && GOING_FREE.has(machine.status_name)) return [];
    if ((await readAllocatedBy(run.client, systemId, deployment.agent)) !== undefined) return [];
    return [{ property: "machine", reason: whyNotFree(machine, `Deployment "${name}"`) }];
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const reason = `MAAS at ${run.client.apiUrl} has no machine "${systemId}"`;
    return [{ property: "machine", reason: `${reason}: is it a hostname? Pass maas.getMachineOutput({ hostname })` }];
  }
}

const GOING_FREE = new Set(["Commissioning", "Testing", "Releasing", "Disk erasing", "Exiting rescue mode"]);

/** Storage that goes is only told by the list: the engine asks no provider before it deletes. */
async function checkLosses(run: Run, wanted: Inputs, before: Outputs): Promise<Problem[]> {
  const lost = losses(run, wanted, before);
  if (lost.length === 0) return [];
  const { machine: systemId, resourceName: name } = wanted;
  const deployment = run.deployments.on(systemId);
  if (deployment === undefined) return [];
  if (deployment.redeploys) run.deployments.loses(systemId, lost);
  const machine = await readLifeMachine(run.client, systemId);
  if (machine.status_name === "Ready") return [];
  if (!deployment.redeploys) {
    return [{ property: "storage", reason: `${lost.join(" and ")} would go: ${whyDeployed(machine, deployment)}` }];
  }
  run.announce(
    `${nameOf(machine)}: release it -> delete ${lost.join(" and ")} -> deploy it again (Deployment "${name}")`,
  );
  return [];
}

/** With `redeployOnStorageChange`, storage that changes or comes replaces; storage that goes is followed at the end. */
function reasonsToReplace(run: Run, state: Outputs, wanted: Inputs, differing: readonly string[]): string[] {
  return differing.filter((property) => {
    if (property === "machine") return textIn(state, "machine") !== wanted.machine;
    if (property !== "storage") return true;
    const had = textsIn(state["storage"]);
    return wanted.redeployOnStorageChange === true && (wanted.storage ?? []).some((one) => !had.includes(one));
  });
}

function decided(run: Run, { id, state, inputs: raw, isChanged, isReplaced }: Decision): void {
  const identity = textIn(raw, "identity");
  const fate = isReplaced ? "is replaced" : isChanged ? "changes" : "stays";
  run.declared.objects.continues(identity, id, textIn(state, "agent"), fate);
  const systemId = textIn(state, "machine");
  const known = run.deployments.on(systemId);
  // The agent of an object stays, also when its resource is moved under an alias.
  const agent = isReplaced ? agentOf(identity) : textIn(state, "agent");
  if (known !== undefined && agent !== "") run.deployments.declare(systemId, { ...known, agent });
  if (!isChanged) run.deployments.settle(systemId);
}

/** Deploys a machine again whose storage was changed when all else was done. */
async function redeploy(run: Run, wanted: Inputs): Promise<void> {
  const agent = run.deployments.on(wanted.machine)?.agent ?? agentOf(wanted.identity);
  const machine = await new Deploying(run, wantedOf(wanted, agent), () => undefined).bring();
  run.session(wanted.machine).forget();
  await syncOwnerData(run, machine, wanted, {});
}

/** Deploys, or goes on with it; the owner data come last. */
async function bring(run: Run, wanted: Inputs, agent: string, before: Outputs): Promise<Living> {
  const id = idOf(wanted.machine);
  return keepingTheObject<{ id: string; machine: LifeMachine }, Living>(
    async (exists) => {
      const deployed = await new Deploying(run, wantedOf(wanted, agent), (machine) => exists({ id, machine })).bring();
      exists({ id, machine: deployed });
      run.session(wanted.machine).forget();
      run.declared.objects.own(id, wanted.identity, "made");
      const machine = await syncOwnerData(run, deployed, wanted, before);
      run.deployments.settle(wanted.machine);
      return { id, state: stateOf(run, machine, wanted, agent) };
    },
    async ({ machine }) => {
      const now = await readLifeMachine(run.client, machine.system_id).catch(() => machine);
      return stateOf(run, now, wanted, agent);
    },
  );
}

const create = (run: Run, wanted: Inputs): Promise<Living> =>
  run.declared.during(() => bring(run, wanted, agentOf(wanted.identity), {}));

/** While storage below is still to be deleted, the machine is deployed again when that is done. */
async function update(run: Run, { state: before }: Living, wanted: Inputs): Promise<Outputs> {
  const agent = textIn(before, "agent") || agentOf(wanted.identity);
  const ours = await readAllocatedBy(run.client, wanted.machine, agent);
  if (ours?.status_name === "Deployed") {
    const machine = await syncOwnerData(run, ours, wanted, before);
    run.deployments.settle(wanted.machine);
    return stateOf(run, machine, wanted, agent);
  }
  return (await run.declared.during(() => bring(run, wanted, agent, before))).state;
}

async function read(run: Run, { id, state: before }: Living, declared: Known<Inputs>): Promise<Living | undefined> {
  const systemId = systemIdOf(id);
  const { client } = run;
  const agent = textIn(before, "agent");
  const found = await objectIfThere(client.apiUrl, before, id, async () =>
    agent === "" ? lookUp(run, systemId) : readAllocatedBy(client, systemId, agent),
  );
  return found === undefined ? undefined : { id, state: stateOf(run, found, declared, agent) };
}

/** For `get`: whoever has deployed the machine. */
async function lookUp(run: Run, systemId: string): Promise<LifeMachine | undefined> {
  const machine = await readLifeMachine(run.client, systemId);
  return machine.status_name === "Deployed" ? machine : undefined;
}

async function remove(run: Run, { id, state: before }: Living): Promise<void> {
  const identity = textIn(before, "identity");
  if (run.declared.objects.outlives(id, identity)) return run.announce(`${id} stays: another resource has it now`);
  const known = inputs.safeParse(before).data;
  const systemId = systemIdOf(id);
  const agent = textIn(before, "agent") || agentOf(identity);
  const timeoutMs = (known?.timeout ?? DEFAULT_TIMEOUT_S) * 1_000;
  await objectIfThere(run.client.apiUrl, before, id, async () => {
    const isReleased = await run.releases.release({ systemId, agent, release: known?.release ?? {}, timeoutMs });
    run.session(systemId).forget();
    run.declared.objects.gone(id, identity, agent);
    return isReleased || undefined;
  });
}

/** A machine that is allocated and installed. */
export const deployment: ResourceKind<Inputs, Run> = {
  name: "Deployment",
  system: "MAAS",
  inputs,
  outputs: z.object({
    machine: z.string(),
    status: z.string(),
    hostname: z.string(),
    fqdn: z.string(),
    ipAddresses: z.array(z.string()),
    osystem: z.string(),
    distroSeries: z.string(),
    hweKernel: z.string(),
    interfaces: z.array(z.looseObject({ name: z.string() })),
    agent: z.string(),
    apiUrl: z.string(),
  }),
  essential: ["machine", "identity", "apiUrl", "agent", "status", "release", "timeout"],
  replaceOn: ["machine", "osystem", "distroSeries", "hweKernel", "userData", "ephemeral", "storage"],
  standsOn: ["machine", "storage"],
  ignored: ["identity", "resourceName"],
  same: {
    // A machine that is not Deployed, after a failure or by hand, is brought there again.
    machine: (olds, { machine }) => olds["machine"] === machine && olds["status"] === "Deployed",
    osystem: (olds, { osystem }) => osystem === undefined || olds["osystem"] === osystem,
    distroSeries: (olds, { distroSeries }) => distroSeries === undefined || olds["distroSeries"] === distroSeries,
    hweKernel: (olds, { hweKernel }) => hweKernel === undefined || olds["hweKernel"] === hweKernel,
    // What a failed deployment shows of them is no difference of its own.
  },
  problems,
  isPlaced: ({ machine }) => !isUnknown(machine),
  check,
  reasonsToReplace,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};
