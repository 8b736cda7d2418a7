import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

const scratch = new maas.SpecialFilesystem("scratch", {
  machine,
  type: "tmpfs",
  mountPoint: "/scratch",
  mountOptions: "size=16G,noexec",
});
const temporary = new maas.SpecialFilesystem("tmp", { machine, type: "tmpfs", mountPoint: "/tmp" });

export const mountPoints = [scratch.mountPoint, temporary.mountPoint];
