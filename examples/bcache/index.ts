import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const hostname = new pulumi.Config().get("hostname") ?? "stor-04";
const machine = maas.getMachineOutput({ hostname });

// One fast device caches several slow ones.
const cache = new maas.BcacheCacheSet("cache", { machine, cacheDevice: "nvme0n1" });

const hot = new maas.Bcache("hot", {
  machine,
  cacheSet: cache,
  backingDevice: "sdc",
  cacheMode: maas.CacheMode.Writeback,
  filesystem: { type: "xfs", label: "hot", mountPoint: "/srv/hot" },
});

// The backing device can be a RAID.
const mirror = new maas.Raid("mirror", { machine, level: "raid-1", devices: ["sdd", "sde"] });
const safe = new maas.Bcache("safe", {
  machine,
  cacheSet: cache,
  backingDevice: mirror,
  cacheMode: maas.CacheMode.Writethrough,
  filesystem: { type: "ext4", label: "safe", mountPoint: "/srv/safe" },
});

export const paths = [hot.path, safe.path];
export const sizes = [hot.sizeBytes, safe.sizeBytes];
