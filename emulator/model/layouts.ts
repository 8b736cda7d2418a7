import { badRequest, modelError } from "../errors";
import { newFilesystem } from "../rules/filesystems";
import { bootDisk } from "../rules/names";
import { floorToAlignment, isPpc64, isUefi, volumeGroupSize } from "../rules/sizes";
import { type Device, type Disk, emptyStorage, type Group, type Machine, newUuid, type World } from "../world";
import { join } from "./membership";
import { addPartition } from "./partitions";
import { newVirtualDisk, saveVirtualDisk } from "./virtual-disks";

const EFI_SIZE = 536_870_912;
const BCACHE_BOOT_SIZE = 1_073_741_824;

/** The options of a layout, checked. */
export interface LayoutOptions {
  readonly bootSize?: number | undefined;
  readonly rootSize?: number | undefined;
  readonly rootDevice?: Disk | undefined;
  readonly vgName?: string | undefined;
  readonly lvName?: string | undefined;
  readonly lvSize?: number | undefined;
  readonly cacheMode?: string | undefined;
  readonly cacheSize?: number | undefined;
  readonly cacheNoPart?: boolean | undefined;
}

/** Everything goes but the physical disks; special filesystems too. `models/node.py: _clear_full_storage_configuration` */
export function wipe(machine: Machine): void {
  const disks = machine.storage.disks.filter((disk) => disk.type === "physical");
  for (const disk of disks) {
    disk.tables = [];
    disk.filesystem = null;
  }
  machine.storage = { ...emptyStorage(), disks, bootDiskId: machine.storage.bootDiskId };
}

function put(device: Device, fstype: string, label: string, path: string): void {
  device.filesystem = { ...newFilesystem(fstype, newUuid(), label), mountPoint: path };
}

const needsEfi = (machine: Machine): boolean => isUefi(machine) && !isPpc64(machine);

/** The EFI partition where the firmware wants one, and `/boot` where the layout or the architecture does. */
function addBoot(world: World, machine: Machine, disk: Disk, options: LayoutOptions, bootSize: number): void {
  if (needsEfi(machine))
    put(addPartition(world, machine, disk, { size: EFI_SIZE, bootable: true }), "fat32", "efi", "/boot/efi");
  const isArm = machine.architecture.startsWith("arm64") && !isUefi(machine);
  const size = options.bootSize || bootSize || (isArm ? EFI_SIZE : 0);
  if (size > 0) put(addPartition(world, machine, disk, { size, bootable: true }), "ext4", "boot", "/boot");
}

function rootDisk(machine: Machine, options: LayoutOptions): Disk {
  const boot = bootDisk(machine.storage);
  if (boot === undefined) throw badRequest("Machine is missing a boot disk; no storage layout can be applied.");
  return options.rootDevice ?? boot;
}

const bootOf = (machine: Machine): Disk => rootDisk(machine, {});

/** The root partition takes what is left, unless a size is given. `storage_layouts.py: FlatStorageLayout` */
function addRoot(world: World, machine: Machine, disk: Disk, options: LayoutOptions): Device {
  return addPartition(world, machine, disk, { size: options.rootSize });
}

function flat(world: World, machine: Machine, options: LayoutOptions): void {
  addBoot(world, machine, bootOf(machine), options, 0);
  put(addRoot(world, machine, rootDisk(machine, options), options), "ext4", "root", "/");
}

function lvm(world: World, machine: Machine, options: LayoutOptions): void {
  addBoot(world, machine, bootOf(machine), options, 0);
  const root = addRoot(world, machine, rootDisk(machine, options), options);
  const group = newGroup(world, "volume-group", options.vgName ?? "vgroot");
  join(root, "lvm-pv", group);
  machine.storage.groups.push(group);
  const volume = newVirtualDisk(world, group, options.lvName ?? "lvroot", newUuid());
  const free = volumeGroupSize([root.size]);
  volume.size = options.lvSize === undefined ? free : Math.min(free, floorToAlignment(options.lvSize));
  volume.blockSize = 4096;
  machine.storage.disks.push(volume);
  put(volume, "ext4", "root", "/");
}

const newGroup = (world: World, kind: Group["kind"], name: string): Group => ({
  id: world.nextId("group"),
  kind,
  name,
  uuid: newUuid(),
  level: null,
  cacheMode: null,
  cacheSet: null,
});

/** The smallest disk with the tag `ssd` that is not the boot disk. `storage_layouts.py: get_cache_device` */
function cacheDisk(machine: Machine): Disk | undefined {
  const boot = bootDisk(machine.storage);
  const candidates = machine.storage.disks.filter((disk) => disk !== boot && disk.tags.includes("ssd"));
  return candidates.sort((a, b) => a.size - b.size || a.id - b.id)[0];
}

function bcache(world: World, machine: Machine, options: LayoutOptions): void {
  const cache = cacheDisk(machine);
  if (cache === undefined) {
    throw badRequest(
      "Failed to configure storage layout 'bcache': Node doesn't have an available cache device to setup bcache.",
    );
  }
  addBoot(world, machine, bootOf(machine), options, BCACHE_BOOT_SIZE);
  const root = addRoot(world, machine, rootDisk(machine, options), options);
  const device: Device = options.cacheNoPart ? cache : addPartition(world, machine, cache, { size: options.cacheSize });
  const cacheSet = { id: world.nextId("cacheSet") };
  device.filesystem = { ...newFilesystem("bcache-cache", newUuid(), null), cacheSet };
  machine.storage.cacheSets.push(cacheSet);
  const group: Group = {
    ...newGroup(world, "bcache", "bcache0"),
    cacheMode: options.cacheMode ?? "writethrough",
    cacheSet,
  };
  join(root, "bcache-backing", group);
  machine.storage.groups.push(group);
  put(saveVirtualDisk(world, machine, group), "ext4", "root", "/");
}

const LAYOUTS: Readonly<Record<string, (world: World, machine: Machine, options: LayoutOptions) => void>> = {
  blank: () => undefined,
  flat,
  lvm,
  bcache,
};

export const LAYOUT_NAMES = ["vmfs7", "custom", "flat", "lvm", "bcache", "vmfs6", "blank"];
export const isEmulated = (name: string): boolean => name in LAYOUTS;

/** Wipes the machine and lays its disks out anew. */
export function applyLayout(world: World, machine: Machine, name: string, options: LayoutOptions = {}): void {
  const layout = LAYOUTS[name];
  if (layout === undefined) throw modelError({ storage_layout: [`the emulator does not serve the layout '${name}'`] });
  bootOf(machine);
  wipe(machine);
  layout(world, machine, options);
}
