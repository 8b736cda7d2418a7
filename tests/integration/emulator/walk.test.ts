import fc from "fast-check";
import { z } from "zod";

import { type Answer } from "../../../kit/contract/sender";
import { LabApi } from "./lab-api";
import { isOfMaas } from "./maas-failures";

/** One step of a walk: a request below `nodes/{systemId}/`, or on the machine itself. */
interface Step {
  readonly method: string;
  readonly path: string;
  readonly op?: string;
  readonly form?: Readonly<Record<string, string | string[]>>;
}

const disk = fc.constantFrom("sda", "sdb", "sdc", "sdd", "sde", "nvme0n1", "nvme1n1");
const virtual = fc.constantFrom("md0", "md1", "bcache0", "bcache1", "lv0", "lv1");
const device = fc.oneof({ weight: 3, arbitrary: disk }, virtual);
const partition = fc.tuple(fc.oneof(disk, fc.constantFrom("md0", "md1")), fc.integer({ min: 1, max: 3 }));
const partitionName = partition.map(([name, index]) => `${name}-part${index}`);
const size = fc.constantFrom("", "1G", "100G", "4194304", "5000001", "900G", "4T");
const level = fc.constantFrom("raid-0", "raid-1", "raid-5", "raid-6", "raid-10");
const md = fc.constantFrom("md0", "md1");
const bcache = fc.constantFrom("bcache0", "bcache1");
const few = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 4 });
const members = fc.uniqueArray(disk, { minLength: 2, maxLength: 4 });
const rarely = <T>(one: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: fc.constant<T[]>([]) }, few(one));

const post = (path: string, form: Step["form"], op?: string): Step => ({
  method: "POST",
  path,
  ...(form === undefined ? {} : { form }),
  ...(op === undefined ? {} : { op }),
});

/** What every walk begins with: one of each kind of object, on top of each other where that is possible. */
const FIRST: readonly Step[] = [
  post("blockdevices/sdb/partitions/", { size: "100G" }),
  post("raids/", { name: "md0", level: "raid-1", block_devices: ["sdc", "sdd"] }),
  post("bcache-cache-sets/", { cache_device: "nvme0n1" }),
  post("bcaches/", { name: "bcache0", backing_device: "md0", cache_set: "cache0", cache_mode: "writeback" }),
  post("volume-groups/", { name: "vg0", block_devices: ["nvme1n1"] }),
  post("volume-group/vg0/", { name: "lv0", size: "100G" }, "create_logical_volume"),
];

const onDevice = fc.oneof(
  device.map((name) => `blockdevices/${name}/`),
  partitionName.map((name) => `blockdevices/sda/partition/${name}`),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(device, size)
      .map(([name, wanted]) => post(`blockdevices/${name}/partitions/`, { size: wanted })),
  },
  fc.tuple(onDevice, fc.constantFrom("ext4", "xfs", "swap")).map(([path, fstype]) => post(path, { fstype }, "format")),
  fc
    .tuple(onDevice, fc.constantFrom("/", "/a", "/b"))
    .map(([path, mount_point]) => post(path, { mount_point }, "mount")),
  fc.tuple(onDevice, fc.constantFrom("unmount", "unformat")).map(([path, op]) => post(path, {}, op)),
  fc.tuple(onDevice, fc.constantFrom("add_tag", "remove_tag")).map(([path, op]) => post(path, { tag: "x" }, op)),
  disk.map((name) => post(`blockdevices/${name}/`, {}, "set_boot_disk")),
  fc
    .tuple(
      device,
      fc.constantFrom<Record<string, string>>({ name: "renamed" }, { size: "500G" }, { partition_table_type: "MBR" }),
    )
    .map(([name, form]) => ({ method: "PUT", path: `blockdevices/${name}/`, form })),
  {
    weight: 4,
    arbitrary: fc
      .tuple(md, level, fc.oneof(members, few(device)), rarely(partitionName), fc.option(device, { freq: 1 }))
      .map(([name, wanted, block_devices, partitions, spare]) =>
        post("raids/", {
          name,
          level: wanted,
          block_devices,
          partitions,
          spare_devices: spare === null ? [] : [spare],
        }),
      ),
  },
  fc
    .tuple(md, rarely(device), rarely(device), rarely(partitionName))
    .map(([name, add_block_devices, remove_block_devices, add_partitions]) => ({
      method: "PUT",
      path: `raid/${name}/`,
      form: { add_block_devices, remove_block_devices, add_partitions },
    })),
  { weight: 2, arbitrary: device.map((cache_device) => post("bcache-cache-sets/", { cache_device })) },
  partitionName.map((cache_partition) => post("bcache-cache-sets/", { cache_partition })),
  device.map((cache_device) => ({ method: "PUT", path: "bcache-cache-set/cache0/", form: { cache_device } })),
  fc
    .tuple(bcache, device)
    .map(([name, backing_device]) =>
      post("bcaches/", { name, backing_device, cache_set: "cache0", cache_mode: "writeback" }),
    ),
  fc
    .tuple(bcache, device)
    .map(([name, backing_device]) => ({ method: "PUT", path: `bcache/${name}/`, form: { backing_device } })),
  fc
    .tuple(few(device), rarely(partitionName))
    .map(([block_devices, partitions]) => post("volume-groups/", { name: "vg0", block_devices, partitions })),
  fc
    .tuple(fc.constantFrom("lv0", "lv1"), size)
    .map(([name, wanted]) => post("volume-group/vg0/", { name, size: wanted }, "create_logical_volume")),
  fc
    .oneof(
      device.map((name) => `blockdevices/${name}/`),
      partition.map(([name, index]) => `blockdevices/${name}/partition/${name}-part${index}`),
      md.map((name) => `raid/${name}/`),
      bcache.map((name) => `bcache/${name}/`),
      fc.constantFrom("bcache-cache-set/cache0/", "volume-group/vg0/"),
    )
    .map((path) => ({ method: "DELETE", path })),
  fc
    .constantFrom("flat", "lvm", "bcache", "blank")
    .map((storage_layout) => post("", { storage_layout }, "set_storage_layout")),
);

const devices = z.array(
  z.looseObject({
    id: z.number(),
    name: z.string(),
    size: z.number(),
    partitions: z.array(z.looseObject({ id: z.number(), path: z.string(), size: z.number() })),
  }),
);

/** One emulator for each walk: disks that a walk deletes are gone for good. */
class Walk {
  private constructor(private readonly lab: LabApi) {}

  static async start(): Promise<Walk> {
    return new Walk(await LabApi.start());
  }

  close(): Promise<void> {
    return this.lab.close();
  }

  private get machine(): string {
    return `machines/${this.lab.emulator.machine("alpha").system_id}/`;
  }

  async take({ method, path, op, form }: Step): Promise<Answer> {
    const target = path === "" ? this.machine : this.lab.node("alpha") + path;
    const query = op === undefined ? {} : { query: { op } };
    const answer = await this.lab.send(method, target, { ...query, ...(form === undefined ? {} : { form }) });
    expect([isOfMaas(answer), answer, method, path]).toEqual([true, answer, method, path]);
    return answer;
  }

  /** All rows of all machines. */
  rows(): string {
    return JSON.stringify(this.lab.emulator.snapshot().machines);
  }

  /** The machine and its disks can always be read; a list of bcaches may be broken, as it is in MAAS. */
  async expectReadable(): Promise<void> {
    const lists = ["blockdevices", "raids", "bcache-cache-sets", "bcaches", "volume-groups"];
    const paths = [this.machine, ...lists.map((list) => `${this.lab.node("alpha")}${list}/`)];
    const answers = await Promise.all(paths.map((path) => this.lab.get(path)));
    expect(answers.filter((answer) => !isOfMaas(answer))).toEqual([]);
    expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200]);
  }

  async expectSoundDisks(): Promise<void> {
    const all = devices.parse((await this.lab.get(`${this.lab.node("alpha")}blockdevices/`)).body);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { partitions } of all) {
      expect(new Set(partitions.map(({ path }) => path)).size).toBe(partitions.length);
      expect(partitions.filter(({ size: bytes }) => bytes % 4194304 !== 0)).toEqual([]);
    }
  }
}

async function walkAll(walk: Walk, steps: readonly Step[]): Promise<void> {
  for (const one of FIRST) expect((await walk.take(one)).status).toBe(200);
  for (const one of steps) {
    const before = walk.rows();
    const answer = await walk.take(one);
    if (answer.status >= 400) expect(walk.rows()).toBe(before);
    else await walk.expectReadable();
  }
  await walk.expectSoundDisks();
  const blank = await walk.take(post("", { storage_layout: "blank" }, "set_storage_layout"));
  expect([blank.status, blank.body]).toMatchObject([200, { virtualblockdevice_set: [], raids: [], bcaches: [] }]);
}

describe("any walk through the storage API", () => {
  it("stays readable, changes nothing when it is refused, and gets back to blank", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30, size: "max" }), async (steps) => {
        const walk = await Walk.start();
        try {
          await walkAll(walk, steps);
        } finally {
          await walk.close();
        }
      }),
      { numRuns: 25, seed: 20261121 },
    );
  });
});
