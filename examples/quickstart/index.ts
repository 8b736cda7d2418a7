import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-01";
const node = maas.getMachineOutput({ hostname });

// MAAS puts its default layout on every machine that it commissions: begin with empty disks.
const machine = new maas.StorageLayout("blank", { machine: node, layout: "blank" });

const esp = new maas.Partition("esp", {
  machine,
  blockDevice: "sda",
  size: "512MiB",
  bootable: true,
  filesystem: { type: "fat32", label: "efi", mountPoint: "/boot/efi" },
});

// The rest of both SSDs is mirrored for the system.
const left = new maas.Partition("left", { machine, blockDevice: "sda" });
const right = new maas.Partition("right", { machine, blockDevice: "sdb" });
const root = new maas.Raid("md0", {
  machine,
  level: "raid-1",
  devices: [left, right],
  filesystem: { type: "ext4", label: "root", mountPoint: "/" },
});

// A rotating disk for data, with the NVMe as its cache.
const cache = new maas.BcacheCacheSet("cache", { machine, cacheDevice: "nvme0n1" });
const data = new maas.Bcache("bcache0", {
  machine,
  cacheSet: cache,
  backingDevice: "sdc",
  cacheMode: "writeback",
  filesystem: { type: "xfs", label: "data", mountPoint: "/srv", mountOptions: "noatime" },
});

export const systemId = machine.machine;
export const bootPartition = esp.path;
export const rootSize = root.sizeBytes;
export const dataSize = data.sizeBytes;
