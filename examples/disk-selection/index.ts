import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostnames = (new pulumi.Config().get("hostnames") ?? "stor-01").split(",");

/** A partition with the whole disk, beside the EFI partition if the machine boots from it. */
function systemPartition(machine: maas.StorageLayout, node: maas.MachineResult, disk: maas.DiskResult) {
  if (disk.isBootDisk && node.biosBootMethod === "uefi") {
    new maas.Partition(`${node.hostname}-esp`, {
      machine,
      blockDevice: disk,
      size: "512MiB",
      bootable: true,
      filesystem: { type: "fat32", mountPoint: "/boot/efi" },
    });
  }
  return new maas.Partition(`${node.hostname}-${disk.name}`, { machine, blockDevice: disk });
}

/** Mirrors the two smallest SSDs for the system, and puts the largest one that is left before every rotating disk. */
async function layOut(hostname: string) {
  const node = await maas.getMachine({ hostname });
  const ssd = { rotational: false, orderBy: "size" } as const;
  const mirrored = maas.selectDisks(node, { ...ssd, count: 2 });
  const [cacheDisk] = maas.selectDisks(node, { ...ssd, except: mirrored, descending: true });
  const rotating = maas.selectDisks(node, { rotational: true });

  const machine = new maas.StorageLayout(hostname, { machine: node, layout: "blank" });
  const devices = mirrored.map((disk) => systemPartition(machine, node, disk));
  const filesystem = { type: "ext4", mountPoint: "/" } as const;
  new maas.Raid(`${hostname}-system`, { machine, name: "md0", level: "raid-1", devices, filesystem });

  if (cacheDisk !== undefined) {
    const cacheSet = new maas.BcacheCacheSet(`${hostname}-cache`, { machine, cacheDevice: cacheDisk });
    rotating.forEach((disk, at) => {
      new maas.Bcache(`${hostname}-data${at}`, {
        machine,
        name: `bcache${at}`,
        cacheSet,
        backingDevice: disk,
        filesystem: { type: "xfs", mountPoint: `/srv/${at}` },
      });
    });
  }
  const names = (disks: maas.DiskResult[]) => disks.map(({ name }) => name);
  return { hostname, mirror: names(mirrored), cache: cacheDisk?.name, data: names(rotating) };
}

export const layouts = Promise.all(hostnames.map(layOut));
