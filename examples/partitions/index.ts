import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

// Partitions of one disk come out in the order in which they are declared.
const root = new maas.Partition("root", {
  machine,
  blockDevice: "sdc",
  size: "50GiB",
  filesystem: { type: "ext4", label: "root", mountPoint: "/" },
});
const swap = new maas.Partition("swap", {
  machine,
  blockDevice: "sdc",
  size: 8 * 2 ** 30,
  filesystem: { type: "swap" },
});
const logs = new maas.Partition("logs", {
  machine,
  blockDevice: "sdc",
  size: "25%", // of the disk
  tags: ["logs"],
  filesystem: { type: "xfs", mountPoint: "/var/log", mountOptions: "noatime,nodev" },
});
const data = new maas.Partition("data", { machine, blockDevice: "sdc" }); // the rest

export const sizes = pulumi.all([root, swap, logs, data].map((partition) => partition.sizeBytes));
export const paths = pulumi.all([root, swap, logs, data].map((partition) => partition.path));
