import * as pulumi from "@pulumi/pulumi";

import { declaredName, ownerOfOutput } from "./declared-inputs";
import { type DeviceInput } from "./references";
import { resolved } from "./resolved";

/** What a program knows a disk by: one of these at least. */
export interface DiskNames {
  /** The resource that makes the disk. */
  readonly resource?: pulumi.CustomResource;
  readonly id?: number;
  readonly name?: string;
  readonly idPath?: string;
  /** The RAID or bcache that makes the disk, by its number: `raid/7`. */
  readonly group?: string;
}

/** A disk of a machine result, by which other names are told to mean the same. */
export interface KnownDisk {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly idPath?: string;
}

export type Comparison = "same" | "different" | "unclear";

const NAMES = ["id", "name", "idPath", "group"] as const;

/** Whether two names stand for one disk of a machine. They need a name of the same sort to be compared by. */
export function compareDisks(a: DiskNames, b: DiskNames, disks: readonly KnownDisk[]): Comparison {
  if (a.resource !== undefined && a.resource === b.resource) return "same";
  const [knownA, knownB] = [findDisk(a, disks), findDisk(b, disks)];
  const [allA, allB] = [
    { ...knownA, ...a },
    { ...knownB, ...b },
  ];
  const common = NAMES.find((name) => allA[name] !== undefined && allB[name] !== undefined);
  if (common !== undefined) return allA[common] === allB[common] ? "same" : "different";
  const isMade = (names: DiskNames) => names.group !== undefined || names.resource !== undefined;
  const isPhysical = (disk: KnownDisk | undefined) => disk?.type === "physical";
  if ((isMade(a) && isPhysical(knownB)) || (isMade(b) && isPhysical(knownA))) return "different";
  return "unclear";
}

const findDisk = (names: DiskNames, disks: readonly KnownDisk[]): KnownDisk | undefined =>
  disks.find(
    ({ id, name, idPath }) =>
      id === names.id || name === names.name || (idPath !== undefined && idPath === names.idPath),
  );

/** What a device is known by, as soon as that is known; undefined when this run cannot know it. */
export async function diskNamesOf(device: DeviceInput): Promise<DiskNames | undefined> {
  if (pulumi.CustomResource.isInstance(device)) return namesOfResource(device);
  const owner = pulumi.Output.isInstance(device) ? ownerOfOutput(device) : undefined;
  if (owner !== undefined) return namesOfResource(owner);
  const known = await resolved(pulumi.output(device));
  const value: unknown = known?.value;
  if (pulumi.CustomResource.isInstance(value)) return namesOfResource(value);
  if (typeof value === "string") return namesIn(value.trim());
  return typeof value === "object" && value !== null ? namesOfResult(value) : undefined;
}

/** By its name where the program gives one: the id would have to be waited for until the disk is made. */
async function namesOfResource(resource: pulumi.CustomResource): Promise<DiskNames | undefined> {
  const name = declaredName(resource);
  const known = await resolved<unknown>(name ?? resource.id);
  if (typeof known?.value !== "string") return name === undefined ? undefined : { resource };
  return name === undefined ? { resource, ...namesIn(known.value) } : { resource, name: known.value };
}

function namesOfResult(result: object): DiskNames | undefined {
  const { id, name, idPath }: { id?: unknown; name?: unknown; idPath?: unknown } = result;
  return {
    ...(typeof id === "number" ? { id } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof idPath === "string" ? { idPath } : {}),
  };
}

function namesIn(text: string): DiskNames {
  const id = /^blockdevice:(\d+)$/.exec(text)?.[1];
  if (id !== undefined) return { id: Number(id) };
  if (text.startsWith("/dev/disk/by-id/")) return { idPath: text };
  const [, kind, key] = /^[^/]+\/(raid|bcache)\/(.+)$/.exec(text) ?? [];
  if (kind === undefined || key === undefined) return { name: text };
  return /^\d+$/.test(key) ? { group: `${kind}/${key}` } : { name: key };
}
