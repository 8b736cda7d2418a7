import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const leader = node("leader", config.get("leader") ?? "stor-03");
const worker = node("worker", config.get("worker") ?? "stor-04");

/** A machine with a mirrored root on its first two disks. */
function node(name: string, hostname: string) {
  const machine = maas.getMachineOutput({ hostname });
  const clean = new maas.StorageLayout(`${name}-clean`, { machine, layout: "blank" });
  const efi = new maas.Partition(`${name}-efi`, {
    machine: clean,
    blockDevice: "sda",
    size: "512MiB",
    bootable: true,
    filesystem: { type: "fat32", label: "efi", mountPoint: "/boot/efi" },
  });
  const halves = ["sda", "sdb"].map(
    (blockDevice) => new maas.Partition(`${name}-root-${blockDevice}`, { machine: clean, blockDevice, size: "400GB" }),
  );
  const root = new maas.Raid(`${name}-root`, {
    machine: clean,
    name: "md0",
    level: "raid-1",
    devices: halves,
    filesystem: { type: "ext4", mountPoint: "/" },
  });
  return { machine: clean, storage: [clean, efi, ...halves, root] };
}

const serial = new maas.Tag("serial-console", {
  kernelOptions: "console=ttyS0",
  machines: [leader.machine, worker.machine],
});

const first = new maas.Deployment(
  "leader",
  {
    ...leader,
    distroSeries: "noble",
    userData: "#cloud-config\npackages: [nginx]\n",
    ownerData: { role: "leader" },
    // Changing the disks then releases the machine, changes them, and deploys it again. Without it that is an error.
    redeployOnStorageChange: true,
    timeout: "45m",
  },
  { dependsOn: serial },
);

// What one machine has become goes into the next one, as it goes into DNS records, or into @pulumi/command.
const second = new maas.Deployment(
  "worker",
  {
    ...worker,
    distroSeries: "noble",
    userData: pulumi.interpolate`#cloud-config\nruncmd: [[join, "${first.ipAddresses[0]}"]]\n`,
    ownerData: { role: "worker" },
    release: { erase: true, quickErase: true },
    timeout: "45m",
  },
  { dependsOn: serial },
);

export const addresses = pulumi.all([first.ipAddresses, second.ipAddresses]).apply((lists) => lists.flat());
export const names = [first.fqdn, second.fqdn];
