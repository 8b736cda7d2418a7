import { EFI_PARTITION_SIZE, MIN_BOOT_PARTITION_SIZE, MIN_ROOT_PARTITION_SIZE } from "../../../world/constants";
import { type Choices, type Form, notOneOf } from "../../../wire/form";
import { type PhysicalDevice } from "../../../world/storage/records";
import { type Storage } from "../../../world/storage/storage";
import { badRequest } from "../../../wire/reply";
import { bootDisk } from "../boot-disk";

/** What every layout can be told. */
export interface BasicOptions {
  readonly bootDisk: PhysicalDevice;
  /** Bytes; 0 is no boot partition of its own. */
  readonly bootSize: number;
  /** Bytes; undefined is all that is left. */
  readonly rootSize: number | undefined;
  readonly rootDevice: PhysicalDevice;
}

export function physicalDevices(storage: Storage): PhysicalDevice[] {
  return storage.devices().flatMap((device) => (device.type === "physical" ? [device] : []));
}

/** Layouts name devices by id alone (setup_root_device_field). */
export function byId(devices: readonly PhysicalDevice[]): Choices<PhysicalDevice> {
  return new Map(devices.map((device) => [String(device.id), device]));
}

/** One of the devices; the message of layouts differs from that of other forms. */
export function deviceField(form: Form, field: string, devices: readonly PhysicalDevice[]): PhysicalDevice | undefined {
  return form.one(field, byId(devices), {
    message: (value) =>
      notOneOf(
        value,
        field,
        devices.map(({ id }) => String(id)),
      ),
  });
}

/** A size that may be a share of `whole`, rounded up (calculate_size_from_percentage). */
export function sizeField(form: Form, field: string, whole: number): number | undefined {
  const size = form.bytesOrShare(field);
  if (size === undefined) return undefined;
  return "bytes" in size ? size.bytes : Math.ceil(whole * (size.percent / 100));
}

/** The size of one layout alone: 0 is as good as none there, and 0% is not (get_lv_size, get_cache_size). */
export function ownSizeField(form: Form, field: string, whole: number): number | undefined {
  const size = sizeField(form, field, whole);
  return size === 0 && !form.isShare(field) ? undefined : size;
}

/** As `limit`, but says of both limits what is to be said (LVMStorageLayout.clean, BcacheStorageLayout.clean). */
export function bothLimits(form: Form, field: string, size: number | undefined, min: number, max: number): void {
  if (size === undefined) return;
  limit(form, field, size, min, Infinity);
  limit(form, field, size, -Infinity, max);
}

/** Says whether a size is within its limits; the first that is broken is named (_clean_size). */
export function limit(form: Form, field: string, size: number | undefined, min: number, max: number): void {
  if (size === undefined) return;
  if (size < min) form.fail(field, `Size is too small. Minimum size is ${min}.`);
  else if (size > max) form.fail(field, `Size is too large. Maximum size is ${max}.`);
}

/** Shares count of the boot disk less the EFI partition, also where the root is on another disk (StorageLayoutBase). */
export function basicOptions(storage: Storage, form: Form): BasicOptions {
  const boot = bootDisk(storage);
  // What a machine without a usable disk is told comes before any field is looked at.
  if (boot === undefined) throw badRequest("Machine is missing a boot disk; no storage layout can be applied.");
  const whole = boot.size - EFI_PARTITION_SIZE;
  const bootSize = sizeField(form, "boot_size", whole);
  limit(form, "boot_size", bootSize, MIN_BOOT_PARTITION_SIZE, whole - MIN_ROOT_PARTITION_SIZE);
  const rootSize = sizeField(form, "root_size", whole);
  limit(form, "root_size", rootSize, MIN_ROOT_PARTITION_SIZE, whole - MIN_BOOT_PARTITION_SIZE);
  const rootDevice = deviceField(form, "root_device", physicalDevices(storage)) ?? boot;
  const usable = {
    bootSize: form.isWrong("boot_size") ? 0 : (bootSize ?? 0),
    rootSize: form.isWrong("root_size") ? undefined : rootSize,
  };
  if (usable.rootSize !== undefined && EFI_PARTITION_SIZE + usable.bootSize + usable.rootSize > boot.size) {
    form.failForm(
      "Size of the boot partition and root partition are larger than the available space on the boot disk.",
    );
  }
  return { bootDisk: boot, rootDevice, ...usable };
}
