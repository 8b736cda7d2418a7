import { LabApi } from "./lab-api";

/* What the recordings do not hold of block devices, partitions and filesystems, as MAAS's forms and models have it. */

type Form = Record<string, string | string[]>;

let api: LabApi;
let alpha: string;

beforeEach(async () => {
  api = await LabApi.start();
  alpha = api.node("alpha");
});

afterEach(() => api.close());

const put = (device: string, form: Form) => api.send("PUT", `${alpha}blockdevices/${device}/`, { form });
const create = (form: Form) =>
  api.post(`${alpha}blockdevices/`, { name: "sdx", size: "10G", block_size: "512", ...form });

const raid = () => api.make(`${alpha}raids/`, { name: "md0", level: "raid-1", block_devices: ["sdb", "sdc"] });

/** A volume group on sdb with a logical volume that leaves some of it free. */
async function volume(): Promise<void> {
  await api.make(`${alpha}volume-groups/`, { name: "vg0", block_devices: ["sdb"] });
  await api.post(`${alpha}volume-group/vg0/`, { name: "lv0", size: "100G" }, "create_logical_volume");
}

const NEEDS_IDENTITY = "serial/model are required if id_path is not provided.";
const atMost = (limit: string) => `Ensure this value is less than or equal to ${limit}.`;
const tooLong = "Ensure this value has at most 255 characters (it has 256).";

describe("a block device", () => {
  it.each<[string, Form, Record<string, string[]>]>([
    ["blocks larger than the database holds", { block_size: "4G" }, { block_size: [atMost("2147483647")] }],
    ["a size larger than the database holds", { size: "10E" }, { size: [atMost("9223372036854775807")] }],
    ["a null character", { id_path: "/dev/\0" }, { id_path: ["Null characters are not allowed."] }],
  ])("is refused %s", async (_name, form, body) => {
    expect(await put("sdb", form)).toMatchObject({ status: 400, body });
    expect(await create({ id_path: "/dev/x", ...form })).toMatchObject({ status: 400, body });
  });

  it("is judged without the fields that are wrong in themselves", async () => {
    const form = { model: "m".repeat(256), serial: "S" };
    expect((await create(form)).body).toEqual({ model: [tooLong], __all__: [NEEDS_IDENTITY] });
    expect((await put("sdb", { ...form, id_path: "" })).body).toEqual({ model: [tooLong] });
  });
});

describe("a virtual device", () => {
  it("keeps the type of its partition table, whatever is asked", async () => {
    await raid();
    const form = { partition_table_type: "MBR" };
    expect((await put("md0", form)).body).toEqual({ partition_table_type: ["Block device has no partition table"] });
    await api.make(`${alpha}blockdevices/md0/partitions/`, { size: "10G" });
    expect(await put("md0", form)).toMatchObject({ status: 200, body: { partition_table_type: "GPT" } });
  });

  it.each(["1", "0", "-1G", "10E", "1T"])("of a RAID cannot have the size %s", async (size) => {
    await raid();
    expect(await put("md0", { size })).toMatchObject({ status: 500, body: "" });
  });

  it("gets a new uuid for an empty one", async () => {
    await raid();
    const uuid = "7b7e2f0e-4b4e-4c57-9d5a-0f3a3f6c1a01";
    expect(await put("md0", { uuid })).toMatchObject({ body: { uuid } });
    expect(await put("md0", {})).toMatchObject({ body: { uuid } });
    expect(await put("md0", { uuid: "" })).toMatchObject({
      status: 200,
      body: { uuid: expect.not.stringMatching(uuid) as unknown },
    });
  });

  it("of a volume group asks for whole extents only", async () => {
    await volume();
    const whole = 4_000_778_813_440;
    expect(await put("lv0", { size: String(whole + 1) })).toMatchObject({ status: 200, body: { size: whole } });
    expect(await put("lv0", { size: String(whole + 4_194_304) })).toMatchObject({ status: 400 });
  });
});

describe("mounting a member", () => {
  const PART_OF_GROUP = "Filesystem is part of a filesystem group, and cannot be mounted.";

  it.each<[Form, Record<string, string[]>]>([
    [{}, { mount_point: ["This field is required."], __all__: [PART_OF_GROUP] }],
    [{ mount_point: "x" }, { mount_point: ["Enter a valid value."], __all__: [PART_OF_GROUP] }],
    [{ mount_point: "/x" }, { __all__: [PART_OF_GROUP] }],
  ])("of a RAID at %j is refused", async (form, body) => {
    await raid();
    expect(await api.post(`${alpha}blockdevices/sdb/`, form, "mount")).toMatchObject({ status: 400, body });
  });

  it("of a cache set is not refused", async () => {
    await api.make(`${alpha}bcache-cache-sets/`, { cache_device: "nvme0n1" });
    expect(await api.post(`${alpha}blockdevices/nvme0n1/`, { mount_point: "/c" }, "mount")).toMatchObject({
      status: 200,
      body: {
        filesystem: { fstype: "bcache-cache", mount_point: "/c", mount_options: "" },
        used_for: "bcache-cache formatted filesystem mounted at /c",
      },
    });
  });
});
