import { type BlockDevice, blockDevice } from "../../../provider/maas/api/block-devices";
import { partition, type Partition } from "../../../provider/maas/api/partitions";
import { type MachineStorage } from "../../../cli/machine-storage";
import { storageTree } from "../../../cli/storage-tree";
import { treeText } from "../../../cli/tree-text";

const disk = (given: Partial<BlockDevice> & { id: number; name: string }): BlockDevice => ({
  ...blockDevice.parse({
    system_id: "abc123",
    type: "physical",
    path: `/dev/disk/by-dname/${given.name}`,
    size: 4_000_787_030_016,
    block_size: 512,
    filesystem: null,
    id: given.id,
    name: given.name,
  }),
  ...given,
});

const part = (given: Partial<Partition> & { id: number; path: string }): Partition => ({
  ...partition.parse({
    type: "partition",
    uuid: "6d616173-0000-4000-8000-000000000000",
    size: 536_870_912,
    bootable: false,
    filesystem: null,
    device_id: 1,
    system_id: "abc123",
    id: given.id,
    path: given.path,
  }),
  ...given,
});

const filesystem = { label: null, uuid: null, mount_point: null, mount_options: null };
const empty: MachineStorage = {
  disks: [],
  raids: [],
  bcaches: [],
  cacheSets: [],
  volumeGroups: [],
  specialFilesystems: [],
  bootDisk: undefined,
};

const esp = part({
  id: 1,
  path: "/dev/disk/by-dname/sda-part1",
  bootable: true,
  filesystem: { ...filesystem, fstype: "fat32", label: "efi", mount_point: "/boot/efi" },
});
const a = part({ id: 2, path: "/dev/disk/by-dname/sda-part2", size: 479_563_087_872 });
const b = part({ id: 3, path: "/dev/disk/by-dname/sdb-part1", size: 480_101_007_360 });
const sda = disk({
  id: 1,
  name: "sda",
  size: 480_103_981_056,
  tags: ["ssd"],
  model: "ACME 480",
  partitions: [a, esp],
});
const sdb = disk({ id: 2, name: "sdb", size: 480_103_981_056, tags: ["ssd"], partitions: [b] });
const sdc = disk({ id: 3, name: "sdc", tags: ["rotary"] });
const sdd = disk({ id: 11, name: "sdd", tags: ["rotary"] });
const sde = disk({ id: 12, name: "sde" });
const nvme = disk({ id: 4, name: "nvme0n1", size: 960_197_124_096, tags: ["ssd"] });
const md0 = disk({
  id: 5,
  name: "md0",
  type: "virtual",
  size: 479_430_967_296,
  filesystem: { ...filesystem, fstype: "ext4", mount_point: "/" },
});
const bcache0 = disk({
  id: 6,
  name: "bcache0",
  type: "virtual",
  size: 4_000_787_021_824,
  filesystem: { ...filesystem, fstype: "xfs", mount_point: "/srv", mount_options: "noatime" },
});

const mirrorAndBcache: MachineStorage = {
  ...empty,
  disks: [bcache0, md0, nvme, sdb, sdd, sdc, sda, sde],
  raids: [
    {
      id: 1,
      name: "md0",
      uuid: "",
      level: "raid-1",
      system_id: "abc123",
      devices: [b, a],
      spare_devices: [sde],
      virtual_device: md0,
    },
  ],
  bcaches: [
    {
      id: 2,
      name: "bcache0",
      uuid: "",
      system_id: "abc123",
      cache_mode: "writeback",
      cache_set: { id: 7 },
      backing_device: sdc,
      // As in an answer that is older than the mount.
      virtual_device: { ...bcache0, filesystem: null },
    },
  ],
  cacheSets: [{ id: 7, name: "cache0", system_id: "abc123", cache_device: nvme }],
  bootDisk: 1,
};

describe("the storage tree", () => {
  test("shows disks with their partitions first, then what is made of them, with what each is a part of", () => {
    expect(treeText("stor-01", storageTree(mirrorAndBcache), false).split("\n")).toEqual([
      "stor-01",
      "├─ nvme0n1       960.2 GB  nvme       → cache0 of bcache0",
      "├─ sda           480.1 GB  ssd                                           ACME 480, boot disk",
      '│  ├─ sda-part1   512 MiB  partition  fat32 "efi"          /boot/efi     bootable',
      "│  └─ sda-part2  479.6 GB  partition  → md0",
      "├─ sdb           480.1 GB  ssd",
      "│  └─ sdb-part1  480.1 GB  partition  → md0",
      "├─ sdc               4 TB  rotary     → bcache0",
      "├─ sdd               4 TB  rotary     free",
      "├─ sde               4 TB  disk       → md0 (spare)",
      "├─ md0           479.4 GB  raid-1     ext4                 /             sda-part2 + sdb-part1, spare sde",
      "└─ bcache0           4 TB  bcache     xfs                  /srv noatime  sdc cached by nvme0n1, writeback",
    ]);
  });

  test("shows logical volumes below their volume group", () => {
    const volume = disk({
      id: 8,
      name: "vgroot-lvroot",
      type: "virtual",
      size: 100 * 2 ** 30,
      filesystem: { ...filesystem, fstype: "ext4", mount_point: "/" },
    });
    const group = {
      id: 1,
      name: "vgroot",
      uuid: "",
      system_id: "abc123",
      size: 200 * 2 ** 30,
      available_size: 100 * 2 ** 30,
      used_size: 100 * 2 ** 30,
      devices: [sdc],
      logical_volumes: [volume],
    };
    const nodes = storageTree({ ...empty, disks: [sdc, volume], volumeGroups: [group] });
    expect(nodes).toMatchObject([
      { name: "sdc", content: "→ vgroot" },
      {
        name: "vgroot",
        note: "sdc",
        children: [
          { name: "vgroot-lvroot", content: "ext4", mount: "/" },
          { name: "(free)", sizeBytes: 100 * 2 ** 30, kind: "space", content: "free" },
        ],
      },
    ]);
    const full = storageTree({ ...empty, disks: [sdc, volume], volumeGroups: [{ ...group, available_size: 0 }] });
    expect(full[1]?.children).toHaveLength(1);
  });

  test("shows what is in memory, without a size", () => {
    const scratch = { fstype: "tmpfs", label: null, uuid: null, mount_point: "/scratch", mount_options: "size=1G" };
    const nodes = storageTree({ ...empty, specialFilesystems: [scratch] });
    expect(nodes).toMatchObject([{ name: "/scratch", kind: "tmpfs", content: "in memory", mount: "/scratch size=1G" }]);
    expect(treeText("stor-01", nodes, false)).toMatch(/└─ \/scratch +tmpfs +in memory +\/scratch size=1G/);
  });

  test("says that a bcache has lost its cache set", () => {
    const nodes = storageTree({ ...mirrorAndBcache, cacheSets: [] });
    expect(nodes.find(({ name }) => name === "bcache0")?.note).toBe("sdc cached by nothing, writeback");
  });

  test("sorts numbers by value", () => {
    const names = ["sda", "nvme10n1", "nvme2n1"];
    const nodes = storageTree({ ...empty, disks: names.map((name, id) => disk({ id, name })) });
    expect(nodes.map(({ name }) => name)).toEqual(["nvme2n1", "nvme10n1", "sda"]);
  });

  test("uses the codes of a terminal only when asked to", () => {
    const nodes = storageTree(mirrorAndBcache);
    expect(treeText("stor-01", nodes, false)).not.toContain("\u001b");
    expect(treeText("stor-01", nodes, true)).toContain("\u001b[1mstor-01\u001b[22m");
  });
});
