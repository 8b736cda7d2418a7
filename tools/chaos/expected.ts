import { type Declared, isReference, type Kind, the } from "../../kit/layouts/declared";
import { rowOf } from "../../kit/layouts/objects";
import { DISK_BYTES, DISKS, isForeign } from "./disks";
import { type Fact } from "./facts";
import { textsOf } from "./texts";

const UNITS: Readonly<Record<string, number>> = { MiB: 2 ** 20, GiB: 2 ** 30, GB: 1e9 };

const filesystemOf = (value: unknown): unknown => {
  if (value === undefined) return undefined;
  const { type, label = null, mountPoint = null } = rowOf(value);
  return [type, label, mountPoint];
};

/** In bytes; undefined for a share and for all that is left. */
function sizeOf(value: unknown): number | undefined {
  const [, amount = "", unit = ""] = /^(\d+)(GiB|MiB|GB)$/.exec(String(value)) ?? [];
  const bytes = UNITS[unit];
  return bytes === undefined ? undefined : Number(amount) * bytes;
}

/** What the resources of a program must come to on one machine. */
class Expectation {
  constructor(
    private readonly all: readonly Declared[],
    private readonly prefix: string,
  ) {}

  private find(name: string): Declared | undefined {
    return this.all.find((other) => other.name === name);
  }

  /** The name that MAAS shows for a device; a partition goes by its disk, having none of its own. */
  private nameOf(device: unknown): unknown {
    if (!isReference(device)) return this.diskName(device);
    const { kind, args = {} } = this.find(device.resource) ?? {};
    if (kind === "Partition") return this.nameOf(args["blockDevice"]);
    if (kind === "LogicalVolume") return [args["volumeGroup"], args["name"]].map((one) => this.nameOf(one)).join("-");
    return args["name"] ?? `${this.prefix}-${device.resource}`;
  }

  /** What the program says of a disk that is there. */
  private argsOf(disk: unknown): Declared["args"] {
    const declared = this.all.find(({ kind, args }) => kind === "BlockDevice" && args["blockDevice"] === disk);
    return declared?.args ?? {};
  }

  private diskName(disk: unknown): unknown {
    return this.argsOf(disk)["name"] ?? disk;
  }

  private namesOf(list: unknown): unknown[] {
    return Array.isArray(list) ? list.map((device) => this.nameOf(device)).sort() : [];
  }

  private readonly byKind: Partial<Record<Kind, (declared: Declared) => Fact>> = {
    Partition: ({ kind, args }) => ({
      kind,
      on: this.nameOf(args["blockDevice"]),
      size: sizeOf(args["size"]),
      bootable: args["bootable"] ?? false,
      tags: textsOf(args["tags"]),
      filesystem: filesystemOf(args["filesystem"]),
    }),
    Raid: ({ kind, args }) => ({
      kind,
      name: args["name"],
      level: args["level"],
      devices: this.namesOf(args["devices"]),
      spareDevices: this.namesOf(args["spareDevices"]),
      filesystem: filesystemOf(args["filesystem"]),
    }),
    BcacheCacheSet: ({ kind, args }) => ({ kind, cacheDevice: this.nameOf(args["cacheDevice"]) }),
    Bcache: ({ kind, name, args }) => ({
      kind,
      name: `${this.prefix}-${name}`,
      backingDevice: this.nameOf(args["backingDevice"]),
      cacheMode: args["cacheMode"],
      filesystem: filesystemOf(args["filesystem"]),
    }),
    VolumeGroup: ({ kind, args }) => ({ kind, name: args["name"], devices: this.namesOf(args["devices"]) }),
    LogicalVolume: ({ kind, name, args }) => ({
      kind,
      name: this.nameOf(the(name)),
      size: sizeOf(args["size"]),
      tags: textsOf(args["tags"]),
      filesystem: filesystemOf(args["filesystem"]),
    }),
    SpecialFilesystem: ({ kind, args }) => ({
      kind,
      type: args["type"],
      mountPoint: args["mountPoint"],
      mountOptions: args["mountOptions"] ?? null,
    }),
  };

  /** A disk that is there keeps what its hardware has, and exists whatever the program says. */
  private disks(): Fact[] {
    const found = DISKS.filter(({ name }) => !isForeign(name)).map(({ name, tags }) => ({
      ...diskFact(this.diskName(name), this.argsOf(name), tags),
      ...{ model: "DISK", size: DISK_BYTES },
    }));
    const made = this.all.filter(({ kind, args }) => kind === "BlockDevice" && args["create"] !== undefined);
    return [
      ...found,
      ...made.map(({ args }) => {
        const { model, sizeBytes } = rowOf(args["create"]);
        return { ...diskFact(args["name"], args, []), model, size: sizeOf(sizeBytes) };
      }),
    ];
  }

  private life(): Fact {
    const argsOf = (kind: Kind) => this.all.find((one) => one.kind === kind)?.args;
    const deployment = argsOf("Deployment");
    return {
      kind: "Machine",
      status: deployment === undefined ? "Ready" : "Deployed",
      isOwned: deployment !== undefined,
      distroSeries: deployment?.["distroSeries"],
      ownerData: deployment?.["ownerData"] ?? {},
      description: argsOf("Machine")?.["description"],
      tags: argsOf("Tag") === undefined ? [] : [`${this.prefix}-tag`],
    };
  }

  facts(): Fact[] {
    return [...this.disks(), ...this.all.flatMap((one) => this.byKind[one.kind]?.(one) ?? []), this.life()];
  }
}

const diskFact = (name: unknown, args: Declared["args"], tags: readonly string[]): Fact => ({
  kind: "BlockDevice",
  name,
  tags: textsOf([...new Set([...tags, ...textsOf(args["tags"])])]),
  filesystem: filesystemOf(args["filesystem"]),
  bootDisk: args["bootDisk"] === true ? true : undefined,
});

/** What the machine must come to; a property of `MAY_BE_ANYTHING` that is undefined is not compared. */
export const expectedOf = (all: readonly Declared[], prefix: string): Fact[] => new Expectation(all, prefix).facts();
