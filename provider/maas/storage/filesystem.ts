import { z } from "zod";

import { type Filesystem, format, type FormatTarget, mount, unformat, unmount } from "../api/filesystems";
import { type Member } from "../machine/storage";
import { putMember } from "../machine/patch";
import { type Turn } from "../machine/turn";
import { holdsUnknown } from "../../pulumi/unknown";
import { deviceName } from "./device";
import { type Claim, requireFreeMountPoint } from "./holder";
import { isMembership } from "./memberships";
import { orUnknown, uuidInput } from "./inputs";
import { type Outputs } from "../../pulumi/kind";

/**
 * The filesystems MAAS puts on a device, with the longest label each takes in bytes. MAAS does not check labels
 * (`forms:FormatPartitionForm`): the deployment would fail.
 */
const LABEL_LIMIT: Readonly<Record<string, number>> = {
  ext2: 16,
  ext4: 16,
  xfs: 12,
  btrfs: 255,
  fat32: 11,
  vfat: 11,
  swap: 15,
  zfsroot: 255,
};

export { isMembership };

const absent = (text: string): string | undefined => (text === "" ? undefined : text);

const pathTo = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern, { error: "an absolute path, without a slash at the end" })
    .max(255, { error: "MAAS keeps at most 255 characters" });

/** Where something is mounted that is not swap. */
export const mountPointInput = orUnknown(pathTo(/^(\/|(\/[^/]+)+)$/));

export const mountOptionsInput = orUnknown(
  z.string().trim().max(255, { error: "MAAS keeps at most 255 characters" }).transform(absent),
);

const declaredFilesystem = z
  .strictObject({
    type: orUnknown(z.enum(["ext2", "ext4", "xfs", "btrfs", "fat32", "vfat", "swap", "zfsroot"])),
    // MAAS strips labels and options (`forms`): what it did not keep would be formatted again and again.
    label: orUnknown(z.string().trim().transform(absent)).optional(),
    uuid: uuidInput.optional(),
    mountPoint: orUnknown(pathTo(/^(\/|(\/[^/]+)+|none)$/)).optional(),
    mountOptions: mountOptionsInput.optional(),
  })
  .superRefine((filesystem, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (holdsUnknown(filesystem)) return;
    const { type, label, mountPoint, mountOptions } = filesystem;
    const limit = LABEL_LIMIT[type] ?? 255;
    if (label && Buffer.byteLength(label) > limit) add("label", `a label of ${type} has at most ${limit} bytes`);
    if (type === "swap") {
      if (mountPoint !== undefined && mountPoint !== "none")
        add("mountPoint", "swap is not mounted on a path: leave it out");
      return;
    }
    if (mountPoint === "none") add("mountPoint", 'only swap is mounted at "none": leave mountPoint out');
    if (mountOptions !== undefined && mountPoint === undefined) add("mountOptions", "mount options need a mountPoint");
  })
  // Swap is in use when MAAS shows it mounted at "none" (`api/partitions.py`).
  .transform((filesystem) => (filesystem.type === "swap" ? { ...filesystem, mountPoint: "none" } : filesystem));

export type DeclaredFilesystem = z.output<typeof declaredFilesystem>;

const filesystemOrUnknown = orUnknown<DeclaredFilesystem>(declaredFilesystem);

export const filesystemInput = filesystemOrUnknown.optional();

/** What the state says of a filesystem: what was found, in the words of the inputs. */
export function describeFilesystem(
  found: Filesystem | null,
  declared: DeclaredFilesystem | undefined,
): DeclaredFilesystem | undefined {
  if (found === null || isMembership(found)) return undefined;
  const { data } = filesystemOrUnknown.safeParse({
    type: found.fstype,
    ...(found.label ? { label: found.label } : {}),
    ...(declared?.uuid && found.uuid ? { uuid: found.uuid } : {}),
    ...(found.mount_point ? { mountPoint: found.mount_point } : {}),
    ...(found.mount_options ? { mountOptions: found.mount_options } : {}),
  });
  return data;
}

/** For the diff: nothing that the program leaves out is compared, except that the filesystem itself is there. */
export function sameFilesystem(olds: Outputs, news: { filesystem?: DeclaredFilesystem | undefined }): boolean {
  const { data: before } = filesystemInput.safeParse(olds["filesystem"] ?? undefined);
  const wanted = news.filesystem;
  if (before === undefined || wanted === undefined) return before === wanted;
  return (
    before.type === wanted.type &&
    before.label === wanted.label &&
    before.mountPoint === wanted.mountPoint &&
    before.mountOptions === wanted.mountOptions &&
    (wanted.uuid === undefined || olds["filesystemUuid"] === wanted.uuid)
  );
}

const needsFormat = (found: Filesystem | null, wanted: DeclaredFilesystem): boolean =>
  found === null ||
  found.fstype !== wanted.type ||
  (found.label ?? "") !== (wanted.label ?? "") ||
  (wanted.uuid !== undefined && found.uuid !== wanted.uuid);

/** What taking over a device would format away; undefined when nothing. */
export function lostFilesystem(found: Filesystem | null, wanted: DeclaredFilesystem | undefined): string | undefined {
  if (found === null || isMembership(found)) return undefined;
  if (wanted !== undefined && !needsFormat(found, wanted)) return undefined;
  const label = found.label ? ` "${found.label}"` : "";
  return `it has a filesystem (${found.fstype}${label}) that is not as declared`;
}

const needsMount = (found: Filesystem | null, wanted: DeclaredFilesystem): boolean =>
  wanted.mountPoint !== undefined &&
  (found?.mount_point !== wanted.mountPoint || (found.mount_options ?? "") !== (wanted.mountOptions ?? ""));

type Step = (turn: Turn, target: FormatTarget) => Promise<Member>;

const formatAs =
  (wanted: DeclaredFilesystem): Step =>
  (turn, target) =>
    format(turn.client, target, {
      fstype: wanted.type,
      ...(wanted.label ? { label: wanted.label } : {}),
      ...(wanted.uuid ? { uuid: wanted.uuid } : {}),
    });

const mountAs =
  (wanted: DeclaredFilesystem): Step =>
  (turn, target) =>
    mount(turn.client, target, {
      ...(wanted.type === "swap" || wanted.mountPoint === undefined ? {} : { mount_point: wanted.mountPoint }),
      ...(wanted.mountOptions ? { mount_options: wanted.mountOptions } : {}),
    });

const unmountIt: Step = (turn, target) => unmount(turn.client, target);
const unformatIt: Step = (turn, target) => unformat(turn.client, target);

/** What MAAS says of a device that belongs to a group (`used_for`) is the best explanation there is. */
function requireNoGroup(device: Member, wanted: DeclaredFilesystem | undefined): void {
  if (wanted === undefined || !isMembership(device.filesystem)) return;
  throw new Error(`cannot put a filesystem on ${deviceName(device)}, which is in use: ${device.used_for}`);
}

/** The one next call that brings `found` nearer to `wanted`; undefined when nothing differs. */
function nextStep(found: Filesystem | null, wanted: DeclaredFilesystem | undefined): [string, Step] | undefined {
  if (wanted === undefined) {
    if (found === null || isMembership(found)) return undefined;
    return found.mount_point === null ? ["unformat", unformatIt] : ["unmount", unmountIt];
  }
  if (needsFormat(found, wanted)) return ["format", formatAs(wanted)];
  if (needsMount(found, wanted)) return ["mount", mountAs(wanted)];
  return wanted.mountPoint === undefined && found?.mount_point ? ["unmount", unmountIt] : undefined;
}

/** format, mount, unmount and unformat: more steps than these are never needed. */
const MOST_STEPS = 3;

/**
 * Brings the filesystem of a device to what is declared, with only the calls for what differs: a new mount point is one
 * `mount`, never a format. `observe` finds the device again after a lost answer.
 */
export async function syncFilesystem(
  turn: Turn,
  target: FormatTarget,
  device: Member,
  wanted: DeclaredFilesystem | undefined,
  observe: () => Promise<Member | undefined>,
  claim: Claim,
): Promise<Member> {
  requireNoGroup(device, wanted);
  let now = device;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const step = nextStep(now.filesystem, wanted);
    if (step === undefined) return now;
    const [what, run] = step;
    await turn.requireReady();
    if (what === "mount" && wanted?.mountPoint !== undefined) {
      await requireFreeMountPoint(turn, wanted.mountPoint, now, claim);
    }
    now = await turn.write<Member>({
      what: `${what} of device ${target.partitionId ?? target.deviceId}`,
      send: () => run(turn, target),
      patch: putMember,
      find: async () => {
        const found = await observe();
        return found && nextStep(found.filesystem, wanted)?.[0] !== what ? found : undefined;
      },
    });
  }
  return now;
}
