import { z } from "zod";

import { NotFoundError, ValidationError } from "../../http/errors";
import { writeOnce, type Write } from "../../http/write";
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
import { readPowerParameters } from "../api/machine-details";
import {
  deleteMachine,
  enlistMachine,
  findMachinesByMac,
  type MachineRecord,
  readMachineRecord,
  updateMachine,
} from "../api/machine-records";
import { commission, isCommissioned } from "../life/commission";
import { durationInput } from "../life/duration";
import { changeFor, type Field, FIELDS, isSameKind, macsOf, powerForm, valueOf } from "../life/record";
import { nameOf } from "../life/words";
import { objectIfThere } from "../missing";
import { type Run } from "../run";
import { identityInput, machineInput, orUnknown } from "../storage/inputs";
import { textIn, textsIn } from "../storage/state";

const text = orUnknown(z.string().min(1, { error: "must not be empty" })).optional();
const flag = orUnknown(z.boolean()).optional();
const words = orUnknown(z.array(z.string().min(1))).optional();

const MAC = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const mac = orUnknown(
  z
    .string()
    .regex(MAC, { error: "not a MAC address: write six pairs of digits with colons" })
    .transform((address) => address.toLowerCase().replaceAll("-", ":")),
);

const inputs = z.object({
  adopt: machineInput.optional(),
  architecture: text,
  macAddresses: orUnknown(z.array(mac).min(1, { error: "give at least one address" })).optional(),
  powerType: text,
  powerParameters: orUnknown(z.record(z.string(), orUnknown(z.string()))).optional(),
  hostname: text,
  domain: text,
  zone: text,
  pool: text,
  description: orUnknown(z.string()).optional(),
  minHweKernel: orUnknown(z.string()).optional(),
  commission: orUnknown(
    z.strictObject({
      ...{ skip: flag, scripts: words, testingScripts: words, enableSsh: flag },
      ...{ skipBmcConfig: flag, skipNetworking: flag, skipStorage: flag },
    }),
  ).optional(),
  timeout: durationInput,
  identity: identityInput,
});
type Inputs = z.output<typeof inputs>;

const DEFAULT_TIMEOUT_S = 60 * 60;
const timeoutOf = ({ timeout = DEFAULT_TIMEOUT_S }: { readonly timeout?: number | undefined }): number =>
  timeout * 1_000;

const write = <T>(run: Run, what: string, one: Write<T>): Promise<T> =>
  writeOnce(one, {
    sleep: (ms) => run.sleep(ms),
    lookAfresh: () => undefined,
    announceSearch: () => run.announce(`no clear answer to "${what}"; looking whether MAAS has done it`),
  });

const ifThere = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
};

const powerOf = async (run: Run, systemId: string, declared: Known<Inputs>): Promise<Record<string, string>> =>
  declared.powerParameters === undefined ? {} : readPowerParameters(run.client, systemId);

function stateOf(
  run: Run,
  machine: MachineRecord,
  declared: Known<Inputs>,
  power: Readonly<Record<string, string>>,
): Outputs {
  const parameters = Object.keys(declared.powerParameters ?? {}).flatMap((name) =>
    power[name] === undefined ? [] : [[name, power[name]]],
  );
  return {
    ...declared,
    ...(declared.powerParameters === undefined ? {} : { powerParameters: Object.fromEntries(parameters) as unknown }),
    ...Object.fromEntries(FIELDS.map((field) => [field, valueOf(machine, field)])),
    machine: machine.system_id,
    systemId: machine.system_id,
    fqdn: machine.fqdn,
    architecture: machine.architecture,
    status: machine.status_name,
    interfaceMacs: macsOf(machine),
    isEnlisted: declared.adopt === undefined,
    apiUrl: run.client.apiUrl,
  };
}

/** The machine with these addresses, when it is one and has them all. */
async function findOurs(run: Run, { macAddresses = [] }: Inputs): Promise<MachineRecord | undefined> {
  const [first, ...others] = await findMachinesByMac(run.client, macAddresses);
  if (first === undefined) return undefined;
  const has = macsOf(first);
  return others.length === 0 && macAddresses.every((address) => has.includes(address)) ? first : undefined;
}

const notOurs = (machine: MachineRecord): string =>
  `${nameOf(machine)} has this address already, with another name, architecture or power type: to manage it, declare ` +
  `adopt: "${machine.system_id}" in place of architecture and macAddresses`;

/** Tells MAAS of the machine. One that has these addresses, and is as declared, was told by an interrupted run. */
async function enlist(run: Run, wanted: Inputs): Promise<MachineRecord> {
  const { architecture, macAddresses, hostname, domain, zone, pool, description, powerType } = wanted;
  const send = () =>
    enlistMachine(run.client, {
      ...{
        architecture,
        mac_addresses: macAddresses,
        hostname,
        domain,
        zone,
        pool,
        description,
        power_type: powerType,
      },
      min_hwe_kernel: wanted.minHweKernel === "" ? undefined : wanted.minHweKernel,
      ...powerForm(wanted.powerParameters),
      commission: false,
    });
  try {
    const made = await write(run, "enlist the machine", { send, find: () => findOurs(run, wanted) });
    run.declared.objects.own(made.system_id, wanted.identity, "made");
    return made;
  } catch (error) {
    const found =
      error instanceof ValidationError && "mac_addresses" in error.fields ? await findOurs(run, wanted) : undefined;
    if (found === undefined) throw error;
    if (!isSameKind(found, wanted)) throw new Error(notOurs(found), { cause: error });
    run.announce(`${nameOf(found)} has these addresses already: an earlier run has enlisted it`);
    run.declared.objects.own(found.system_id, wanted.identity, "adopted");
    return found;
  }
}

/** Sends what differs. */
async function sync(run: Run, machine: MachineRecord, wanted: Inputs): Promise<MachineRecord> {
  const { system_id: systemId } = machine;
  const change = changeFor(machine, wanted, await powerOf(run, systemId, wanted));
  if (Object.keys(change).length === 0) return machine;
  if (machine.locked) throw new Error(`${nameOf(machine)} is locked: unlock it in MAAS to change it`);
  const find = async () => {
    const now = await readMachineRecord(run.client, systemId);
    return Object.keys(changeFor(now, wanted, await powerOf(run, systemId, wanted))).length === 0 ? now : undefined;
  };
  return write(run, "change the machine", { send: () => updateMachine(run.client, systemId, change), find });
}

async function bring(run: Run, wanted: Inputs, find: () => Promise<MachineRecord>): Promise<Living> {
  return keepingTheObject<{ id: string; machine: MachineRecord }, Living>(
    async (exists) => {
      const found = await find();
      exists({ id: found.system_id, machine: found });
      const synced = await sync(run, found, wanted);
      exists({ id: synced.system_id, machine: synced });
      const machine =
        wanted.adopt === undefined ? await commission(run, synced, wanted.commission ?? {}, timeoutOf(wanted)) : synced;
      return { id: machine.system_id, state: stateOf(run, machine, wanted, wanted.powerParameters ?? {}) };
    },
    async ({ machine }) => {
      const now = await readMachineRecord(run.client, machine.system_id).catch(() => machine);
      return stateOf(run, now, wanted, wanted.powerParameters ?? {});
    },
  );
}

const create = (run: Run, wanted: Inputs): Promise<Living> =>
  bring(run, wanted, () =>
    wanted.adopt === undefined ? enlist(run, wanted) : readMachineRecord(run.client, wanted.adopt),
  );

async function update(run: Run, { id }: Living, wanted: Inputs): Promise<Outputs> {
  const found = await ifThere(() => readMachineRecord(run.client, id));
  if (found === undefined)
    throw new Error(`machine ${id} is gone from MAAS: run "pulumi refresh", then "pulumi up" again`);
  return (await bring(run, wanted, () => Promise.resolve(found))).state;
}

async function read(run: Run, { id, state: before }: Living, declared: Known<Inputs>): Promise<Living | undefined> {
  const found = await objectIfThere(run.client.apiUrl, before, `machine ${id}`, () =>
    readMachineRecord(run.client, id),
  );
  if (found === undefined) return undefined;
  return { id, state: stateOf(run, found, declared, await powerOf(run, id, declared)) };
}

/** An adopted machine is let go; one that somebody has is not taken away by deleting it. */
async function remove(run: Run, { id, state: before }: Living): Promise<void> {
  if (run.declared.objects.outlives(id, textIn(before, "identity"))) {
    return run.announce(`machine ${id} stays: another resource has it now`);
  }
  if (textIn(before, "adopt") !== "" || before["isEnlisted"] === false) return;
  await objectIfThere(run.client.apiUrl, before, `machine ${id}`, async () => {
    const machine = await readMachineRecord(run.client, id);
    const owner = machine.owner ?? "";
    if (owner !== "" && isCommissioned(machine.status_name)) {
      throw new Error(
        `${nameOf(machine)} is ${machine.status_name} and belongs to ${owner}: release it before it is deleted`,
      );
    }
    if (machine.locked) throw new Error(`${nameOf(machine)} is locked: unlock it in MAAS to delete it`);
    const find = async () =>
      (await ifThere(() => readMachineRecord(run.client, id))) === undefined ? true : undefined;
    await write(run, "delete the machine", { send: () => deleteMachine(run.client, id).then(() => true), find });
    return true;
  });
}

function problems(wanted: Inputs): Problem[] {
  const { adopt, architecture, macAddresses, commission: options } = wanted;
  if (adopt !== undefined) {
    const extra = { architecture, macAddresses, commission: options };
    return Object.entries(extra).flatMap(([property, value]) =>
      value === undefined ? [] : [{ property, reason: "is of a machine that is enlisted, not of an adopted one" }],
    );
  }
  const missing: Problem[] = [];
  const reason = "is needed to enlist a machine; for one that MAAS has, give adopt";
  if (architecture === undefined) missing.push({ property: "architecture", reason });
  if (macAddresses === undefined) missing.push({ property: "macAddresses", reason });
  if (wanted.powerType === undefined) missing.push({ property: "powerType", reason });
  return missing;
}

async function check(run: Run, wanted: Inputs, before: Outputs | undefined): Promise<Problem[]> {
  const { adopt, macAddresses = [], identity } = wanted;
  const uuid = adopt ?? macAddresses[0] ?? "";
  run.declared.record(identity, { kind: "Machine", systemId: "", uuid, devices: [] });
  if (run.declared.twinOf(identity) !== undefined) {
    return [
      { property: adopt === undefined ? "macAddresses" : "adopt", reason: "another Machine of this program has it" },
    ];
  }
  if (before !== undefined) {
    run.declared.objects.keepInputs(identity, before);
    return [];
  }
  if (adopt !== undefined) {
    if ((await ifThere(() => readMachineRecord(run.client, adopt))) !== undefined) return [];
    const reason = `MAAS at ${run.client.apiUrl} has no machine "${adopt}": pass maas.getMachineOutput({ hostname })`;
    return [{ property: "adopt", reason }];
  }
  if (macAddresses.some(isUnknown)) return [];
  const had = textsIn(run.declared.objects.lastInputs(identity)?.["macAddresses"]);
  const found = await findMachinesByMac(run.client, macAddresses);
  const others = found.filter((one) => !macsOf(one).some((address) => had.includes(address)));
  const [wrong] = others.length > 1 ? others : others.filter((machine) => !isSameKind(machine, wanted));
  return wrong === undefined ? [] : [{ property: "macAddresses", reason: notOurs(wrong) }];
}

function decided({ declared }: Run, { id, inputs: raw, isChanged, isReplaced }: Decision): void {
  const fate = isReplaced ? "is replaced" : isChanged ? "changes" : "stays";
  declared.objects.continues(textIn(raw, "identity"), id, id, fate);
}

/** A field that is not declared is left alone. */
const ifDeclared =
  (field: Field | "architecture") =>
  (olds: Outputs, news: Inputs): boolean =>
    news[field] === undefined || olds[field] === news[field];

/** A machine that MAAS is told of, or that it has. */
export const machine: ResourceKind<Inputs, Run> = {
  name: "Machine",
  system: "MAAS",
  inputs,
  outputs: z.object({
    ...{ machine: z.string(), systemId: z.string(), fqdn: z.string(), architecture: z.string(), status: z.string() },
    ...Object.fromEntries(FIELDS.map((field) => [field, z.string()])),
    ...{ interfaceMacs: z.array(z.string()), isEnlisted: z.boolean(), apiUrl: z.string() },
  }),
  essential: ["machine", "systemId", "identity", "apiUrl", "adopt", "isEnlisted", "status"],
  replaceOn: ["adopt", "architecture", "macAddresses"],
  standsOn: ["adopt"],
  ignored: ["identity"],
  same: {
    ...Object.fromEntries(FIELDS.map((field) => [field, ifDeclared(field)])),
    architecture: (olds, { architecture }) =>
      architecture === undefined || `${textIn(olds, "architecture")}/`.startsWith(`${architecture}/`),
    macAddresses: (olds, { macAddresses = [] }) =>
      macAddresses.every((address) =>
        [...textsIn(olds["macAddresses"]), ...textsIn(olds["interfaceMacs"])].includes(address),
      ),
    // How it was commissioned is of the past; what is not finished goes on.
    commission: (olds, { adopt, commission: options }) =>
      adopt !== undefined || options?.skip === true || isCommissioned(olds["status"]),
  },
  problems,
  isPlaced: ({ adopt, macAddresses }) => !isUnknown(adopt) && !isUnknown(macAddresses),
  check,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};
