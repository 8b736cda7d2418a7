import { type MachineRecord, commissionMachine, readMachineRecord } from "../api/machine-records";
import { type LifePlace } from "./watch";
import { lastWords, nameOf } from "./words";
import { write } from "./write";

/** How a machine is looked into. */
export interface CommissionOptions {
  /** Leaves the machine New. */
  readonly skip?: boolean | undefined;
  readonly scripts?: readonly string[] | undefined;
  readonly testingScripts?: readonly string[] | undefined;
  readonly skipBmcConfig?: boolean | undefined;
  readonly skipNetworking?: boolean | undefined;
  readonly skipStorage?: boolean | undefined;
  readonly enableSsh?: boolean | undefined;
}

const RUNNING = ["Commissioning", "Testing"];
/** States of a machine that is not looked into, or not well. */
const TO_COMMISSION = ["New", "Failed commissioning"];
const UNFINISHED: ReadonlySet<string> = new Set([...RUNNING, ...TO_COMMISSION, "Failed testing"]);

/** True when MAAS knows all that it wants to know of a machine in this state. */
export const isCommissioned = (status: unknown): boolean => typeof status === "string" && !UNFINISHED.has(status);

const flag = (value: boolean | undefined): boolean | undefined => (value === true ? true : undefined);

function formOf(options: CommissionOptions) {
  return {
    commissioning_scripts: options.scripts?.join(","),
    testing_scripts: options.testingScripts?.join(","),
    skip_bmc_config: flag(options.skipBmcConfig),
    skip_networking: flag(options.skipNetworking),
    skip_storage: flag(options.skipStorage),
    enable_ssh: flag(options.enableSsh),
  };
}

/** Brings a machine to Ready, or waits until somebody else's commissioning has; one that is past that is left in peace. */
export async function commission(
  place: LifePlace,
  machine: MachineRecord,
  options: CommissionOptions,
  timeoutMs: number,
): Promise<MachineRecord> {
  const { system_id: systemId } = machine;
  if (options.skip === true || isCommissioned(machine.status_name)) return machine;
  if (!RUNNING.includes(machine.status_name)) {
    if (!TO_COMMISSION.includes(machine.status_name)) throw await failure(place, machine);
    const find = async () => {
      const now = await readMachineRecord(place.client, systemId);
      return RUNNING.includes(now.status_name) || isCommissioned(now.status_name) ? now : undefined;
    };
    const send = () => commissionMachine(place.client, systemId, formOf(options));
    const started = await write(place, "commission the machine", { send, find });
    if (!RUNNING.includes(started.status_name) && !isCommissioned(started.status_name))
      throw await failure(place, started);
  }
  await place.watch.untilLeft({ systemId, while: RUNNING, timeoutMs, until: "is Ready" });
  const now = await readMachineRecord(place.client, systemId);
  if (isCommissioned(now.status_name)) return now;
  throw await failure(place, now);
}

async function failure(place: LifePlace, machine: MachineRecord): Promise<Error> {
  const way =
    machine.status_name === "Failed testing"
      ? "\nOverride the failed tests in MAAS, or test it again; then run again."
      : "\nThe next run commissions it again.";
  return new Error(
    `${nameOf(machine)}: ${machine.status_name}. MAAS says:${await lastWords(place.client, machine)}${way}`,
  );
}
