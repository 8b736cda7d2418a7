import { CONTENT_TYPE, notFound } from "./errors";
import { type Form } from "./form";
import { partitionName } from "./rules/names";
import {
  type Device,
  type Disk,
  type Group,
  type Machine,
  type Partition,
  partitionsOf,
  type User,
  type World,
} from "./world";

/** What a handler works with: the request, decoded, and who sent it. */
export interface Context {
  readonly world: World;
  /** Of anonymous requests, which only a few handlers serve: nobody. */
  readonly user: User;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly form: Form;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

export const ok = (body: unknown): Answer => ({ status: 200, contentType: CONTENT_TYPE.json, body });
export const okText = (body: string): Answer => ({ status: 200, contentType: CONTENT_TYPE.plain, body });
export const deleted = (): Answer => ({ status: 204, contentType: CONTENT_TYPE.plain, body: "" });

const isNumber = (text: string): boolean => /^\d+$/.test(text);

export function requireMachine({ world, params }: Context): Machine {
  const machine = world.machines.get(params["s"] ?? "");
  if (machine === undefined) throw notFound("No Machine matches the given query.");
  return machine;
}

/** A disk by id, or by name: of a logical volume the raw one. */
export function findDisk(machine: Machine, key: string): Disk | undefined {
  return machine.storage.disks.find((disk) => (isNumber(key) ? disk.id === Number(key) : disk.name === key));
}

export function requireDisk(context: Context): { machine: Machine; disk: Disk } {
  const machine = context.world.machines.get(context.params["s"] ?? "");
  const disk = machine && findDisk(machine, context.params["d"] ?? "");
  if (machine === undefined || disk === undefined) throw notFound("No BlockDevice matches the given query.");
  return { machine, disk };
}

export function findPartition(machine: Machine, key: string): Partition | undefined {
  const all = machine.storage.disks.flatMap((disk) => disk.tables.flatMap((table) => table.partitions));
  return all.find((partition) => (isNumber(key) ? partition.id === Number(key) : partitionName(partition) === key));
}

/** Any disk of the machine will do in the URL: only deletion looks at it. */
export function requirePartition(context: Context): { machine: Machine; disk: Disk; partition: Partition } {
  const { machine, disk } = requireDisk(context);
  const partition = findPartition(machine, context.params["id"] ?? "");
  if (partition === undefined) throw notFound("");
  return { machine, disk, partition };
}

const GROUP_WORDS = { raid: "RAID", bcache: "Bcache", "volume-group": "VolumeGroup" } as const;

/** Groups are looked up over all machines, by name too, and compared with the machine then. */
export function requireGroup(context: Context, kind: Group["kind"]): { machine: Machine; group: Group } {
  const key = context.params["id"] ?? "";
  const matches = [...context.world.machines.values()].flatMap((machine) =>
    machine.storage.groups
      .filter((group) => group.kind === kind && (isNumber(key) ? group.id === Number(key) : group.name === key))
      .map((group) => ({ machine, group })),
  );
  const [first, second] = matches;
  if (first === undefined) throw notFound(`No ${GROUP_WORDS[kind]} matches the given query.`);
  if (second !== undefined) throw several(GROUP_WORDS[kind], matches.length);
  if (first.machine.systemId !== context.params["s"]) throw notFound("");
  return first;
}

function several(word: string, count: number): Error {
  return new MultipleObjects(`get() returned more than one ${word} -- it returned ${count}!`);
}

/** An exception that MAAS does not catch: a 500 with its text. */
export class MultipleObjects extends Error {}

/** How form fields find a disk: by its id or its raw name. */
export const diskChoice = (disks: readonly Disk[]) => (value: string) =>
  disks.find((disk) => String(disk.id) === value || disk.name === value);

/** How form fields find a partition: by its id or its name. */
export const partitionChoice = (partitions: readonly Partition[]) => (value: string) =>
  partitions.find((partition) => String(partition.id) === value || partitionName(partition) === value);

/** The devices of a machine that satisfy `test`, as the two kinds of form field want them. */
export function choices(machine: Machine, test: (device: Device) => boolean) {
  const { disks } = machine.storage;
  return {
    disk: diskChoice(disks.filter(test)),
    partition: partitionChoice(disks.flatMap(partitionsOf).filter(test)),
  };
}
