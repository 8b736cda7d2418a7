import { declarationOf, type DeclaredMachine } from "./declaration";
import { type Changed } from "./operation";
import { type Argument, type Declared, type Filesystem, isReference } from "../../kit/layouts/declared";

const nameOf = (machine: DeclaredMachine, name: string): string => `${machine.name}-${name}`;

const textOf = (value: Argument): string => {
  if (typeof value !== "string") throw new Error(`this should be a text: ${JSON.stringify(value)}`);
  return value;
};

const gigabytesOf = (size: Argument): number => {
  const [, number] = (typeof size === "string" && /^(\d+)GB$/.exec(size)) || [];
  if (number === undefined) throw new Error(`Canonical's provider takes whole GB, not ${JSON.stringify(size)}`);
  return Number(number);
};

const filesystemArguments = (value: unknown): Record<string, unknown> => {
  if (value === undefined) return {};
  const { type, mountPoint } = value as Filesystem;
  return { fs_type: type, ...(mountPoint === undefined ? {} : { mount_point: mountPoint }) };
};

/** Partitions are no resources there: they are blocks of the disk that they are on. */
function diskResource(machine: DeclaredMachine, disk: string, partitions: readonly Declared[]) {
  return {
    machine: machine.systemId,
    name: disk,
    model: "disk",
    serial: `${machine.name}-${disk}`,
    size_gigabytes: 4_000,
    partitions: partitions.map(({ args }) => ({
      size_gigabytes: gigabytesOf(args["size"]),
      bootable: args["bootable"] === true,
      ...filesystemArguments(args["filesystem"]),
    })),
  };
}

function raidResource(machine: DeclaredMachine, declared: Declared, layout: readonly Declared[]) {
  const args: Declared["args"] = { ...declared.args, ...machine.changes[declared.name] };
  const devices = args["devices"] as readonly Argument[];
  const partitions = devices.map((device) => {
    const member = isReference(device) ? layout.find(({ name }) => name === device.resource) : undefined;
    const disk = member?.args["blockDevice"];
    if (member === undefined || typeof disk !== "string") throw new Error("only RAIDs of partitions are compared");
    const at = partitionsOf(disk, layout).indexOf(member);
    return `\${maas_block_device.${nameOf(machine, disk)}.partitions[${at}].id}`;
  });
  return {
    machine: machine.systemId,
    name: args["name"],
    level: textOf(args["level"]).replace("raid-", ""),
    partitions,
    ...filesystemArguments(args["filesystem"]),
  };
}

const partitionsOf = (disk: string, layout: readonly Declared[]): Declared[] =>
  layout.filter(({ kind, args }) => kind === "Partition" && args["blockDevice"] === disk);

/**
 * The configuration that declares a layout on all machines by Canonical's provider.
 * @throws for what it cannot express
 */
export function tofuConfiguration(systemIds: readonly string[], layout: readonly Declared[], changed: Changed): object {
  const { machines } = declarationOf(systemIds, layout, changed);
  const foreign = layout.find(({ kind }) => kind !== "Partition" && kind !== "Raid");
  if (foreign !== undefined) throw new Error(`Canonical's provider has no ${foreign.kind}`);
  const raids = layout.filter(({ kind }) => kind === "Raid");
  const partitions = layout.filter(({ kind }) => kind === "Partition");
  const disks = [...new Set(partitions.map(({ args }) => textOf(args["blockDevice"])))];
  const named = <T>(
    things: readonly T[],
    name: (thing: T) => string,
    make: (machine: DeclaredMachine, thing: T) => object,
  ) =>
    Object.fromEntries(
      machines.flatMap((machine) => things.map((thing) => [nameOf(machine, name(thing)), make(machine, thing)])),
    );
  return {
    terraform: { required_providers: { maas: { source: "canonical/maas" } } },
    provider: { maas: {} },
    resource: {
      maas_block_device: named(
        disks,
        (disk) => disk,
        (machine, disk) => diskResource(machine, disk, partitionsOf(disk, layout)),
      ),
      maas_raid: named(
        raids,
        ({ name }) => name,
        (machine, raid) => raidResource(machine, raid, layout),
      ),
    },
  };
}
