import { MIN_BOOT_PARTITION_SIZE } from "../../world/constants";
import { type PhysicalDevice } from "../../world/storage/records";
import { type Storage } from "../../world/storage/storage";
import { modelErrors } from "../../wire/reply";
import { cacheSetName } from "./names";
import { effectiveFilesystem, isMountable } from "./filesystem-kinds";
import { groupWord } from "./group-kinds";

/** The chosen disk, else the first physical one with room for a boot partition (models/node.py: get_boot_disk). */
export function bootDisk(storage: Storage): PhysicalDevice | undefined {
  const chosen = storage.rows.bootDiskId === null ? undefined : storage.rows.devices.get(storage.rows.bootDiskId);
  if (chosen?.type === "physical") return chosen;
  return storage
    .devices()
    .find((device): device is PhysicalDevice => device.type === "physical" && device.size >= MIN_BOOT_PARTITION_SIZE);
}

export function isBootDisk(storage: Storage, deviceId: number): boolean {
  return bootDisk(storage)?.id === deviceId;
}

/** A plain filesystem on the new boot disk is dropped; a membership refuses it (models/node.py: clean_boot_disk). */
export function setBootDisk(storage: Storage, disk: PhysicalDevice): void {
  const filesystem = effectiveFilesystem(storage, disk);
  if (filesystem !== undefined) {
    const group = storage.groupOf(filesystem);
    if (isMountable(filesystem)) storage.rows.filesystems.delete(filesystem.id);
    else if (group !== undefined) throw inUse(`${groupWord(group.type)} '${group.name}'`);
    else if (filesystem.cacheSetId !== null) throw inUse(`cache set '${cacheSetName(storage, filesystem.cacheSetId)}'`);
  }
  storage.rows.bootDiskId = disk.id;
}

function inUse(by: string): Error {
  return modelErrors({ boot_disk: [`Cannot be set as the boot disk; already in-use in ${by}.`] });
}
