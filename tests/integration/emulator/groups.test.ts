import { type Answer } from "../../../kit/contract/sender";
import { LabApi } from "./lab-api";

/** Corners of RAIDs, bcaches and volume groups that follow from how MAAS saves them. */

let lab: LabApi;
let node: string;

beforeEach(async () => {
  lab = await LabApi.start();
  node = lab.node("alpha");
});

afterEach(() => lab.close());

const put = (path: string, form: Record<string, string | string[]>): Promise<Answer> =>
  lab.send("PUT", `${node}${path}`, { form });

const TABLE_TWICE =
  "Cannot call create_partition_if_boot_disk when a partition table already exists on the block device.";

it("fails when the boot disk is both active and spare: it is partitioned twice", async () => {
  const members = { block_devices: ["sda", "sdb"], spare_devices: ["sda"] };
  const made = await lab.post(`${node}raids/`, { name: "md0", level: "raid-1", ...members });
  expect([made.status, made.body]).toEqual([500, TABLE_TWICE]);
  const id = await lab.make(`${node}raids/`, { name: "md0", level: "raid-1", block_devices: ["sdb", "sdc"] });
  const changed = await put(`raid/${id}/`, { add_block_devices: "sda", add_spare_devices: "sda" });
  expect([changed.status, changed.body]).toEqual([500, TABLE_TWICE]);
});

it.each<[string, Record<string, string | string[]>, unknown]>([
  ["added", { add_block_devices: ["sdd", "sdd"] }, "There is another filesystem on this device."],
  [
    "added twice over",
    { add_block_devices: "sdd", add_spare_devices: "sdd" },
    "There is another filesystem on this device.",
  ],
  ["removed", { remove_block_devices: ["sde", "sde"] }, "Device does not belong to this array."],
  [
    "removed as both sorts",
    { remove_block_devices: "sde", remove_spare_devices: "sde" },
    "Device does not belong to this array.",
  ],
])("does not take a device twice that is %s", async (_, form, message) => {
  const id = await lab.make(`${node}raids/`, { name: "md0", level: "raid-1", block_devices: ["sdb", "sdc", "sde"] });
  const { status, body } = await put(`raid/${id}/`, form);
  expect([status, body]).toEqual([400, message]);
  expect((await put(`raid/${id}/`, { add_block_devices: "sdd", remove_block_devices: "sde" })).status).toBe(200);
});

it("asks whether a name is taken of a device alone that is right in itself", async () => {
  node = lab.node("foxtrot");
  const tiny = await lab.post(`${node}raids/`, { name: "sda", level: "raid-1", block_devices: ["sdb", "sdd"] });
  expect(tiny.body).toEqual({ size: ["Ensure this value is greater than or equal to 4194304."] });
});

it("takes a member of a volume group that has become the boot disk as a partition, once it is updated", async () => {
  await lab.make(`${node}blockdevices/`, { name: "sdx", size: "100G", block_size: "512", id_path: "/dev/x" });
  await lab.post(`${node}blockdevices/sdx/`, {}, "set_boot_disk");
  const id = await lab.make(`${node}volume-groups/`, { name: "vg0", block_devices: ["nvme0n1", "sdb"] });
  await lab.send("DELETE", `${node}blockdevices/sdx/`);
  const { body } = await put(`volume-group/${id}/`, { name: "vg1" });
  const devices = (body as { devices: { path: string }[] }).devices.map(({ path }) => path);
  expect(devices.sort()).toEqual(["/dev/disk/by-dname/nvme0n1-part1", "/dev/disk/by-dname/sdb"]);
});

it("takes an empty list of a JSON body for no value, but not for no size", async () => {
  const json = { name: "md0", level: "raid-1", uuid: [], block_devices: ["sdb", "sdc"] };
  expect((await lab.send("POST", `${node}raids/`, { encoding: "json", json })).status).toBe(200);
  const sized = { encoding: "json", json: { size: [] } } as const;
  const { body } = await lab.send("POST", `${node}blockdevices/sdd/partitions/`, sized);
  expect(body).toEqual({ size: ["Enter a valid value."] });
});

it("says of a size that no device can have also that the volume group has no room for it", async () => {
  const id = await lab.make(`${node}volume-groups/`, { name: "vg0", block_devices: "sdb" });
  await lab.post(`${node}volume-group/${id}/`, { name: "lv0", size: "1G" }, "create_logical_volume");
  expect((await put("blockdevices/lv0/", { size: "10E" })).body).toEqual({
    size: ["Ensure this value is less than or equal to 9223372036854775807."],
    __all__: ["There is not enough free space (10.0 EB) on volume group vg0."],
  });
  expect((await put("blockdevices/lv0/", { size: "many" })).body).toEqual({ size: ["Enter a valid value."] });
});

it("lists a logical volume with the path of its raw name, and shows it elsewhere with that of its whole name", async () => {
  const id = await lab.make(`${node}volume-groups/`, { name: "vg0", block_devices: "sdb" });
  await lab.post(`${node}volume-group/${id}/`, { name: "lv0", size: "1G" }, "create_logical_volume");
  const listed = ((await lab.get(`${node}blockdevices/`)).body as { name: string; path: string }[]).at(-1);
  expect(listed).toMatchObject({ name: "vg0-lv0", path: "/dev/disk/by-dname/lv0" });
  const read = (await lab.get(`${node}blockdevices/lv0/`)).body;
  expect(read).toMatchObject({ name: "vg0-lv0", path: "/dev/disk/by-dname/vg0-lv0" });
});

it("cannot save the device of a group that lost all its members", async () => {
  await lab.make(`${node}blockdevices/`, { name: "sdx", size: "100G", block_size: "512", id_path: "/dev/x" });
  await lab.make(`${node}blockdevices/sdx/partitions/`, {});
  const cache_set = String(await lab.make(`${node}bcache-cache-sets/`, { cache_device: "nvme0n1" }));
  const backing = { cache_set, cache_mode: "writeback", backing_partition: "sdx-part1" };
  await lab.make(`${node}bcaches/`, { name: "bcache0", ...backing });
  await lab.send("DELETE", `${node}blockdevices/sdx/`);
  const answers = [
    await put("blockdevices/bcache0/", { name: "other" }),
    await lab.post(`${node}blockdevices/bcache0/`, { tag: "a" }, "add_tag"),
  ];
  expect(answers.map(({ status, body }) => [status, body])).toEqual(
    answers.map(() => [500, "'NoneType' object has no attribute 'current_config'"]),
  );
});
