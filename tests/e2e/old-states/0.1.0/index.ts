import * as maas from "pulumi-maas";

/**
 * Every kind of resource and every way to refer to one, by the default provider and by an explicit one. Stacks that any
 * released version made with it must go on without changes.
 */
const one = process.env.MACHINE_ONE ?? "";
const two = process.env.MACHINE_TWO ?? "";
const blank = new maas.StorageLayout("blank", { machine: one, layout: "blank" });
const esp = new maas.Partition("esp", {
  machine: blank,
  blockDevice: "sda",
  size: "512MiB",
  bootable: true,
  filesystem: { type: "fat32", label: "efi", mountPoint: "/boot/efi" },
});
const a = new maas.Partition("a", { machine: blank, blockDevice: "sda", size: "25%" });
const b = new maas.Partition("b", { machine: blank, blockDevice: "sdb", size: 300_000_000_000, tags: ["data"] });
const rest = new maas.Partition("rest", { machine: blank, blockDevice: "sdb" });
const md0 = new maas.Raid("md0", {
  machine: blank,
  level: "raid-1",
  devices: [a, b],
  spareDevices: ["sdc"],
  filesystem: { type: "ext4", mountPoint: "/", mountOptions: "noatime" },
});
const md1 = new maas.Raid("md1", { machine: blank, name: "data", level: "raid-0", devices: ["sdd", "sde"] });
const onRaid = new maas.Partition("on-raid", {
  machine: blank,
  blockDevice: md1,
  size: "100GB",
  filesystem: { type: "xfs", uuid: "0a2b4c6d-1111-4222-8333-444455556666" },
});
const cache = new maas.BcacheCacheSet("cache", { machine: blank, cacheDevice: "sdf" });
const fast = new maas.Bcache("fast", {
  machine: blank,
  cacheSet: cache,
  backingDevice: rest,
  cacheMode: "writeback",
  filesystem: { type: "xfs", mountPoint: "/srv" },
});
const region = new maas.Provider("region", { apiUrl: process.env.MAAS_API_URL ?? "", apiKeyVariable: "MAAS_API_KEY" });
const other = new maas.Partition(
  "other",
  { machine: two, blockDevice: "sdb", filesystem: { type: "swap" } },
  { provider: region },
);
export const ids = [esp.id, a.id, md0.id, onRaid.id, cache.id, fast.id, other.id];
