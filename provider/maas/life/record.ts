import { type MachineRecord } from "../api/machine-records";

/** What is declared of a machine's record. */
export type WantedRecord = { readonly [F in Field]?: string | undefined } & {
  readonly architecture?: string | undefined;
  readonly powerParameters?: Readonly<Record<string, string>> | undefined;
};

/** Everything that can be changed on a machine that is there, by MAAS's names. */
export const FIELDS = ["hostname", "domain", "zone", "pool", "description", "minHweKernel", "powerType"] as const;
export type Field = (typeof FIELDS)[number];

const WIRE: Readonly<Record<Field, string>> = {
  hostname: "hostname",
  domain: "domain",
  zone: "zone",
  pool: "pool",
  description: "description",
  minHweKernel: "min_hwe_kernel",
  powerType: "power_type",
};

export const valueOf = (machine: MachineRecord, field: Field): string =>
  ({
    hostname: machine.hostname,
    domain: machine.domain?.name ?? "",
    zone: machine.zone?.name ?? "",
    pool: machine.pool?.name ?? "",
    description: machine.description,
    minHweKernel: machine.min_hwe_kernel,
    powerType: machine.power_type,
  })[field];

export const powerForm = (parameters: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters ?? {}).map(([name, value]) => [`power_parameters_${name}`, value]));

/** What is to be sent for the machine to be as declared; nothing of what is not declared. */
export function changeFor(
  machine: MachineRecord,
  wanted: WantedRecord,
  power: Readonly<Record<string, string>>,
): Record<string, string> {
  const fields = FIELDS.flatMap((field): [string, string][] => {
    const value = wanted[field];
    return value === undefined || value === valueOf(machine, field) ? [] : [[WIRE[field], value]];
  });
  const parameters = Object.entries(wanted.powerParameters ?? {}).filter(([name, value]) => power[name] !== value);
  const isOtherType = wanted.powerType !== undefined && wanted.powerType !== machine.power_type;
  const sent = isOtherType ? wanted.powerParameters : Object.fromEntries(parameters);
  return { ...Object.fromEntries(fields), ...powerForm(sent) };
}

export const macsOf = (machine: MachineRecord): string[] =>
  machine.interface_set.flatMap(({ mac_address: address }) => address?.toLowerCase() ?? []);

/** What an interrupted run would have told MAAS of it. */
export const isSameKind = (machine: MachineRecord, { architecture, hostname, powerType }: WantedRecord): boolean =>
  (architecture === undefined || `${machine.architecture}/`.startsWith(`${architecture}/`)) &&
  (hostname === undefined || hostname === machine.hostname) &&
  (powerType === undefined || powerType === machine.power_type);
