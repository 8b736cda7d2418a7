import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type DiskResult, type DiskSelection, selectDisks } from "../../../sdk";
import { deriveIdentity } from "../../../sdk/identity";

const GB = 1e9;

function disk(id: number, name: string, size: number, tags: string[], more: Partial<DiskResult> = {}): DiskResult {
  return {
    ...{ id, name, tags, type: "physical", systemId: "abc123", path: `/dev/disk/by-dname/${name}` },
    ...{ sizeBytes: size * GB, blockSize: 512, availableBytes: 0, usedBytes: 0, usedFor: "Unused" },
    ...{ isBootDisk: false, partitions: [], rotational: tags.includes("rotary") },
    ...more,
  };
}

const nvme = disk(1, "nvme0n1", 960, ["ssd"], { model: "SAMSUNG MZQLB960" });
const machine = {
  hostname: "stor-01",
  disks: [
    nvme,
    disk(2, "sda", 480, ["ssd", "sata"], { isBootDisk: true, serial: "S1" }),
    disk(3, "sdb", 480, ["ssd", "sata"], { serial: "S2" }),
    disk(4, "sdc", 4_000, ["rotary", "sata"]),
    disk(5, "sdd", 8_000, ["rotary", "sata"]),
    disk(6, "sdk10", 8_000, ["rotary"]),
    disk(7, "sdk9", 8_000, ["rotary"]),
    disk(8, "md0", 480, [], { type: "virtual" }),
  ],
};

const names = (selection: DiskSelection): string[] => selectDisks(machine, selection).map(({ name }) => name);

test.each<[string, DiskSelection, string[]]>([
  ["nothing: every physical disk", {}, ["nvme0n1", "sda", "sdb", "sdc", "sdd", "sdk10", "sdk9"]],
  ["tags, all of them", { tags: ["ssd", "sata"] }, ["sda", "sdb"]],
  ["tags that it must not have", { tags: ["ssd"], notTags: ["sata"] }, ["nvme0n1"]],
  ["the least size, with itself", { minSize: "8TB" }, ["sdd", "sdk10", "sdk9"]],
  ["the most size, in bytes", { maxSize: 480 * GB }, ["sda", "sdb"]],
  ["a part of the model", { model: "SAMSUNG" }, ["nvme0n1"]],
  ["a pattern for the serial number", { serial: /^S[23]$/ }, ["sdb"]],
  ["a name", { name: "sda" }, ["sda"]],
  ["a pattern that remembers where it was", { name: /^sd[ab]/g }, ["sda", "sdb"]],
  ["whether it turns", { rotational: true, maxSize: "5TB" }, ["sdc"]],
  ["the boot disk", { boot: true }, ["sda"]],
  ["not the boot disk, and not what was picked before", { rotational: false, boot: false, except: [nvme] }, ["sdb"]],
  ["the smallest", { orderBy: "size", count: 2 }, ["sda", "sdb"]],
  ["the largest, and of equal ones the later", { orderBy: "size", descending: true, count: 1 }, ["sdk9"]],
  ["names as people count", { orderBy: "name", minSize: "8TB" }, ["sdd", "sdk9", "sdk10"]],
])("disks are picked by %s", (_what, selection, expected) => {
  expect(names(selection)).toEqual(expected);
});

test("fewer disks than wanted are an error that lists what there is", () => {
  expect(() => names({ rotational: false, except: [nvme], count: 3 })).toThrow(
    /stor-01 has 2 disks for \{"rotational":false,"count":3,"except":\["nvme0n1"\]\}, of nvme0n1 \(960 GB ssd\), sda/,
  );
});

test.each([
  [{ count: -1 }, "selectDisks: count cannot be -1"],
  [{ count: 1.5 }, "selectDisks: count cannot be 1.5"],
  [{ tags: "ssd" }, 'selectDisks: tags cannot be "ssd"'],
  [{ orderBy: "model" }, 'selectDisks: orderBy cannot be "model"'],
  [{ sizes: 1 }, 'selectDisks: there is no "sizes"'],
  [{ tag: ["ssd"] }, 'did you mean "tags" or "notTags"?'],
])("%j is refused: it would pick other disks than were meant", (selection, words) => {
  expect(() => names(z.custom<DiskSelection>().parse(selection))).toThrow(words);
});

test("null is not given", () => {
  const nothing = { count: null, tags: null, minSize: null, name: null, boot: null, except: null, orderBy: null };
  expect(names(z.custom<DiskSelection>().parse(nothing))).toEqual(names({}));
});

test("a size that cannot be read is named", () => {
  expect(() => names({ minSize: "large" })).toThrow('minSize: "large"');
});

test("the list of the machine stays as it is", () => {
  const before = [...machine.disks];
  names({ orderBy: "size", descending: true });
  expect(machine.disks).toEqual(before);
});

describe("free disks", () => {
  const own = deriveIdentity({ project: "project", stack: "stack", path: ["Partition", "a"] });
  const other = deriveIdentity({ project: "project", stack: "other", path: ["Partition", "a"] });
  const partition = (uuid: string) => ({
    ...{
      id: 1,
      type: "partition" as const,
      systemId: "abc123",
      uuid,
      path: "/dev/disk/by-dname/x-part1",
      sizeBytes: 1,
    },
    ...{ bootable: false, tags: [], usedFor: "Unused" },
  });
  const lvm = { filesystem: { type: "lvm-pv" } };
  const disks = [
    disk(1, "sda", 1, []),
    disk(2, "sdb", 1, [], { filesystem: { type: "ext4" } }),
    disk(3, "sdc", 1, [], { partitions: [partition(own)] }),
    disk(4, "sdd", 1, [], { partitions: [partition(own), partition(other)] }),
    disk(5, "sde", 1, [], lvm),
    disk(6, "sdf", 1, [], lvm),
  ];
  const group = (uuid: string, member: DiskResult) => ({
    ...{ id: 1, systemId: "abc123", name: "vg", uuid, sizeBytes: 1, availableBytes: 1, logicalVolumes: [] },
    devices: [member],
  });
  const volumeGroups = disks.slice(4).map((member, at) => group(at === 0 ? own : other, member));
  const namesOf = (found: readonly DiskResult[]) => found.map(({ name }) => name);

  beforeAll(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }));

  it("carry nothing, or what this stack has made there", () => {
    expect(namesOf(selectDisks({ hostname: "x", disks }, { free: true }))).toEqual(["sda", "sdc"]);
    expect(namesOf(selectDisks({ hostname: "x", disks, volumeGroups }, { free: true }))).toEqual(["sda", "sdc", "sde"]);
    expect(namesOf(selectDisks({ hostname: "x", disks, volumeGroups }, { free: false }))).toEqual([
      "sdb",
      "sdd",
      "sdf",
    ]);
  });
});
