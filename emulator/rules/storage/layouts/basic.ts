import { EFI_PARTITION_SIZE, MIN_BOOT_PARTITION_SIZE } from "../../../world/constants";
import { type Holder, type Partition, type PartitionTable } from "../../../world/storage/records";
import { type Storage } from "../../../world/storage/storage";
import { createFilesystem } from "../filesystem";
import { addPartition, createTable, isArchitecture } from "../partition-table";
import { type BasicOptions } from "./options";

/** MAAS knows no other boot methods, and takes them for PXE (models/node.py: get_bios_boot_method). */
const KNOWN_BOOT_METHODS = ["pxe", "uefi", "powernv", "powerkvm", "s390x_partition"];

function bootMethod({ machine }: Storage): string {
  const { biosBootMethod } = machine;
  return biosBootMethod !== null && KNOWN_BOOT_METHODS.includes(biosBootMethod) ? biosBootMethod : "pxe";
}

function bootPartition(storage: Storage, table: PartitionTable, size: number): void {
  const partition = addPartition(storage, table, { size, bootable: true });
  createFilesystem(storage, partition, { fstype: "ext4", label: "boot", mountPoint: "/boot" });
}

/**
 * What all layouts begin with: the partition that the firmware needs, a boot partition if there is to be one, and the root
 * partition, which is returned (StorageLayoutBase.create_basic_layout). A layout that sets `bootSize` itself wins over the
 * boot partition that arm64 without UEFI gets.
 */
export function createBasicLayout(storage: Storage, options: BasicOptions, bootSize?: number): Partition {
  const table = createTable(storage, options.bootDisk);
  if (bootMethod(storage) === "uefi" && !isArchitecture(storage.machine, "ppc64el")) {
    const efi = addPartition(storage, table, { size: EFI_PARTITION_SIZE, bootable: true });
    createFilesystem(storage, efi, { fstype: "fat32", label: "efi", mountPoint: "/boot/efi" });
  } else if (bootMethod(storage) !== "uefi" && isArchitecture(storage.machine, "arm64") && bootSize === undefined) {
    bootPartition(storage, table, MIN_BOOT_PARTITION_SIZE);
  }
  const wantedBootSize = bootSize ?? options.bootSize;
  if (wantedBootSize > 0) bootPartition(storage, table, wantedBootSize);
  const isElsewhere = options.rootDevice.id !== options.bootDisk.id;
  const rootTable = isElsewhere ? createTable(storage, options.rootDevice) : table;
  return addPartition(storage, rootTable, { size: options.rootSize });
}

/** The root filesystem, as every layout makes it. */
export function createRootFilesystem(storage: Storage, holder: Holder): void {
  createFilesystem(storage, holder, { fstype: "ext4", label: "root", mountPoint: "/" });
}
