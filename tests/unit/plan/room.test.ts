import {
  against,
  declared,
  disk,
  GiB,
  identity,
  kept,
  over,
  part,
  partition,
  picture,
  raid,
  theirs,
  UNKNOWN,
} from "./machine";

const empty = picture(["sda", "sdb", "sdc", "sdd"].map((name, at) => disk(name, at + 1)));

describe("space", () => {
  const sized = (label: string, size: number | string | undefined, more: object = {}) =>
    declared(`Partition "${label}"`, partition("sdb", { share: { size } }), more);
  // 4 000 000 000 000 bytes less the table, floored to 4 MiB.
  const room = 3_999_994_478_592;

  it("is counted to the byte, for one and for all together", () => {
    expect(against(empty, sized("a", room))).toEqual([]);
    expect(against(empty, sized("a", room + 4_194_304))).toEqual([
      `size: ${room + 4_194_304} bytes do not fit on sdb: it has 4000000000000 bytes, of which ${room} are free`,
    ]);
    const half = 1_999_994_781_696;
    expect(against(empty, sized("a", half), sized("b", room - half))).toEqual([]);
    expect(against(empty, sized("a", half), sized("b", room - half + 4_194_304))).toEqual([
      `size: ${room - half + 4_194_304} bytes do not fit on sdb beside Partition "a": it has 4000000000000 bytes, of which ${room - half} are free`,
    ]);
  });

  it("is used up by what takes the rest, for what is declared after it", () => {
    expect(against(empty, sized("a", GiB), sized("rest", undefined))).toEqual([]);
    expect(against(empty, sized("rest", undefined), sized("b", GiB))).toEqual([
      'size: Partition "rest" takes the rest of sdb, and leaves nothing for Partition "b": give it a size, or declare it last',
    ]);
    expect(against(empty, sized("rest", undefined), sized("b", undefined))[0]).toContain("blockDevice: ");
  });

  it("has no more than a hundred percent, also where nobody knows of how much", () => {
    expect(against(undefined, sized("a", "60%"), sized("b", "40%"))).toEqual([]);
    expect(against(undefined, sized("a", "60%"), sized("b", "41%"))).toEqual([
      'size: together with Partition "a" that is 101% of sdb',
    ]);
  });

  it("is partly somebody else's, and what this stack has there may go", () => {
    const on = (uuid: string) =>
      picture([disk("sda", 1), disk("sdb", 2, { partitions: [part("sdb-part1", 5, uuid)] })]);
    expect(against(on(theirs(1)), sized("a", room))[0]).toContain("beside sdb-part1");
    expect(against(on(theirs(1)), sized("a", room - 100 * GiB))).toEqual([]);
    expect(against(on(identity(66_666)), sized("a", room))).toEqual([]);
  });

  it("is what a partition has that stays, whatever the program says of it", () => {
    const rest = kept('Partition "rest"', partition("sdb"));
    const on = picture([
      disk("sda", 1),
      disk("sdb", 2, { partitions: [part("sdb-part1", 5, rest.identity, { bytes: room })] }),
    ]);
    expect(against(on, sized("new", GiB), rest)[0]).toContain('do not fit on sdb beside Partition "new"');
    expect(against(on, rest)).toEqual([]);
    const smaller = picture([disk("sda", 1), disk("sdb", 2, { partitions: [part("sdb-part1", 5, rest.identity)] })]);
    expect(against(smaller, rest, sized("new", GiB))).toEqual([]);
  });

  it("is known of a RAID that is not there yet", () => {
    const md = declared('Raid "md0"', raid("md0", ["sdb", "sdc"]));
    // 4 000 000 000 000 - 131 072, less the table, floored.
    const onRaid = (size: number) => declared('Partition "p"', over(md, partition(UNKNOWN, { share: { size } })));
    expect(against(empty, md, onRaid(3_999_994_478_592))).toEqual([]);
    expect(against(empty, md, onRaid(3_999_998_672_896))[0]).toContain('do not fit on Raid "md0"');
    const tiny = declared('Partition "t"', partition("sdb", { share: { size: 4_194_304 } }));
    expect(against(empty, tiny, declared('Raid "md0"', over(tiny, raid("md0", [UNKNOWN, "sdc"]))))[0]).toContain(
      "too small",
    );
    const little = declared('Partition "t"', partition("sdb", { share: { size: 8_388_608 } }));
    expect(against(empty, little, declared('Raid "md0"', over(little, raid("md0", [UNKNOWN, "sdc"]))))).toEqual([]);
  });

  it("ends at 2 TiB in an MBR that stays", () => {
    const mbr = picture([
      disk("sda", 1),
      disk("sdb", 2, { table: "MBR", partitions: [part("sdb-part1", 5, theirs(1))] }),
    ]);
    expect(against(mbr, sized("a", 2_199_019_061_248))).toEqual([]);
    expect(against(mbr, sized("a", 2_199_023_255_552))[0]).toContain("sdb has an MBR");
    expect(against(empty, sized("a", 2_199_023_255_552))).toEqual([]);
  });

  it("is that of its logical volumes for a volume group", () => {
    const vg = declared('VolumeGroup "vg"', {
      makes: "volume group",
      name: "vg",
      takes: [{ property: "devices", device: "sdb", use: "physical volume" }],
    });
    const lv = (size: number) =>
      declared('LogicalVolume "lv"', {
        makes: "volume",
        name: "lv",
        share: { size },
        takes: [{ property: "volumeGroup", device: UNKNOWN, use: "volume", link: vg.identity }],
      });
    // floor(4 000 000 000 000 / 4 MiB) less one extent.
    expect(against(empty, vg, lv(3_999_994_478_592))).toEqual([]);
    expect(against(empty, vg, lv(3_999_998_672_896))[0]).toContain('do not fit on VolumeGroup "vg"');
  });
});
