import { z } from "zod";

import { type BlockDevice, createBlockDevice, setBootDisk } from "../api/block-devices";
import { putDisk } from "../machine/patch";
import { type Turn } from "../machine/turn";
import { parseBytes } from "../../size";
import { type Outputs } from "../../pulumi/kind";
import { deviceName } from "./device";
import { waitWhileLeaving } from "./waiting";
import { formatId } from "./id";
import { orUnknown } from "./inputs";
import { type Scope } from "./kind";
import { textIn } from "./state";

/** The smallest disk that MAAS keeps. */
const SMALLEST = 4_194_304;

const text = orUnknown(z.string().trim().min(1, { error: "leave it out, or give a text" }).max(255));

/** To the byte: a disk has the size that it has. */
const bytesInput = orUnknown<number>(
  z.union([z.number(), z.nan(), z.string()]).transform((size, context) => {
    const bytes = typeof size === "number" ? size : parseBytes(size);
    if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= SMALLEST) return bytes;
    context.addIssue({ code: "custom", message: 'write bytes, or a text like "4TB"; at least 4 MiB' });
    return z.NEVER;
  }),
);

/** A disk that MAAS has not found by itself. */
const newDisk = z
  .strictObject({
    model: text.optional(),
    serial: text.optional(),
    idPath: orUnknown(z.string().regex(/^(\/[^/]+)+$/, { error: "an absolute path" })).optional(),
    sizeBytes: bytesInput,
    blockSize: orUnknown(z.number().int().min(512, { error: "at least 512" })).default(512),
  })
  .refine(({ model, serial, idPath }) => idPath !== undefined || (model !== undefined && serial !== undefined), {
    error: "MAAS knows a disk by its model and serial, or by its idPath: give those",
  });

export const newDiskInput = orUnknown<z.output<typeof newDisk>>(newDisk).optional();

export type NewDisk = z.output<typeof newDisk>;

const isSameHardware = (disk: BlockDevice, { model, serial, idPath }: NewDisk): boolean =>
  (idPath === undefined || disk.id_path === idPath) &&
  (model === undefined || disk.model === model) &&
  (serial === undefined || disk.serial === serial);

/** True when what is declared is not the disk that the state has. */
export const isOther = (before: Outputs, { model, serial, idPath }: NewDisk): boolean =>
  (model !== undefined && before["model"] !== model) ||
  (serial !== undefined && before["serial"] !== serial) ||
  (idPath !== undefined && before["idPath"] !== idPath);

/** Commissioning fills in what a program cannot: then the disk is there without a program. */
const isFoundByMaas = (disk: BlockDevice, tags: readonly string[]): boolean =>
  disk.firmware_version !== null || disk.tags.some((tag) => !tags.includes(tag));

/**
 * The disk that is to be made, when an interrupted run has made it: MAAS gives a disk no uuid, but its name is one of its
 * kind on the machine. One that MAAS has found by itself is not taken over, since deleting the resource would remove it.
 */
export function findMade(
  disks: readonly BlockDevice[],
  name: string,
  wanted: NewDisk,
  tags: readonly string[],
): BlockDevice | undefined {
  const there = disks.find((disk) => disk.type === "physical" && isSameHardware(disk, wanted));
  if (there === undefined) return undefined;
  if (there.name === name && !isFoundByMaas(there, tags)) return there;
  throw new Error(
    `machine ${there.system_id} has this disk already, as "${there.name}": to manage it, declare ` +
      `{ blockDevice: "${there.name}" } in place of "create"`,
  );
}

export function makeDisk(turn: Turn, name: string, wanted: NewDisk, tags: readonly string[]): Promise<BlockDevice> {
  const { model, serial, idPath } = wanted;
  return turn.write({
    what: `create the disk ${name}`,
    send: () =>
      createBlockDevice(turn.client, turn.systemId, {
        name,
        size: wanted.sizeBytes,
        block_size: wanted.blockSize,
        ...(model === undefined ? {} : { model }),
        ...(serial === undefined ? {} : { serial }),
        ...(idPath === undefined ? {} : { id_path: idPath }),
      }),
    patch: putDisk,
    find: async () => findMade(await turn.look("disks"), name, wanted, tags),
  });
}

/** Sets the boot disk, which MAAS answers with "OK" alone. */
export async function makeBootDisk(turn: Turn, disk: BlockDevice): Promise<void> {
  await turn.write({
    what: `set the boot disk ${disk.name}`,
    send: () => setBootDisk(turn.client, turn.systemId, disk.id),
    patch: () => (known) => {
      if (known.machine) known.machine = { ...known.machine, boot_disk: { id: disk.id, name: disk.name } };
    },
    find: async () => ((await turn.machine()).boot_disk?.id === disk.id ? "OK" : undefined),
  });
}

/** MAAS deletes a disk with everything on it. */
export async function requireEmpty(
  turn: Turn,
  look: () => Promise<BlockDevice | undefined>,
  before: Outputs,
  scope: Scope,
): Promise<void> {
  const name = (disk: BlockDevice) => `${disk.name} of machine ${turn.systemId}`;
  const known = await look();
  for (const partition of known?.partitions ?? []) {
    const holder = { what: deviceName(partition), id: formatId(turn.systemId, "partition", partition.id) };
    waitWhileLeaving(known ? name(known) : "", holder, scope);
  }
  if (known && known.partitions.length > 0) turn.lookAfresh();
  const disk = await look();
  const partitions = (disk?.partitions ?? []).map(deviceName);
  const isTheirs = disk?.filesystem && disk.filesystem.uuid !== textIn(before, "filesystemUuid");
  if (disk && (partitions.length > 0 || isTheirs))
    throw new Error(
      `cannot delete ${name(disk)}: it holds ${partitions.join(", ") || `a filesystem (${disk.used_for})`}. Remove that first.`,
    );
}
