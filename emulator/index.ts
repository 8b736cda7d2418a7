import { type AddressInfo } from "node:net";

import { DEFAULTS } from "./fleets/defaults";
import { lab } from "./fleets/lab";
import { Dispatcher } from "./dispatch";
import { type Fleet, newDisks, readFleet, seed, setStatus } from "./fleet";
import { Authentication } from "./http/oauth";
import { applyLayout } from "./model/layouts";
import { renderBcache, renderCacheSet, renderRaid, renderVolumeGroup } from "./render/devices";
import { renderMachine } from "./render/nodes";
import { createEmulatorServer, type Middleware, type RecordedRequest, send } from "./server";
import { emptyStorage, type Machine, World } from "./world";

export type { Fleet } from "./fleet";
export type { RecordedRequest } from "./server";

/** How an emulator starts. */
export interface EmulatorOptions {
  /** A fleet, or the path of a fleet file; a small lab of storage servers by default. */
  readonly fleet?: Fleet | string;
  /** Any free port by default. */
  readonly port?: number;
  /** Loopback by default: the API keys of a fleet are no secrets. */
  readonly host?: string;
}

/** What MAAS shows of a machine, with its RAIDs, bcaches, cache sets and volume groups in full. */
export interface MachineView {
  readonly system_id: string;
  readonly hostname: string;
  readonly status_name: string;
  readonly raids: readonly Record<string, unknown>[];
  readonly bcaches: readonly Record<string, unknown>[];
  readonly cache_sets: readonly Record<string, unknown>[];
  readonly volume_groups: readonly Record<string, unknown>[];
  readonly [field: string]: unknown;
}

/** A MAAS region in this process. */
export interface Emulator {
  /** `http://127.0.0.1:<port>/MAAS` */
  readonly url: string;
  /** The key of the first administrator. */
  readonly apiKey: string;
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Every request since the start or the last `clearRequests`. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** Looks at a machine out of band. */
  machine(hostnameOrSystemId: string): MachineView;
  /** Changes what MAAS's own life cycle changes. */
  setMachine(hostname: string, change: { status?: string; locked?: boolean; owner?: string | null }): void;
  removeMachine(hostname: string): void;
  /** As MAAS commissions a machine again: the same disks under new ids, and the default layout. */
  recommission(hostname: string): void;
  close(): Promise<void>;
}

const passThrough: Middleware = (_request, _body, next, response) => {
  send(response, next());
  return Promise.resolve();
};

/** Starts an emulated MAAS region on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const world = new World();
  const fleet = typeof options.fleet === "string" ? readFleet(options.fleet) : (options.fleet ?? lab);
  seed(world, fleet, DEFAULTS);
  const requests: RecordedRequest[] = [];
  const dispatcher = new Dispatcher(world, new Authentication(world));
  const server = createEmulatorServer(dispatcher, passThrough, (request) => requests.push(request));
  const host = options.host ?? "127.0.0.1";
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, () => resolve(server.address()));
  });
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const apiKeys = Object.fromEntries([...world.users.values()].map(({ username, apiKey }) => [username, apiKey]));
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/MAAS`,
    apiKey: [...world.users.values()].find(({ admin }) => admin)?.apiKey ?? "",
    apiKeys,
    requests,
    clearRequests: () => void requests.splice(0),
    machine: (key) => viewOf(world, find(world, key)),
    setMachine: (hostname, change) => changeMachine(find(world, hostname), change),
    removeMachine: (hostname) => void world.machines.delete(find(world, hostname).systemId),
    recommission: (hostname) => recommission(world, find(world, hostname)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function find(world: World, key: string): Machine {
  const found = world.machines.get(key) ?? [...world.machines.values()].find(({ hostname }) => hostname === key);
  if (found === undefined) throw new Error(`the emulator has no machine "${key}"`);
  return found;
}

function viewOf(world: World, machine: Machine): MachineView {
  const { groups, cacheSets } = machine.storage;
  const kind = (wanted: string) => groups.filter((group) => group.kind === wanted);
  const view = {
    ...renderMachine(world, machine),
    system_id: machine.systemId,
    hostname: machine.hostname,
    status_name: machine.status,
    raids: kind("raid").map((group) => renderRaid(machine, group)),
    bcaches: kind("bcache").map((group) => renderBcache(machine, group)),
    cache_sets: cacheSets.map((cacheSet) => renderCacheSet(machine, cacheSet)),
    volume_groups: kind("volume-group").map((group) => renderVolumeGroup(machine, group)),
  };
  return structuredClone(view);
}

function changeMachine(machine: Machine, change: { status?: string; locked?: boolean; owner?: string | null }): void {
  if (change.status !== undefined) setStatus(machine, change.status);
  if (change.locked !== undefined) machine.locked = change.locked;
  if (change.owner !== undefined) machine.owner = change.owner;
}

function recommission(world: World, machine: Machine): void {
  const physical = machine.storage.disks.filter(({ type }) => type === "physical");
  const boot = physical.find(({ id }) => id === machine.storage.bootDiskId)?.name;
  const disks = newDisks(
    world,
    physical.map((disk) => ({
      name: disk.name,
      size: disk.size,
      block_size: disk.blockSize,
      model: disk.model ?? "",
      serial: disk.serial ?? "",
      id_path: disk.idPath,
      tags: disk.tags,
      firmware_version: disk.firmwareVersion,
      numa_node: disk.numaNode ?? 0,
    })),
  );
  machine.original = undefined;
  machine.status = "Ready";
  const bootDiskId = disks.find(({ name }) => name === boot)?.id ?? null;
  machine.storage = { ...emptyStorage(), disks, bootDiskId };
  if (disks.length > 0) applyLayout(world, machine, "flat");
}
