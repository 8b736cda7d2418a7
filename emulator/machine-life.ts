import { type FleetDisk } from "./fleet";
import { Body, Form } from "./form";
import { isAllocatedState, type StatusName } from "./node-status";
import { bootDisk } from "./rules/boot-disk";
import { isMountable } from "./rules/filesystem-kinds";
import { applyLayout } from "./rules/layouts/apply";
import { emptyRows, type PhysicalDevice, type Rows } from "./storage/records";
import { type Machine, type World } from "./world";

/** The rows of a machine that has these disks and nothing on them. */
export function blankRows(world: World, disks: readonly FleetDisk[], bootDiskName: string | null): Rows {
  const rows = emptyRows();
  for (const disk of disks) {
    const device: PhysicalDevice = {
      type: "physical",
      id: world.sequences.devices.next(),
      name: disk.name,
      size: disk.size,
      blockSize: disk.block_size,
      tags: disk.tags,
      model: disk.model,
      serial: disk.serial,
      idPath: disk.id_path,
      firmwareVersion: disk.firmware_version,
      numaNode: disk.numa_node,
    };
    rows.devices.set(device.id, device);
    if (disk.name === bootDiskName) rows.bootDiskId = device.id;
  }
  return rows;
}

/** Applies a layout with its default parameters, where there is a disk to apply it to. */
export function applyDefaultLayout(world: World, machine: Machine, layout: string): void {
  if (bootDisk(world.storageOf(machine)) === undefined) return;
  world.change(machine, (draft) => applyLayout(draft, layout, new Form(Body.empty)));
}

/**
 * Moves a machine into a state. On the way into an allocated one its filesystems are copied, and edits go to the copies; on
 * release they are thrown away (Node._create_acquired_filesystems, _clear_acquired_filesystems).
 */
export function setStatus(world: World, machine: Machine, status: StatusName): void {
  const [was, is] = [isAllocatedState(machine.status), isAllocatedState(status)];
  machine.status = status;
  if (was === is) return;
  world.change(machine, ({ rows, mint }) => {
    for (const filesystem of [...rows.filesystems.values()]) {
      if (filesystem.acquired) rows.filesystems.delete(filesystem.id);
      else if (is && isMountable(filesystem)) {
        const id = mint.sequences.filesystems.next();
        rows.filesystems.set(id, { ...filesystem, id, acquired: true });
      }
    }
  });
}

/** Commissions a machine again: the same disks under new ids, and the default layout. */
export function recommission(world: World, machine: Machine): void {
  const devices = world.storageOf(machine).devices();
  const physical = devices.flatMap((device) => (device.type === "physical" ? [device] : []));
  const boot = physical.find(({ id }) => id === machine.rows.bootDiskId)?.name ?? null;
  const disks = physical.map((device) => ({
    name: device.name,
    size: device.size,
    block_size: device.blockSize,
    tags: [...device.tags],
    model: device.model,
    serial: device.serial,
    id_path: device.idPath,
    firmware_version: device.firmwareVersion,
    numa_node: device.numaNode,
  }));
  machine.rows = blankRows(world, disks, boot);
  machine.status = "Ready";
  machine.owner = null;
  applyDefaultLayout(world, machine, "flat");
}
