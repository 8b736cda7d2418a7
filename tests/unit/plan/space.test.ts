import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import {
  left,
  overheadBytes,
  partitionableBytes,
  percentOfAll,
  raidBytes,
  volumeGroupBytes,
} from "../../../provider/maas/plan/space";
import { RAID_LEVELS, type RaidLevel } from "../../../provider/maas/storage/members";

const contract = join(__dirname, "../../contract");
/** The recordings mark lists without an order. */
const unmarked = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "$set" in value ? value.$set : value;
const read = (path: string): unknown => JSON.parse(readFileSync(join(contract, path), "utf8"), unmarked);

const machines = z
  .object({
    machines: z.array(
      z.object({ hostname: z.string(), architecture: z.string(), bios_boot_method: z.string().nullish() }),
    ),
  })
  .parse(read("fleet.json")).machines;

const sized = z.object({ size: z.number(), type: z.string() });
const device = z.object({
  system_id: z.string(),
  size: z.number(),
  available_size: z.number(),
  filesystem: z.unknown(),
  partitions: z.array(z.object({ size: z.number() })),
});
const raid = z.object({
  level: z.string(),
  size: z.number(),
  devices: z.array(sized),
  spare_devices: z.array(sized),
});
const group = z.object({
  size: z.number(),
  available_size: z.number(),
  devices: z.array(sized),
  logical_volumes: z.array(sized),
});

/** Everything of one shape in the answers of a real MAAS 3.7.3. */
function recorded<T>(schema: z.ZodType<T>): T[] {
  const found: T[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const parsed = schema.safeParse(value);
    if (parsed.success) found.push(parsed.data);
    for (const one of Object.values(value)) walk(one);
  };
  for (const file of readdirSync(join(contract, "scenarios"))) walk(read(join("scenarios", file)));
  return found;
}

const overheadOf = (systemId: string): number | undefined => {
  const hostname = /^\$\{node:(\w+)\}$/.exec(systemId)?.[1];
  const machine = machines.find((one) => one.hostname === hostname);
  return machine && overheadBytes(machine.architecture, machine.bios_boot_method);
};

const isLevel = (level: string): level is RaidLevel => level in RAID_LEVELS;

describe("the arithmetic of the planned machine, held against the recordings", () => {
  it("knows what is free on every disk that a real MAAS has shown", () => {
    const devices = recorded(device).filter(({ filesystem }) => filesystem === null);
    expect(devices.length).toBeGreaterThan(200);
    for (const { system_id, size, available_size, partitions } of devices) {
      const overhead = overheadOf(system_id);
      if (overhead === undefined) continue;
      const free = left(partitionableBytes(size, overhead), size, partitions);
      expect({ size, partitions, free }).toEqual({ size, partitions, free: available_size });
    }
  });

  it("knows the size of every RAID", () => {
    const raids = recorded(raid);
    expect(new Set(raids.map(({ level }) => level)).size).toBe(5);
    for (const { level, size, devices, spare_devices } of raids) {
      if (!isLevel(level)) throw new Error(`a level of its own: ${level}`);
      const sizes = (list: readonly { size: number }[]) => list.map((one) => one.size);
      expect(raidBytes(level, sizes(devices), sizes(spare_devices))).toBe(Math.floor(size));
    }
  });

  it("knows the size of every volume group, and what is left of it", () => {
    const groups = recorded(group);
    expect(groups.length).toBeGreaterThan(10);
    for (const { size, available_size, devices, logical_volumes } of groups) {
      const bytes = volumeGroupBytes(devices.map((one) => one.size));
      expect(bytes).toBe(size);
      expect(left(bytes, bytes, logical_volumes)).toBe(available_size);
    }
  });
});

describe("what is left", () => {
  it.each([
    ["amd64/generic", "uefi", 5_242_880],
    ["amd64/generic", "pxe", 6_291_456],
    ["amd64/generic", null, 6_291_456],
    ["arm64/generic", "uefi", 5_242_880],
    ["arm64/generic", null, 5_242_880],
    ["ppc64el/generic", "powernv", 13_631_488],
  ])("keeps of each disk of %s booting by %s %d bytes", (architecture, bootMethod, bytes) => {
    expect(overheadBytes(architecture, bootMethod)).toBe(bytes);
  });

  it("is the same to the byte as in MAAS after two halves: they fit with UEFI, not without", () => {
    const halves = [{ size: "50%" }, { size: "50%" }];
    const disk = 500_000_000_000;
    expect(left(partitionableBytes(disk, 5_242_880), disk, halves)).toBe(0);
    expect(left(partitionableBytes(disk, 6_291_456), disk, halves)).toBeLessThan(0);
  });

  it("takes the smallest partition for what takes the rest, and what is there for what stays", () => {
    expect(left(100 * 4_194_304, 1e12, [{ size: undefined }])).toBe(99 * 4_194_304);
    expect(left(100 * 4_194_304, 1e12, [{ size: undefined, bytes: 90 * 4_194_304 }])).toBe(10 * 4_194_304);
    expect(left(100 * 4_194_304, 1e12, [{ size: "100%" }])).toBe(99 * 4_194_304);
  });

  it("adds percentages of what is not there yet", () => {
    expect(percentOfAll([{ size: "60%" }, { size: "40.5%" }, { size: 4_194_304 }, { size: undefined }])).toBe(100.5);
    expect(percentOfAll([{ size: "60%", bytes: 4_194_304 }])).toBe(0);
  });
});
