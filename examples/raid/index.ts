import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

const array = new maas.Raid("md0", {
  machine,
  level: maas.RaidLevel.Raid5,
  devices: ["sdc", "sdd", "sde"],
  spareDevices: ["sdf"],
  tags: ["bulk"],
});

// A RAID is a device like any other: partition it, format it, put it under a bcache or into another RAID.
const archive = new maas.Partition("archive", {
  machine,
  blockDevice: array,
  size: "5TB",
  filesystem: { type: "xfs", mountPoint: "/srv/archive" },
});
const scratch = new maas.Partition("scratch", {
  machine,
  blockDevice: array,
  filesystem: { type: "ext4", mountPoint: "/srv/scratch" },
});

export const arraySize = array.sizeBytes;
export const members = array.members.apply((devices) => devices.map(({ name }) => name));
export const paths = [archive.path, scratch.path];
