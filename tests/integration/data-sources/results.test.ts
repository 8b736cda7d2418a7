import { z } from "zod";

import { createCacheSet } from "../../../provider/maas/api/bcache-cache-sets";
import { createBcache } from "../../../provider/maas/api/bcaches";
import { format, mount } from "../../../provider/maas/api/filesystems";
import { createPartition } from "../../../provider/maas/api/partitions";
import { createRaid } from "../../../provider/maas/api/raids";
import { getMachine, type MachineResult } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

const uuid = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const TB = 10 ** 12;

describe("a machine with storage of every kind", () => {
  let lab: Lab;
  let machine: MachineResult;

  beforeAll(async () => {
    lab = await Lab.start();
    configureByEnvironment(lab.emulator);
    const systemId = lab.systemId("alpha");
    const { client } = lab;
    const disks = await client.request({
      method: "GET",
      path: ["nodes", systemId, "blockdevices"],
      schema: z.array(z.object({ id: z.number(), name: z.string() })),
    });
    const id = (name: string) => disks.find((disk) => disk.name === name)?.id ?? 0;
    const partition = await createPartition(client, systemId, id("sdb"), { size: TB, uuid: uuid(1) });
    const other = await createPartition(client, systemId, id("sdb"), { size: TB, uuid: uuid(2) });
    const label = { fstype: "ext4", label: "data" };
    await format(client, { systemId, deviceId: id("sdb"), partitionId: other.id }, label);
    const options = { mount_point: "/srv", mount_options: "noatime" };
    await mount(client, { systemId, deviceId: id("sdb"), partitionId: other.id }, options);
    const md = { name: "md0", level: "raid-1", uuid: uuid(3) };
    await createRaid(client, systemId, {
      ...{ ...md, partitions: [partition.id], block_devices: [id("sdc")] },
      spare_devices: [id("sdd")],
    });
    const set = await createCacheSet(client, systemId, { cache_device: id("nvme0n1") });
    const bcache = { name: "bcache0", uuid: uuid(4), cache_set: set.id, cache_mode: "writeback" };
    await createBcache(client, systemId, { ...bcache, backing_device: id("sde") });
    const form = { name: "vg0", block_devices: [id("nvme1n1")], uuid: uuid(5) };
    const path = ["nodes", systemId, "volume-groups"];
    const group = await client.request({ method: "POST", path, form, schema: z.object({ id: z.number() }) });
    await client.request({
      ...{ method: "POST", path: ["nodes", systemId, "volume-group", group.id], op: "create_logical_volume" },
      ...{ form: { name: "lv0", size: 10 ** 11 }, schema: z.unknown() },
    });
    machine = await getMachine({ systemId, storage: true });
  });
  afterAll(() => lab.close());

  const disk = (name: string) => machine.disks.find((one) => one.name === name);

  test("shows what it is and where", () => {
    expect(machine).toMatchObject({
      hostname: "alpha",
      fqdn: "alpha.maas",
      architecture: "amd64/generic",
      cpuCount: 16,
      cpuSpeed: 2_100,
      memory: 65_536,
      zone: "zone-a",
      pool: "storage",
      domain: "maas",
      tags: ["ceph", "db"],
      locked: false,
      biosBootMethod: "uefi",
      powerType: "manual",
      powerState: "off",
      bootDisk: { name: "sda", isBootDisk: true },
    });
    expect(machine.hardware).toMatchObject({ vendor: "Supermicro", cpuModel: "Intel(R) Xeon(R) Silver 4208 CPU" });
  });

  test("shows its network cards", () => {
    expect(machine.interfaces.map(({ name, macAddress, linkSpeed }) => [name, macAddress, linkSpeed])).toEqual([
      ["eno1", "3c:ec:ef:10:00:01", 1_000],
      ["eno2", "3c:ec:ef:10:00:02", 1_000],
    ]);
  });

  test("shows its disks by what people choose them by", () => {
    expect(disk("sdb")).toMatchObject({
      type: "physical",
      systemId: machine.systemId,
      model: "ST4000NM0035-1V4107",
      serial: "ZC11A0B1",
      idPath: "/dev/disk/by-id/wwn-0x5000c500a1b20001",
      sizeBytes: 4_000_787_030_016,
      blockSize: 512,
      tags: ["7200rpm", "rotary", "sata"],
      rotational: true,
      isBootDisk: false,
      numaNode: 0,
      partitionTable: "GPT",
    });
    expect(disk("sda")).toMatchObject({ rotational: false, isBootDisk: true, usedFor: "Unused", partitions: [] });
    expect(machine.disks.filter(({ isBootDisk }) => isBootDisk)).toHaveLength(1);
    expect(disk("md0")).toMatchObject({ type: "virtual" });
  });

  test("shows partitions with their filesystems, by number", () => {
    expect(disk("sdb")?.partitions).toMatchObject([
      { type: "partition", uuid: uuid(1), path: "/dev/disk/by-dname/sdb-part1", filesystem: { type: "raid" } },
      {
        uuid: uuid(2),
        path: "/dev/disk/by-dname/sdb-part2",
        sizeBytes: 999_997_571_072,
        bootable: false,
        filesystem: { type: "ext4", label: "data", mountPoint: "/srv", mountOptions: "noatime" },
      },
    ]);
  });

  test("shows RAIDs with members and spares, bcaches, cache sets and volume groups in full", () => {
    const [md0] = machine.raids ?? [];
    expect(md0).toMatchObject({ name: "md0", uuid: uuid(3), level: "raid-1", disk: { name: "md0", type: "virtual" } });
    expect(md0?.sizeBytes).toBe(md0?.disk.sizeBytes);
    expect(md0?.devices.map(({ type }) => type).sort()).toEqual(["partition", "physical"]);
    expect(md0?.spareDevices).toMatchObject([{ name: "sdd" }]);
    const [set] = machine.cacheSets ?? [];
    expect(set).toMatchObject({ name: "cache0", cacheDevice: { name: "nvme0n1" } });
    expect(machine.bcaches).toMatchObject([
      {
        ...{ name: "bcache0", uuid: uuid(4), cacheMode: "writeback", cacheSetId: set?.id },
        ...{ backingDevice: { name: "sde" }, disk: { name: "bcache0", type: "virtual" } },
      },
    ]);
    expect(machine.volumeGroups).toMatchObject([
      {
        ...{ name: "vg0", systemId: machine.systemId, devices: [{ name: "nvme1n1" }] },
        logicalVolumes: [{ name: "vg0-lv0", disk: { name: "vg0-lv0", type: "virtual" } }],
      },
    ]);
  });

  test("is plain data without anything in MAAS's own spelling", () => {
    expect(JSON.parse(JSON.stringify(machine))).toEqual(machine);
    const keys = new Set<string>();
    JSON.stringify(machine, (key: string, value: unknown) => (keys.add(key), value));
    expect([...keys].filter((key) => key.includes("_"))).toEqual([]);
  });

  test("shows neither lists nor power parameters unasked", async () => {
    const plain = await getMachine({ systemId: machine.systemId });
    for (const key of ["raids", "bcaches", "cacheSets", "volumeGroups", "powerParameters"]) {
      expect(plain).not.toHaveProperty(key);
    }
  });
});
