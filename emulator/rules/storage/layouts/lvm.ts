import { EFI_PARTITION_SIZE, MIN_ROOT_PARTITION_SIZE } from "../../../world/constants";
import { type Form } from "../../../wire/form";
import { type Storage } from "../../../world/storage/storage";
import { groupSize } from "../group-size";
import { createLogicalVolume, createVolumeGroup } from "../volume-group";
import { createBasicLayout, createRootFilesystem } from "./basic";
import { type BasicOptions, bothLimits, ownSizeField } from "./options";

export interface LvmOptions extends BasicOptions {
  readonly vgName: string;
  readonly lvName: string;
  readonly lvSize: number | undefined;
}

/**
 * The logical volume is measured against the root partition, before that is aligned, unless the sizes that every layout has
 * do not fit (LVMStorageLayout.clean).
 */
export function lvmOptions(form: Form, basic: BasicOptions): LvmOptions {
  const vgName = form.text("vg_name") || "vgroot";
  const lvName = form.text("lv_name") || "lvroot";
  const whole = basic.rootSize ?? basic.bootDisk.size - EFI_PARTITION_SIZE - basic.bootSize;
  const isJudged = !form.isWrong("__all__");
  const lvSize = ownSizeField(form, "lv_size", whole);
  if (isJudged) bothLimits(form, "lv_size", lvSize, MIN_ROOT_PARTITION_SIZE, whole);
  return { ...basic, vgName, lvName, lvSize };
}

/** The root partition becomes a volume group, with the root filesystem on its logical volume (LVMStorageLayout). */
export function applyLvm(storage: Storage, options: LvmOptions): void {
  const root = createBasicLayout(storage, options);
  const group = createVolumeGroup(storage, { name: options.vgName }, { devices: [], partitions: [root] });
  const size = options.lvSize ?? groupSize(storage, group);
  createRootFilesystem(storage, createLogicalVolume(storage, group, { name: options.lvName, size }));
}
