import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

const group = new maas.VolumeGroup("vg0", { machine, devices: ["sdc", "sdd"] });

// A volume knows its machine from its group.
const database = new maas.LogicalVolume("db", {
  volumeGroup: group,
  size: "500GiB",
  filesystem: { type: "xfs", mountPoint: "/var/lib/postgresql" },
});
const logs = new maas.LogicalVolume("logs", {
  volumeGroup: group,
  size: "25%",
  filesystem: { type: "ext4", mountPoint: "/var/log" },
});
const rest = new maas.LogicalVolume("data", {
  volumeGroup: group,
  filesystem: { type: "xfs", mountPoint: "/srv" },
});

export const groupSize = group.sizeBytes;
export const paths = [database.path, logs.path, rest.path];
