import { z } from "zod";

import { type Emulator, startEmulator } from "../../../emulator";
import { type Fields, LibmaasClient } from "./libmaas-client";

/*
 * What python-libmaas 0.6.8 sends for each call of its storage pages, as it was seen against the emulator: the library
 * itself, unchanged, did all of this. It refuses answers whose fields have other types than it expects.
 */

const GB = 1_000_000_000;
const UUID = "2f2c8a6e-1a2b-4c3d-8e4f-0123456789ab";

const filesystem = z.looseObject({ fstype: z.string(), mount_point: z.string().nullable(), uuid: z.string() });
const device = z.looseObject({
  system_id: z.string(),
  id: z.int(),
  type: z.enum(["physical", "virtual"]),
  name: z.string(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  size: z.int(),
  block_size: z.int(),
  tags: z.array(z.string()),
  available_size: z.int(),
  used_size: z.int(),
  used_for: z.string(),
  filesystem: filesystem.nullable(),
});
const partition = z.looseObject({
  system_id: z.string(),
  device_id: z.int(),
  id: z.int(),
  uuid: z.string(),
  path: z.string(),
  size: z.int(),
  used_for: z.string(),
  filesystem: filesystem.nullable(),
});
const member = z.union([device, partition]);
const group = z.looseObject({ system_id: z.string(), id: z.int(), name: z.string(), uuid: z.string() });
const raid = group.extend({
  level: z.enum(["raid-0", "raid-1", "raid-5", "raid-6", "raid-10"]),
  size: z.int(),
  devices: z.array(member),
  spare_devices: z.array(member),
  virtual_device: device,
});

let emulator: Emulator;
let maas: LibmaasClient;
let system_id: string;

beforeEach(async () => {
  emulator = await startEmulator();
  maas = await LibmaasClient.connect(emulator);
  ({ system_id } = emulator.machine("stor-04"));
});

afterEach(() => emulator.close());

const ok = (target: string, fields: Fields = {}): Promise<unknown> => maas.ok(target, { system_id, ...fields });

async function disk(name: string): Promise<number> {
  const all = z.array(device).parse(await ok("BlockDevices.read"));
  return all.find((other) => other.name === name)?.id ?? 0;
}

async function newPartition(name: string): Promise<{ readonly device_id: number; readonly id: number }> {
  const made = partition.parse(await ok("Partitions.create", { device_id: await disk(name), size: 100 * GB }));
  return { device_id: made.device_id, id: made.id };
}

describe("block devices", () => {
  it("are made, renamed, tagged, formatted, mounted and deleted", async () => {
    const given = { name: "sdx", model: "M", serial: "S1", size: 100 * GB, block_size: 512 };
    const { id } = device.parse(await ok("BlockDevices.create", given));
    expect(device.parse(await ok("BlockDevice.update", { id, name: "sdz", model: "M2" }))).toMatchObject({
      name: "sdz",
    });
    await ok("BlockDevice.add_tag", { id, tag: "a" });
    await ok("BlockDevice.add_tag", { id, tag: "b" });
    await ok("BlockDevice.remove_tag", { id, tag: "a" });
    expect(await ok("BlockDevice.read", { id })).toMatchObject({ tags: ["b"], model: "M2" });
    expect(device.parse(await ok("BlockDevice.format", { id, fstype: "ext4", uuid: null })).filesystem?.uuid).toMatch(
      /-4/,
    );
    const mounted = await ok("BlockDevice.mount", { id, mount_point: "/srv", mount_options: "noatime" });
    expect(mounted).toMatchObject({ filesystem: { mount_point: "/srv", mount_options: "noatime" } });
    expect(await ok("BlockDevice.unmount", { id })).toMatchObject({
      filesystem: { fstype: "ext4", mount_point: null },
    });
    expect(await ok("BlockDevice.unformat", { id })).toMatchObject({ filesystem: null });
    expect((await maas.call("BlockDevice.delete", { system_id, id })).status).toBe(204);
    expect((await maas.call("BlockDevice.read", { system_id, id })).status).toBe(404);
  });

  it("are booted from, which is answered with a word that is no JSON", async () => {
    const answer = await maas.call("BlockDevice.set_boot_disk", { system_id, id: await disk("sdb") });
    expect(answer).toMatchObject({
      status: 200,
      body: "OK",
      contentType: expect.not.stringContaining("json") as string,
    });
    expect(emulator.machine("stor-04")["boot_disk"]).toMatchObject({ name: "sdb" });
  });
});

describe("partitions", () => {
  it("are made, formatted without a uuid, mounted without options, and deleted", async () => {
    const key = await newPartition("sda");
    expect(await ok("Partition.format", { ...key, fstype: "xfs", uuid: null })).toMatchObject({
      filesystem: { fstype: "xfs" },
    });
    const mounted = await ok("Partition.mount", { ...key, mount_point: "/data", mount_options: null });
    expect(mounted).toMatchObject({ filesystem: { mount_point: "/data" } });
    await ok("Partition.unmount", key);
    expect(partition.parse(await ok("Partition.unformat", key)).filesystem).toBeNull();
    expect(z.array(partition).parse(await ok("Partitions.read", { device_id: key.device_id }))).toHaveLength(1);
    await ok("Partition.delete", key);
    expect(await ok("BlockDevice.read", { id: key.device_id })).toMatchObject({ partitions: [] });
  });
});

describe("RAIDs", () => {
  it("are made of disks with spares, renamed, and their device formatted", async () => {
    const [a, b, c, spare] = await Promise.all(["sdc", "sdd", "sde", "sdf"].map(disk));
    const fields = {
      level: "raid-5",
      block_devices: [a ?? 0, b ?? 0, c ?? 0],
      spare_devices: [spare ?? 0],
      name: "md5",
    };
    const made = raid.parse(await ok("Raids.create", fields));
    expect(made.devices.map(({ id }) => id)).toEqual([a, b, c]);
    expect(made.spare_devices.map(({ id }) => id)).toEqual([spare]);
    const renamed = raid.parse(await ok("Raid.update", { id: made.id, name: "md7", uuid: UUID }));
    expect([renamed.name, renamed.uuid]).toEqual(["md7", UUID]);
    await ok("BlockDevice.format", { id: made.virtual_device.id, fstype: "ext4", uuid: null });
    expect(raid.parse(await ok("Raid.read", { id: made.id })).virtual_device.filesystem?.fstype).toBe("ext4");
    await ok("Raid.delete", { id: made.id });
    expect(await ok("Raids.read")).toEqual([]);
  });

  it("are made of partitions, which members are told from disks by their type", async () => {
    const ids = [(await newPartition("sdc")).id, (await newPartition("sdd")).id];
    const made = raid.parse(await ok("Raids.create", { level: "raid-1", partitions: ids, name: "md0" }));
    expect(made.devices.map(({ type }) => type)).toEqual(["partition", "partition"]);
  });
});

describe("bcaches", () => {
  it("are made on a cache set, and read again: the first answer lacks what the library needs", async () => {
    const set = z.looseObject({ id: z.int(), name: z.string(), cache_device: device });
    const { id: cache_set } = set.parse(await ok("BcacheCacheSets.create", { cache_device: await disk("nvme0n1") }));
    const fields = {
      name: "bcache0",
      backing_device: await disk("sdc"),
      cache_set,
      cache_mode: "writeback",
      uuid: UUID,
    };
    const partial = z.looseObject({ id: z.int() }).parse(await ok("Bcaches.create", fields));
    expect(partial).not.toHaveProperty("system_id");
    const full = group.extend({
      cache_mode: z.string(),
      backing_device: member,
      cache_set: set,
      virtual_device: device,
    });
    const { id } = partial;
    expect(full.parse(await ok("Bcache.read", { id })).cache_set.id).toBe(cache_set);
    expect(await ok("Bcache.update", { id, name: "bcache7" })).toMatchObject({ name: "bcache7" });
    expect(z.array(full).parse(await ok("Bcaches.read"))).toHaveLength(1);
    expect((await maas.call("BcacheCacheSet.delete", { system_id, id: cache_set })).status).toBe(400);
    await ok("Bcache.delete", { id });
    await ok("BcacheCacheSet.delete", { id: cache_set });
    expect(await ok("BcacheCacheSets.read")).toEqual([]);
  });

  it("take partitions on both sides", async () => {
    const [cache, backing] = [(await newPartition("nvme0n1")).id, (await newPartition("sdd")).id];
    const { id: cache_set } = z
      .looseObject({ id: z.int() })
      .parse(await ok("BcacheCacheSets.create", { cache_partition: cache }));
    const fields = { name: "bc2", backing_partition: backing, cache_set, cache_mode: "writearound" };
    expect(await ok("Bcaches.create", fields)).toMatchObject({ name: "bc2", cache_mode: "writearound" });
  });
});

describe("volume groups", () => {
  it("are made of disks and partitions, and hold volumes that are block devices", async () => {
    const fields = {
      name: "vg0",
      block_devices: [await disk("sdc")],
      partitions: [(await newPartition("sdd")).id],
      uuid: UUID,
    };
    const volumes = group.extend({
      size: z.int(),
      available_size: z.int(),
      used_size: z.int(),
      devices: z.array(member),
    });
    const { id } = volumes.parse(await ok("VolumeGroups.create", fields));
    const made = z.looseObject({ system_id: z.string(), id: z.int() });
    const volume = made.parse(await ok("VolumeGroup.create_logical_volume", { id, name: "lv0", size: 10 * GB }));
    expect(device.parse(await ok("BlockDevice.read", { id: volume.id })).name).toBe("vg0-lv0");
    await ok("BlockDevice.add_tag", { id: volume.id, tag: "x" });
    expect(await ok("VolumeGroup.update", { id, name: "vg9" })).toMatchObject({ name: "vg9" });
    expect((await maas.call("VolumeGroup.delete", { system_id, id })).status).toBe(400);
    await ok("BlockDevice.delete", { id: volume.id });
    await ok("VolumeGroup.delete", { id });
    expect(await ok("VolumeGroups.read")).toEqual([]);
  });
});
