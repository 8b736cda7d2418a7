import { humanSize, parseBytes } from "../../../emulator/wire/bytes";
import { alignDown } from "../../../emulator/rules/storage/alignment";
import { raidSize, volumeGroupSize } from "../../../emulator/rules/storage/group-size";
import { raidProblem } from "../../../emulator/rules/storage/raid-members";
import { type Filesystem, type RaidLevel } from "../../../emulator/world/storage/records";

const DISK = 4_000_787_030_016;
const SSD = 960_197_124_096;

describe("sizes, to the byte", () => {
  it.each([
    ["10G", 10_000_000_000],
    ["512M", 512_000_000],
    ["1k", 1_000],
    ["-1", -1],
    ["536870912", 536_870_912],
  ])("reads %s with decimal suffixes", (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it("rounds down to 4 MiB, below zero as well", () => {
    expect([alignDown(10_000_000_000), alignDown(4_194_303), alignDown(-1)]).toEqual([9_999_220_736, 0, -4_194_304]);
  });

  it("shows one decimal and never carries", () => {
    expect([humanSize(0), humanSize(999), humanSize(999_989_182_464), humanSize(DISK)]).toEqual([
      "0 bytes",
      "999 bytes",
      "1000.0 GB",
      "4.0 TB",
    ]);
  });

  it("rounds a half to the even decimal", () => {
    expect([1.25e12, 2.25e9, 1.75e12, -1.25e12, 1.35e12].map(humanSize)).toEqual([
      "1.2 TB",
      "2.2 GB",
      "1.8 TB",
      "-1.2 TB",
      "1.4 TB",
    ]);
  });

  it.each<[RaidLevel, number[], number, number]>([
    ["raid-0", [DISK, DISK], 2, 8_001_573_797_888],
    ["raid-0", [DISK, SSD], 2, 4_960_983_891_968],
    ["raid-1", [DISK, DISK], 2, 4_000_786_898_944],
    ["raid-1", [DISK, DISK, SSD], 2, 960_196_993_024],
    ["raid-5", [DISK, DISK, DISK], 3, 8_001_573_928_960],
    ["raid-6", [DISK, DISK, DISK, DISK], 4, 8_001_573_928_960],
    ["raid-10", [DISK, DISK, DISK], 3, 6_001_180_413_952],
  ])("makes a %s of %j, %d of them active", (level, sizes, active, size) => {
    expect(raidSize(level, sizes, active)).toBe(size);
  });

  it("takes an extent of 4 MiB from a volume group for each physical volume", () => {
    expect([volumeGroupSize([5e11, 5e11]), volumeGroupSize([4_194_304]), volumeGroupSize([])]).toEqual([
      999_989_182_464, 0, 0,
    ]);
  });
});

describe("members of a RAID", () => {
  const members = (active: number, spares: number): Filesystem[] =>
    Array.from({ length: active + spares }, (_, index) => ({
      id: index,
      fstype: index < active ? "raid" : "raid-spare",
      uuid: "",
      label: null,
      mountPoint: null,
      mountOptions: null,
      deviceId: index,
      partitionId: null,
      groupId: 1,
      cacheSetId: null,
      acquired: false,
    }));

  it.each<[RaidLevel, number]>([
    ["raid-0", 2],
    ["raid-1", 2],
    ["raid-5", 3],
    ["raid-6", 4],
    ["raid-10", 3],
  ])("needs for %s %d active ones, not one less", (level, least) => {
    expect(raidProblem(level, members(least, 0))).toBeUndefined();
    expect(raidProblem(level, members(least - 1, 0))).toMatch(`at least ${least} raid devices`);
  });

  it("may have spares on every level but 0", () => {
    expect(raidProblem("raid-1", members(2, 3))).toBeUndefined();
    expect(raidProblem("raid-0", members(2, 1))).toBe("RAID level 0 must have at least 2 raid devices and no spares.");
  });
});
