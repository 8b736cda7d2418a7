import { type AddressInfo } from "node:net";

import { Dispatcher } from "./protocol/dispatch";
import { Exchange } from "./protocol/exchange";
import { type Fault } from "./faults/fault";
import { type Latency } from "./faults/latency";
import { FaultPlan } from "./faults/plan";
import { type Fleet, readFleet } from "./fleets/fleet";
import { lab } from "./fleets/lab";
import { copyFilesystems, dropCopies, recommission, removeMachine, setStatus } from "./rules/life/status";
import { arriveAll } from "./rules/life/arrivals";
import { type LifeFailure, type LifeFailures } from "./world/failures";
import { type MachineView, viewMachine } from "./render/machine-view";
import { isAllocatedState, type StatusName } from "./world/node-status";
import { seededRandom } from "./world/random";
import { seed } from "./fleets/seed";
import { createEmulatorServer, Ledger, type RecordedRequest } from "./protocol/server";
import { type EmulatorState, loadState, saveState } from "./world/state";
import { type Machine, World } from "./world/world";

/** How an emulator starts. */
export interface EmulatorOptions {
  /** A fleet, or the path of a fleet file. Default: a small lab of storage servers. */
  readonly fleet?: Fleet | string;
  /** A saved state to go on from; it takes the place of the fleet. */
  readonly state?: EmulatorState;
  /** Default: any free port. */
  readonly port?: number;
  /** Default: loopback. The API keys of a fleet are no secrets: think before you offer them to a network. */
  readonly host?: string;
  /** What ids, uuids, faults and latencies are drawn from; the same seed gives the same. Default: 1. */
  readonly seed?: number;
  /** How long requests take: milliseconds, or `"region"` for the times of a real one. Default: 0. */
  readonly latency?: Latency;
  /** Faults from the start on; `faults` of the emulator adds more. */
  readonly faults?: readonly Fault[];
  /**
   * Overlapping writes race as they do in MAAS: each works on what was there when it came, so that two first partitions of a
   * disk both succeed and leave two partition tables. Default: every request sees what the one before it did.
   */
  readonly races?: boolean;
  /**
   * How long a machine takes to be commissioned, deployed, released and so on: milliseconds. Default: 0, the request that
   * starts it is answered with the state in between, and the next one finds the machine arrived.
   */
  readonly transitionMs?: number;
  /** How long it takes to switch a machine on or off, and so to release it: milliseconds. Default: until the next request. */
  readonly powerMs?: number;
  /** What machines fail at, from the start on; `failures` of the emulator adds more. */
  readonly failures?: readonly LifeFailure[];
}

/** What a machine's life changes from outside. */
export interface MachineChange {
  /** The name that MAAS shows, e.g. `Deployed`. */
  readonly status?: StatusName;
  readonly owner?: string | null;
  readonly locked?: boolean;
}

/** A MAAS region in this process. */
export interface Emulator {
  /** `http://127.0.0.1:<port>/MAAS` */
  readonly url: string;
  /** The key of the first administrator. */
  readonly apiKey: string;
  /** The keys of all users, by name. */
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Every request since the start or the last `clearRequests`, in the order of the answers. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** What goes wrong; tests add faults and clear them. */
  readonly faults: FaultPlan;
  /** What machines fail at: deployments, commissioning, tests, their power. */
  readonly failures: LifeFailures;
  /** Looks at a machine past the API. Throws when there is none of that name or system id. */
  machine(hostnameOrSystemId: string): MachineView;
  setMachine(hostnameOrSystemId: string, change: MachineChange): void;
  removeMachine(hostnameOrSystemId: string): void;
  /** Commissions a machine again: the same disks under new ids, nobody's, Ready, with the layout `flat`. */
  recommission(hostnameOrSystemId: string): void;
  /** Everything that the emulator knows; `startEmulator({ state })` goes on from it. */
  snapshot(): EmulatorState;
  close(): Promise<void>;
}

function worldOf({ seed: seedNumber = 1, state, fleet = lab }: EmulatorOptions): World {
  const world = new World(seedNumber);
  if (state !== undefined) loadState(world, state);
  else seed(world, typeof fleet === "string" ? readFleet(fleet) : fleet);
  return world;
}

/** Starts an emulated MAAS region. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed: seedNumber = 1, latency = 0, races = false, host = "127.0.0.1", port = 0 } = options;
  const world = worldOf(options);
  world.transitionMs = options.transitionMs ?? 0;
  world.powerMs = options.powerMs ?? 0;
  for (const failure of options.failures ?? []) world.failures.add(failure);
  const random = seededRandom(seedNumber + 1);
  const faults = new FaultPlan(random, options.faults);
  const ledger = new Ledger();
  const exchange = new Exchange(new Dispatcher(world), faults, random, { latency, races });
  const server = createEmulatorServer(exchange, ledger);
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server.address()));
  });
  const users = [...world.users.values()];
  return {
    url: urlOf(host, address),
    apiKey: users.find(({ admin }) => admin)?.apiKey ?? "",
    apiKeys: Object.fromEntries(users.map(({ username, apiKey }) => [username, apiKey])),
    requests: ledger.requests,
    clearRequests: () => ledger.clear(),
    faults,
    failures: world.failures,
    ...outOfBand(world),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function urlOf(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/MAAS`;
}

function outOfBand(
  world: World,
): Pick<Emulator, "machine" | "setMachine" | "removeMachine" | "recommission" | "snapshot"> {
  const find = (key: string): Machine => {
    arriveAll(world, Date.now());
    const found = world.machines.get(key) ?? [...world.machines.values()].find(({ hostname }) => hostname === key);
    if (found === undefined) throw new Error(`the emulator has no machine "${key}"`);
    return found;
  };
  return {
    machine: (key) => viewMachine(world, find(key)),
    setMachine: (key, change) => changeMachine(world, find(key), change),
    removeMachine: (key) => removeMachine(world, find(key)),
    recommission: (key) => recommission(world, find(key)),
    snapshot: () => saveState(world),
  };
}

/** Where a machine is put by hand, it counts as allocated or released on the way. */
function changeMachine(world: World, machine: Machine, change: MachineChange): void {
  if (change.locked !== undefined) machine.locked = change.locked;
  if (change.owner !== undefined) machine.owner = change.owner;
  if (change.owner === null) machine.agentName = "";
  if (change.status === undefined) return;
  const [was, is] = [isAllocatedState(machine.status), isAllocatedState(change.status)];
  world.transitions.delete(machine.systemId);
  setStatus(world, machine, change.status);
  if (is && !was && machine.owner !== null) copyFilesystems(world, machine);
  if (was && !is) dropCopies(world, machine);
}
