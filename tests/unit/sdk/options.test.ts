import * as pulumi from "@pulumi/pulumi";

import * as provider from "../../../provider";
import * as maas from "../../../sdk";
import * as lxd from "../../../sdk/lxd";

const warnings: string[] = [];

beforeAll(async () => {
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => Promise.resolve(void warnings.push(text)));
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }: { name: string; inputs: Record<string, unknown> }) => ({ id: name, state: inputs }),
    call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
  });
});
beforeEach(() => (warnings.length = 0));
afterAll(() => jest.restoreAllMocks());

type Options = pulumi.CustomResourceOptions;

const on = { machine: "abc123" };

/** One of every kind, by the name that the provider exports it under. */
const MAKE: Readonly<Record<string, (name: string, opts?: Options) => pulumi.CustomResource>> = {
  Partition: (name, opts) => new maas.Partition(name, { ...on, blockDevice: "sda", size: "1GB" }, opts),
  Raid: (name, opts) => new maas.Raid(name, { ...on, level: "raid-1", devices: ["sdb", "sdc"] }, opts),
  BcacheCacheSet: (name, opts) => new maas.BcacheCacheSet(name, { ...on, cacheDevice: "sdd" }, opts),
  Bcache: (name, opts) => new maas.Bcache(name, { ...on, cacheSet: "abc123/cache-set/1", backingDevice: "sde" }, opts),
  VolumeGroup: (name, opts) => new maas.VolumeGroup(name, { ...on, devices: ["sdf"] }, opts),
  LogicalVolume: (name, opts) => new maas.LogicalVolume(name, { volumeGroup: "abc123/volume-group/1" }, opts),
  BlockDevice: (name, opts) => new maas.BlockDevice(name, { ...on, blockDevice: "sdg" }, opts),
  SpecialFilesystem: (name, opts) => new maas.SpecialFilesystem(name, { ...on, type: "tmpfs", mountPoint: "/t" }, opts),
  StorageLayout: (name, opts) => new maas.StorageLayout(name, { ...on, layout: "blank" }, opts),
  Machine: (name, opts) => new maas.Machine(name, { macAddresses: ["52:54:00:12:34:56"] }, opts),
  Deployment: (name, opts) => new maas.Deployment(name, on, opts),
  Tag: (name, opts) => new maas.Tag(name, {}, opts),
  LxdStoragePool: (name, opts) => new lxd.StoragePool(name, { driver: "dir" }, opts),
  LxdStorageVolume: (name, opts) => new lxd.StorageVolume(name, { pool: "fast" }, opts),
  LxdStorageVolumeSnapshot: (name, opts) =>
    new lxd.StorageVolumeSnapshot(name, { volume: { pool: "fast", name: "data" } }, opts),
};
const all = Object.entries(MAKE);

test("every kind is tried", () => {
  expect(Object.keys(MAKE).sort()).toEqual(Object.keys(provider).sort());
});

describe("customTimeouts", () => {
  const customTimeouts = { create: "5m" };

  test.each(all)("of a %s are said to do nothing, with what to set", (kind, make) => {
    make("one", { customTimeouts });
    expect(warnings).toEqual([expect.stringMatching(/^customTimeouts has no effect: set /)]);
    expect(warnings[0]).toContain(kind.startsWith("Lxd") ? "lxd:timeout" : kind === "Deployment" ? '"timeout"' : "");
  });

  test("that are not given are not spoken of", () => {
    MAKE["Partition"]?.("none", { customTimeouts: {} });
    expect(warnings).toEqual([]);
  });
});

test.each(all)("the import of a %s is refused, with what to do instead", (_kind, make) => {
  expect(() => make("one", { import: "abc123/raid/7" })).toThrow(/"one": the option "import" cannot work.*uuid/);
});

describe("deletedWith", () => {
  /** What is deleted along with what, as it was seen. */
  const GOES_ALONG: ReadonlySet<string> = new Set([
    ...["Partition with Raid", "Partition with Bcache", "LxdStorageVolumeSnapshot with LxdStorageVolume"],
    ...all.flatMap(([kind]) => (/^Lxd|^(Machine|Deployment|Tag)$/.test(kind) ? [] : [`${kind} with Machine`])),
  ]);

  test.each(all)("a %s takes only that along which is deleted with it", (container, makeContainer) => {
    const deletedWith = makeContainer("container");
    for (const [kind, make] of all) {
      const refused = GOES_ALONG.has(`${kind} with ${container}`) ? undefined : "would lose it";
      let said: string | undefined;
      try {
        make("one", { deletedWith });
      } catch (error) {
        said = error instanceof Error ? /would lose it/.exec(error.message)?.[0] : undefined;
      }
      expect([kind, said]).toEqual([kind, refused]);
    }
  });

  test("an adopted machine stays, with all that it has", () => {
    const deletedWith = new maas.Machine("known", { adopt: "abc123" });
    expect(() => MAKE["Raid"]?.("one", { deletedWith })).toThrow(/would lose it/);
  });

  test("what goes with a resource of another package is not ours to judge", () => {
    class Virtual extends pulumi.CustomResource {
      constructor() {
        super("libvirt:index/domain:Domain", "vm", {});
      }
    }
    expect(() => MAKE["Raid"]?.("one", { deletedWith: new Virtual() })).not.toThrow();
  });
});
