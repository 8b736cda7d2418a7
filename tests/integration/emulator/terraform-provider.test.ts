import { z } from "zod";

import { type Emulator, startEmulator } from "../../../emulator";
import { type GoAnswer, GoClient } from "./go-client";

/*
 * What Canonical's Terraform provider (of April 2026, with gomaasclient 0.20) sends, in its order, as it was seen on the
 * wire under OpenTofu 1.10. It reads everything again after each change: its second plan is empty when these answers hold.
 */

const GB = 1_000_000_000;

const identified = z.looseObject({ id: z.int() });
const device = z.looseObject({ id: z.int(), name: z.string(), size: z.int(), tags: z.array(z.string()) });
const raid = z.looseObject({ id: z.int(), virtual_device: device });

let emulator: Emulator;
let maas: GoClient;
let systemId: string;
let node: string;

beforeEach(async () => {
  emulator = await startEmulator();
  maas = new GoClient(emulator);
  systemId = emulator.machine("stor-04").system_id;
  node = `nodes/${systemId}/`;
});

afterEach(() => emulator.close());

async function ok(answer: Promise<GoAnswer>): Promise<unknown> {
  const { status, body, text } = await answer;
  if (status !== 200 && status !== 204) throw new Error(`${status} ${text}`);
  return body;
}

/** How the provider adopts a disk: it reads the list and looks for the name. */
async function found(name: string) {
  const listed = z.array(device).parse(await ok(maas.get(`${node}blockdevices/`)));
  const wanted = listed.find((other) => other.name === name);
  if (wanted === undefined) throw new Error(`no ${name}`);
  return { ...wanted, path: `${node}blockdevices/${wanted.id}/` };
}

/** A disk that is not there is made; both kinds are then updated with the same fields. */
async function createdDisk(name: string, sizeGb = 40): Promise<number> {
  const fields = { block_size: 512, model: "QEMU", name, serial: `Q-${name}`, size: sizeGb * GB };
  const made = identified.parse(await ok(maas.post(`${node}blockdevices/`, fields)));
  await ok(maas.put(`${node}blockdevices/${made.id}/`, fields));
  return made.id;
}

const createdDisks = (...names: readonly string[]) => Promise.all(names.map((name) => createdDisk(name)));

describe("configuring the provider, and its data sources", () => {
  it("is told the version without being asked who wants to know", async () => {
    expect(await ok(maas.get("version/"))).toMatchObject({ version: "3.7.3" });
  });

  it("finds a machine by name only after the name was no system id, in the whole list", async () => {
    expect(await maas.get("machines/stor-04/")).toMatchObject({
      status: 404,
      text: "No Machine matches the given query.",
    });
    const machines = await ok(maas.get("machines/"));
    expect(machines).toContainEqual(
      expect.objectContaining({
        system_id: systemId,
        fqdn: "stor-04.maas",
        boot_interface: expect.objectContaining({ mac_address: "52:54:00:5a:00:04" }) as unknown,
      }),
    );
    expect(await ok(maas.get(`machines/${systemId}/`))).toMatchObject({ hostname: "stor-04", status_name: "Ready" });
    expect(await ok(maas.get(`machines/${systemId}/?op=power_parameters`))).toEqual({});
  });

  it("finds rack controllers with their services, by name and as a list", async () => {
    const rack = {
      hostname: "maas",
      service_set: expect.arrayContaining([{ name: "rackd", status: "running", status_info: "" }]) as unknown,
    };
    expect(await ok(maas.get("rackcontrollers/?hostname=maas"))).toMatchObject([rack]);
    expect(await ok(maas.get("rackcontrollers/?hostname=other"))).toEqual([]);
    expect(await ok(maas.get("rackcontrollers/"))).toMatchObject([rack]);
  });

  it("finds resource pools and zones in their lists", async () => {
    const pool = { id: 0, name: "default", description: "Default pool", resource_uri: "/MAAS/api/2.0/resourcepool/0/" };
    const zone = { id: 1, name: "default", description: "", resource_uri: "/MAAS/api/2.0/zones/default/" };
    expect(await ok(maas.get("resourcepools/"))).toEqual([pool]);
    expect(await ok(maas.get("resourcepool/0/"))).toEqual(pool);
    expect(await ok(maas.get("resourcepool/default/"))).toEqual(pool);
    expect(await ok(maas.get("zones/"))).toEqual([zone]);
    expect(await ok(maas.get("zones/default/"))).toEqual(zone);
    expect(await maas.get("zones/1/")).toMatchObject({ status: 404, text: "No Zone matches the given query." });
    expect(await maas.get("resourcepool/7/")).toMatchObject({ text: "No ResourcePool matches the given query." });
  });
});

describe("maas_block_device", () => {
  it("adopts a disk: its fields, its tags one by one, the boot disk, its partitions", async () => {
    const sda = await found("sda");
    const fields = { block_size: 512, model: "SAMSUNG MZ7LH480HAHQ", name: "sda", serial: "S0400002", size: 480 * GB };
    await ok(maas.put(sda.path, fields));
    await ok(maas.get(sda.path));
    for (const tag of sda.tags) await ok(maas.post(sda.path, { tag }, "remove_tag"));
    for (const tag of ["boot", "ü,x y"]) await ok(maas.post(sda.path, { tag }, "add_tag"));
    expect(await ok(maas.post(sda.path, {}, "set_boot_disk"))).toBe("OK");

    const made = identified.parse(await ok(maas.post(`${sda.path}partitions/`, { bootable: "false", size: 100 * GB })));
    const partition = `${sda.path}partition/${made.id}`;
    await ok(maas.post(partition, { tag: "a" }, "add_tag"));
    await ok(maas.post(partition, { fstype: "ext4", label: "root" }, "format"));
    await ok(maas.post(partition, { mount_options: "", mount_point: "/" }, "mount"));

    const filesystem = { fstype: "ext4", label: "root", mount_point: "/", mount_options: "" };
    const read = await maas.get(sda.path);
    expect(read.body).toMatchObject({
      size: 480 * GB,
      tags: ["boot", "ü,x y"],
      partitions: [{ id: made.id, bootable: false, tags: ["a"], path: "/dev/disk/by-dname/sda-part1", filesystem }],
    });
    expect(read.text).not.toMatch(/"\w*size": \d+\.\d/);
  });

  it("makes a disk by its path, and renames and shrinks it", async () => {
    const fields = { block_size: 4096, id_path: "/dev/new", name: "new", size: 7 * GB };
    const { id } = identified.parse(await ok(maas.post(`${node}blockdevices/`, fields)));
    await ok(maas.put(`${node}blockdevices/${id}/`, { ...fields, name: "other", size: 5 * GB }));
    expect(await ok(maas.get(`${node}blockdevices/${id}/`))).toMatchObject({
      ...{ name: "other", size: 5 * GB, block_size: 4096, id_path: "/dev/new", model: "", serial: "" },
      ...{ type: "physical", partitions: [], tags: [], path: "/dev/disk/by-dname/other" },
    });
  });

  it("replaces all partitions on any change, and takes them and the tags away in the end", async () => {
    const sdb = await found("sdb");
    const partitions = `${sdb.path}partitions/`;
    for (let round = 0; round < 2; round += 1) {
      const { partitions: old } = z
        .looseObject({ partitions: z.array(identified) })
        .parse(await ok(maas.get(sdb.path)));
      for (const { id } of old) expect((await maas.delete(`${sdb.path}partition/${id}`)).status).toBe(204);
      for (const bootable of ["true", "false"]) await ok(maas.post(partitions, { bootable, size: 50 * GB }));
    }
    const last = z.array(identified).parse(await ok(maas.get(partitions)));
    expect(last).toMatchObject([{ bootable: true }, { bootable: false }]);
    for (const { id } of last) await ok(maas.delete(`${sdb.path}partition/${id}`));
    for (const tag of sdb.tags) await ok(maas.post(sdb.path, { tag }, "remove_tag"));
    expect(await ok(maas.get(sdb.path))).toMatchObject({ partitions: [], tags: [] });
  });

  it("is told in the answer what it did wrong", async () => {
    const sda = await found("sda");
    expect(await maas.post(`${sda.path}partitions/`, { bootable: "false", size: 500 * GB })).toMatchObject({
      status: 400,
      body: { size: ["Ensure this value is less than or equal to 480103981056."] },
    });
    expect(await maas.get(`${node}blockdevices/4711/`)).toMatchObject({ status: 404 });
  });
});

describe("maas_block_device_tag", () => {
  it("changes only the tags that differ", async () => {
    const sdc = await found("sdc");
    expect(sdc.tags).toEqual(["rotary", "sata", "7200rpm"]);
    await ok(maas.post(sdc.path, { tag: "7200rpm" }, "remove_tag"));
    expect(await ok(maas.post(sdc.path, { tag: "q" }, "add_tag"))).toMatchObject({ tags: ["rotary", "sata", "q"] });
    expect(await ok(maas.get(sdc.path))).toMatchObject({ system_id: systemId, tags: ["rotary", "sata", "q"] });
  });
});

describe("maas_raid", () => {
  const sizes = { "raid-0": 80, "raid-1": 40, "raid-5": 80, "raid-6": 80, "raid-10": 60 };
  const actives = { "raid-0": 2, "raid-1": 2, "raid-5": 3, "raid-6": 4, "raid-10": 3 };

  it.each(Object.keys(sizes) as (keyof typeof sizes)[])("makes, formats, mounts and reads a %s", async (level) => {
    const ids = await createdDisks("sdp", "sdq", "sdr", "sds", "sdt");
    const spares = level === "raid-0" ? {} : { spare_devices: ids.slice(4) };
    const fields = { block_devices: ids.slice(0, actives[level]), level, name: "md0", ...spares };
    const made = raid.parse(await ok(maas.post(`${node}raids/`, fields)));
    const virtual = `${node}blockdevices/${made.virtual_device.id}/`;
    await ok(maas.post(virtual, { fstype: "ext4" }, "format"));
    await ok(maas.post(virtual, { mount_options: "noatime", mount_point: "/srv" }, "mount"));
    const read = z.looseObject({ size: z.number() }).parse(await ok(maas.get(`${node}raid/${made.id}/`)));
    expect(Math.round(read.size / GB)).toBe(sizes[level]);
    expect(read).toMatchObject({
      ...{ name: "md0", level, system_id: systemId },
      devices: ids.slice(0, actives[level]).map((id) => ({ id, type: "physical" })),
      spare_devices: "spare_devices" in spares ? [{ id: ids[4] }] : [],
      virtual_device: { filesystem: { fstype: "ext4", mount_point: "/srv", mount_options: "noatime" } },
    });
    expect((await maas.delete(`${node}raid/${made.id}/`)).status).toBe(204);
    expect((await maas.get(`${node}raid/${made.id}/`)).status).toBe(404);
  });

  it("swaps a member and a spare in five steps, and formats again each time", async () => {
    const [p = 0, q = 0, r = 0, s = 0] = await createdDisks("sdp", "sdq", "sdr", "sds");
    const fields = { block_devices: [p, q, r], level: "raid-5", name: "md0", spare_devices: [s] };
    const made = raid.parse(await ok(maas.post(`${node}raids/`, fields)));
    const path = `${node}raid/${made.id}/`;
    await ok(maas.put(path, { name: "data" }));
    await ok(maas.put(path, { remove_spare_devices: s }));
    await ok(maas.put(path, { add_block_devices: s }));
    await ok(maas.put(path, { remove_block_devices: r }));
    await ok(maas.put(path, { add_spare_devices: r }));
    const virtual = `${node}blockdevices/${made.virtual_device.id}/`;
    for (const fstype of ["ext4", "xfs"]) await ok(maas.post(virtual, { fstype }, "format"));
    expect(await ok(maas.get(path))).toMatchObject({
      ...{ name: "data", devices: [{ id: p }, { id: q }, { id: s }], spare_devices: [{ id: r }] },
      virtual_device: { id: made.virtual_device.id, filesystem: { fstype: "xfs", mount_point: null } },
    });
  });

  it("is made of partitions, which it tells from disks by their type", async () => {
    const disks = await Promise.all(["sda", "sdb"].map((name) => found(name)));
    const partitions = await Promise.all(
      disks.map(async ({ path }) =>
        identified.parse(await ok(maas.post(`${path}partitions/`, { bootable: "false", size: 50 * GB }))),
      ),
    );
    const fields = { level: "raid-1", name: "md1", partitions: partitions.map(({ id }) => id) };
    const made = raid.parse(await ok(maas.post(`${node}raids/`, fields)));
    expect(await ok(maas.get(`${node}raid/${made.id}/`))).toMatchObject({
      devices: partitions.map(({ id }) => ({ id, type: "partition" })),
    });
  });

  it("is refused on a deployed machine", async () => {
    const deployed = emulator.machine("stor-05").system_id;
    expect(await maas.post(`nodes/${deployed}/raids/`, { level: "raid-1", name: "md0" })).toMatchObject({
      status: 409,
      text: "Cannot create RAID because the machine is not Ready.",
    });
  });
});

describe("maas_volume_group and maas_logical_volume", () => {
  it("makes, grows, renames, shrinks and deletes them", async () => {
    const [p = 0, q = 0] = await createdDisks("sdp", "sdq");
    const groups = `${node}volume-groups/`;
    const { id } = identified.parse(await ok(maas.post(groups, { block_devices: p, name: "vg0" })));
    const group = `${groups}${id}/`;
    expect(await ok(maas.get(groups))).toMatchObject([{ id, name: "vg0", devices: [{ id: p, type: "physical" }] }]);
    const volume = identified.parse(await ok(maas.post(group, { name: "a", size: 10 * GB }, "create_logical_volume")));
    const path = `${node}blockdevices/${volume.id}/`;
    await ok(maas.put(group, { add_block_devices: q, name: "vg1" }));
    await ok(maas.put(path, { name: "b", size: 50 * GB }));
    await ok(maas.post(path, { fstype: "ext4" }, "format"));
    await ok(maas.post(path, { mount_options: "ro", mount_point: "/b" }, "mount"));
    const filesystem = { fstype: "ext4", mount_point: "/b", mount_options: "ro" };
    const read = device.parse(await ok(maas.get(path)));
    expect(read).toMatchObject({ name: "vg1-b", filesystem });
    expect(Math.round(read.size / GB)).toBe(50);

    expect(await maas.put(path, { name: "b", size: 90 * GB })).toMatchObject({
      status: 400,
      body: { __all__: ["There is not enough free space (90.0 GB) on volume group vg1."] },
    });
    await ok(maas.put(path, { name: "b", size: 10 * GB }));
    await ok(maas.put(group, { name: "vg1", remove_block_devices: p }));
    expect((await maas.post(group, { id: volume.id }, "delete_logical_volume")).status).toBe(204);
    expect((await maas.delete(group)).status).toBe(204);
    expect(await ok(maas.get(groups))).toEqual([]);
  });
});
