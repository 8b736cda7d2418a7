import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

// The tags that commissioning found (ssd, rotary, …) stay: these are added, and taken away again.
const data = ["sdc", "sdd"].map(
  (blockDevice, at) =>
    new maas.BlockDevice(`data-${at}`, {
      machine,
      blockDevice,
      tags: ["data"],
      filesystem: { type: "xfs", mountPoint: `/srv/${at}`, mountOptions: "noatime" },
    }),
);

const boot = new maas.BlockDevice("boot", { machine, blockDevice: "sdb", bootDisk: true });

export const bootDisk = boot.name;
export const serials = data.map((disk) => disk.serial);
export const paths = data.map((disk) => disk.path);
