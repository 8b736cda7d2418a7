import { badRequest, formError, modelError } from "../errors";
import { type Form } from "../form";
import { FORMATS, groupWord, isMembership, isMounted, newFilesystem, VIRTUAL } from "../rules/filesystems";
import { bootDisk } from "../rules/names";
import { type Device, devicesOf, type Machine, newUuid, type Storage } from "../world";
import { removeCacheSetOf } from "./removal";

const wordOf = (device: Device): string => (device.kind === "disk" ? "block device" : "partition");
const titleOf = (device: Device): string => (device.kind === "disk" ? "Block device" : "Partition");

/** `api/blockdevices.py`, `api/partitions.py`, `forms: FormatBlockDeviceForm` */
export function format(machine: Machine, device: Device, form: Form): void {
  const fstype = form.choice("fstype", FORMATS, true) ?? "";
  const uuid = form.uuid();
  const label = form.text("label") ?? "";
  if (form.isValid && device.kind === "disk" && device.tables.length > 0) {
    form.problem("__all__", "Cannot format block device with a partition table.");
  }
  form.validate();
  const { filesystem } = device;
  const isScratch = machine.original !== undefined;
  if (filesystem !== null && isMembership(filesystem) && !isScratch) {
    throw badRequest(`Cannot format a ${wordOf(device)} that has a filesystem type of ${filesystem.fstype}.`);
  }
  if (device.kind === "disk" && bootDisk(machine.storage) === device) {
    throw modelError({
      __all__: [
        "Cannot place filesystem directly on the boot disk. Create a partition on the boot disk first and then format the partition.",
      ],
    });
  }
  if (VIRTUAL.includes(fstype)) throw modelError({ __all__: ["Virtual filesystems must be mounted."] });
  if (label.length > 255) {
    throw modelError({ label: [`Ensure this value has at most 255 characters (it has ${label.length}).`] });
  }
  device.filesystem = newFilesystem(fstype, uuid ?? newUuid(), label);
}

export function unformat(machine: Machine, device: Device): void {
  const { filesystem } = device;
  const word = wordOf(device);
  if (filesystem === null) throw badRequest(`${titleOf(device)} is not formatted.`);
  if (isMounted(filesystem)) {
    throw badRequest(
      `Filesystem is mounted and cannot be unformatted. Unmount the filesystem before unformatting the ${word}.`,
    );
  }
  if (filesystem.group !== undefined) {
    const group = groupWord(filesystem);
    throw badRequest(
      `Filesystem is part of a ${group}, and cannot be unformatted. Remove ${word} from ${group} before unformatting the ${word}.`,
    );
  }
  // The device of a cache set is not protected (`api/blockdevices.py`).
  removeCacheSetOf(machine.storage, device);
  device.filesystem = null;
}

const MOUNT_POINT = /^(\/[^/]*)*$/;

/** `forms: MountFilesystemForm` */
export function mount(machine: Machine, device: Device, form: Form): void {
  const { filesystem } = device;
  if (filesystem === null) throw formError({ __all__: ["Cannot mount an unformatted partition or block device."] });
  const isSwap = filesystem.fstype === "swap";
  const path = mountPoint(form, isSwap);
  const options = form.text("mount_options") ?? "";
  if (form.isValid && filesystem.group !== undefined) {
    form.problem("__all__", "Filesystem is part of a filesystem group, and cannot be mounted.");
  }
  form.validate();
  if (!isSwap) requireMountable(machine.storage, path, device);
  filesystem.mountPoint = isSwap ? "none" : path;
  filesystem.mountOptions = options;
}

export function mountPoint(form: Form, isSwap = false): string {
  const path = form.raw("mount_point") ?? "";
  if (isSwap) return "none";
  if (path === "") form.problem("mount_point", "This field is required.");
  else if (path.length > 4095) {
    form.problem("mount_point", `Ensure this value has at most 4095 characters (it has ${path.length}).`);
  } else if (!MOUNT_POINT.test(path)) form.problem("mount_point", "Enter a valid value.");
  return path;
}

/** What the model checks of a mount point. `models/filesystem.py: clean` */
export function requireMountable(storage: Storage, path: string, except?: Device): void {
  if (path.length > 255) {
    throw modelError({ mount_point: [`Ensure this value has at most 255 characters (it has ${path.length}).`] });
  }
  const others = devicesOf(storage).filter((device) => device !== except);
  const taken = [...others.map(({ filesystem }) => filesystem), ...storage.special].some(
    (filesystem) => filesystem?.mountPoint === path,
  );
  if (taken) throw modelError({ __all__: [`Another filesystem is already mounted at ${path}.`] });
}

export function unmount(device: Device): void {
  const { filesystem } = device;
  if (filesystem === null) throw badRequest(`${titleOf(device)} is not formatted.`);
  if (!isMounted(filesystem)) throw badRequest("Filesystem is already unmounted.");
  filesystem.mountPoint = null;
  filesystem.mountOptions = null;
}

/** Any text is one tag; an empty one is refused with its position. */
export function changeTag(device: Device, form: Form, add: boolean): void {
  const tag = form.raw("tag");
  if (tag === undefined) throw badRequest("No provided tag!");
  const others = device.tags.filter((other) => other !== tag);
  if (add && tag === "") {
    const at = device.tags.length + 1;
    throw modelError({ tags: [`Item ${at} in the array did not validate: This field cannot be blank.`] });
  }
  if (add && others.length === device.tags.length) device.tags.push(tag);
  if (!add) device.tags = others;
}
