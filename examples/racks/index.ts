import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

/** The machines of this stack: those of one rack, by the tag that its administrators gave them. */
const config = new pulumi.Config();
const rack = config.get("rack") ?? "storage";
/** Host names that this program leaves alone: somebody else has deployed them. */
const others = config.getObject<string[]>("others") ?? ["stor-05"];

/** Mirrors the two smallest rotating disks beside the boot disk. */
function layOut(node: maas.MachineResult): pulumi.Output<string> {
  const except = node.bootDisk === undefined ? [] : [node.bootDisk];
  const devices = maas.selectDisks(node, { rotational: true, except, orderBy: "size", count: 2 });
  const mirror = new maas.Raid(`${node.hostname}-data`, {
    machine: node,
    name: "md0",
    level: "raid-1",
    devices,
    filesystem: { type: "xfs", mountPoint: "/srv" },
  });
  return pulumi.interpolate`${node.fqdn}:${mirror.path}`;
}

/**
 * One request for the whole rack, which its resources share. No filter by state: a machine that is left out once it is
 * deployed would leave the program, and its mirror with it.
 */
const machines = maas.getMachines({ tags: [rack] });

export const mirrors = machines.then((nodes) => nodes.filter(({ hostname }) => !others.includes(hostname)).map(layOut));
