import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostnames = new pulumi.Config().getObject<string[]>("hostnames") ?? ["stor-01", "stor-02"];

// Whoever has this tag boots with its kernel options from the next boot on.
const serial = new maas.Tag("serial-console", {
  comment: "Machines with a console on ttyS1",
  kernelOptions: "console=tty0 console=ttyS1,115200n8",
  machines: hostnames.map((hostname) => maas.getMachineOutput({ hostname })),
});

// MAAS gives this one by itself, whenever it commissions a machine.
const virtual = new maas.Tag("virtual", {
  comment: "Machines that are virtual",
  definition: '//node[@id="core"]/capabilities/capability[@id="hypervisor"]',
});

export const tags = [serial.name, virtual.name];
