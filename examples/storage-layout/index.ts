import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-01";
const node = maas.getMachineOutput({ hostname });

// One of MAAS's own layouts for the boot disk …
const machine = new maas.StorageLayout("lvm", {
  machine: node,
  layout: "lvm",
  vgName: "system",
  lvName: "root",
  lvSize: "100GB",
});

// … and what MAAS does not lay out, beside it. What takes the layout as its machine waits for it.
const data = new maas.Raid("data", {
  machine,
  level: "raid-1",
  devices: ["sdc", "sdd"],
  filesystem: { type: "xfs", mountPoint: "/srv" },
});

export const dataSize = data.sizeBytes;
