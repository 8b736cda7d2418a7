import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// Told to MAAS, commissioned, and waited for until it is Ready.
const machine = new maas.Machine("stor-09", {
  architecture: "amd64/generic",
  macAddresses: [config.get("macAddress") ?? "52:54:00:5a:00:09"],
  powerType: "ipmi",
  powerParameters: {
    power_address: config.get("bmcAddress") ?? "10.0.0.9",
    power_user: "maas",
    power_pass: config.getSecret("bmcPassword") ?? pulumi.secret("changeme"),
  },
  description: "Shelf 7",
  commission: { testingScripts: ["smartctl-validate"] },
  timeout: "30m",
});

// MAAS puts its default layout on every machine that it commissions.
const clean = new maas.StorageLayout("clean", { machine, layout: "blank" });
const data = new maas.Partition("data", {
  machine: clean,
  blockDevice: config.get("disk") ?? "sdc",
  filesystem: { type: "xfs", mountPoint: "/srv" },
});

// A machine that MAAS knows already is adopted: its name, its place and its notes are managed, and it is let go in the end.
const known = maas.getMachineOutput({ hostname: config.get("known") ?? "stor-01" });
const adopted = new maas.Machine("known", { adopt: known, description: "managed by Pulumi" });

export const systemId = machine.systemId;
export const dataSize = data.sizeBytes;
export const names = [machine.fqdn, adopted.fqdn];
