import { LabApi } from "./lab-api";

/* What the recordings do not hold of storage layouts, as MAAS's forms have it. */

type Form = Record<string, string | string[]>;

let api: LabApi;

beforeEach(async () => {
  api = await LabApi.start();
});

afterEach(() => api.close());

const apply = (hostname: string, storage_layout: string | string[], form: Form = {}) =>
  api.post(`machines/${api.emulator.machine(hostname).system_id}/`, { storage_layout, ...form }, "set_storage_layout");

const tooSmall = (least: number) => `Size is too small. Minimum size is ${least}.`;
const tooLarge = (most: number) => `Size is too large. Maximum size is ${most}.`;
const ROOT = 3 * 1024 ** 3;

describe("sizes of a layout", () => {
  it.each<[string, string, string, Form, Record<string, string[]>]>([
    [
      "what every layout checks comes first",
      "charlie",
      "lvm",
      { boot_size: "200G", root_size: "200G", lv_size: "1G" },
      {
        __all__: [
          "Size of the boot partition and root partition are larger than the available space on the boot disk.",
        ],
      },
    ],
    ["a share of nothing is a size", "charlie", "lvm", { lv_size: "0%" }, { lv_size: [tooSmall(ROOT)] }],
    ["so is one of a cache", "delta", "bcache", { cache_size: "0%" }, { cache_size: [tooSmall(4_194_304)] }],
  ])("%s", async (_name, hostname, layout, form, body) => {
    const answer = await apply(hostname, layout, form);
    expect([answer.status, answer.body]).toEqual([400, body]);
  });

  it("both limits are named where they contradict each other", async () => {
    await api.post(`${api.node("foxtrot")}blockdevices/sdc/`, {}, "set_boot_disk");
    const answer = await apply("foxtrot", "lvm", { lv_size: "1G" });
    expect(answer.body).toEqual({ lv_size: [tooSmall(ROOT), tooLarge(512 * 1024 ** 2)] });
  });

  it("0 is as good as none for a logical volume", async () => {
    expect(await apply("charlie", "lvm", { lv_size: "0" })).toMatchObject({
      status: 200,
      body: { virtualblockdevice_set: [{ size: 255_512_805_376 }] },
    });
  });
});

describe("the name of a layout", () => {
  it("counts with its white space", async () => {
    expect(await apply("charlie", " flat")).toMatchObject({
      status: 400,
      body: { storage_layout: [expect.stringMatching(/^' flat' is not a valid storage_layout\. {2}/) as unknown] },
    });
  });

  it("is the first of several, when the last is one", async () => {
    expect(await apply("charlie", ["flat", "blank"])).toMatchObject({ body: { boot_disk: { partitions: [{}, {}] } } });
    expect(await apply("charlie", ["nope", "blank"])).toMatchObject({
      status: 400,
      body: "Failed to configure storage layout 'nope': Unknown storage layout: nope",
    });
  });
});
