import * as pulumi from "@pulumi/pulumi";
import * as lxd from "pulumi-maas/lxd";

const config = new pulumi.Config();

// A pool on a disk: `source: "/dev/nvme1n1"`. Without a disk LXD keeps it in a file of its own.
const disk = config.get("disk");
const fast = new lxd.StoragePool("fast", {
  driver: "btrfs",
  ...(disk === undefined ? { size: "512MiB" } : { source: disk }),
});

// Another name, or another pool, takes the volume there with what is in it.
const data = new lxd.StorageVolume("data", { pool: fast, size: "100MiB", description: "What must not be lost" });

// As it was when this resource was made; a volume that is moved takes its snapshots along.
const before = new lxd.StorageVolumeSnapshot("before-upgrade", { volume: data });

// A place to try the upgrade first.
const trial = new lxd.StorageVolume("trial", { pool: fast, copyFrom: before });

export const volume = data.id;
export const copy = trial.id;
