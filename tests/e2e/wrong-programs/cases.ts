/** A rule of a preview, from both sides of its limit. The words of the programs are those of `language.ts`. */
export interface Case {
  readonly wrong: string;
  /** What is said against it, from the property on. */
  readonly says: RegExp;
  /** The nearest program that is right; some rules have none that another case has not. */
  readonly right?: string;
  /** The state of the machine of the wrong program. */
  readonly state?: "Deployed" | "New" | "Broken" | "locked";
}

const label = (type: string, limit: number): Case => ({
  wrong: `P("a", "sdb", { filesystem: { type: "${type}", label: "${"x".repeat(limit + 1)}" } })`,
  says: new RegExp(`filesystem.label: a label of ${type} has at most ${limit} bytes`),
  right: `P("a", "sdb", { filesystem: { type: "${type}", label: "${"x".repeat(limit)}" } })`,
});

const members = (level: string, least: number): Case => {
  const disks = ["sdb", "sdc", "sdd", "sde"];
  const raid = (count: number) => `R("md", "${level}", ${JSON.stringify(disks.slice(0, count))})`;
  return {
    wrong: raid(least - 1),
    says: new RegExp(`devices: ${level} needs at least ${least} devices, and has ${least - 1}`),
    right: raid(least),
  };
};

const inState = (wrong: string, state: NonNullable<Case["state"]>): Case => ({
  wrong,
  state,
  says: state === "locked" ? /machine: .*is locked/ : new RegExp(`machine: .* is ${state}`),
  right: wrong,
});

const COMMON: readonly Case[] = [
  { wrong: 'P("a", "sdb", { size: "ten apples" })', says: /size: / },
  { wrong: 'P("a", "sdb", { size: 0 })', says: /size: / },
  { wrong: 'P("a", "sdb", { size: "101%" })', says: /size: /, right: 'P("a", "sdb", { size: "99%" })' },
  { wrong: 'P("a", "sdb", { size: "3MiB" })', says: /size: /, right: 'P("a", "sdb", { size: "4MiB" })' },
  { wrong: 'P("a", "sdb", { sise: "1GB" })', says: /sise: no such property/ },
  { wrong: 'R("md", "raid-7", ["sdb", "sdc"])', says: /level: / },
  { wrong: 'P("a", "sdb", { filesystem: { type: "ntfs" } })', says: /filesystem.type: / },
  { wrong: 'P("a", "sdb", { uuid: "not-a-uuid" })', says: /uuid: / },
  { wrong: 'P("a", "sdb", { uuid: "6d616173-0000-1000-8000-000000000001" })', says: /uuid: / },
  { wrong: 'B("b", C("c", "sdb"), "sdc", { cacheMode: "writesideways" })', says: /cacheMode: / },
  { wrong: 'P("a", "sdb", { machine: host })', says: /machine: .*getMachine/ },
  { wrong: 'P("a", "sdb", { machine: "zzzzzz" })', says: /machine: .*has no machine "zzzzzz"/ },
  inState('P("a", "sdb")', "Deployed"),
  inState('R("md", "raid-1", ["sdb", "sdc"])', "Deployed"),
  inState('C("c", "sdb")', "Deployed"),
  inState('G("g", ["sdb"])', "Deployed"),
  inState('S("s", "tmpfs", "/scratch")', "Deployed"),
  inState('D("d", "sdb", { name: "data" })', "Deployed"),
  inState('L("l", "flat", { force: true })', "Deployed"),
  inState('P("a", "sdb")', "New"),
  inState('P("a", "sdb")', "Broken"),
  inState('P("a", "sdb")', "locked"),
];

const FILESYSTEMS: readonly Case[] = [
  ...[label("ext4", 16), label("xfs", 12), label("fat32", 11), label("swap", 15), label("btrfs", 255)],
  {
    wrong: 'P("a", "sdb", { filesystem: { type: "swap", mountPoint: "/swap" } })',
    says: /filesystem.mountPoint: swap is not mounted/,
    right: 'P("a", "sdb", { filesystem: { type: "swap" } })',
  },
  {
    wrong: 'P("a", "sdb", { filesystem: { type: "ext4", mountPoint: "srv" } })',
    says: /filesystem.mountPoint: .*absolute path/,
  },
  {
    wrong: 'P("a", "sdb", { filesystem: { type: "ext4", mountPoint: "/srv/" } })',
    says: /filesystem.mountPoint: .*absolute path/,
    right: 'P("a", "sdb", { filesystem: { type: "ext4", mountPoint: "/srv" } })',
  },
  {
    wrong: 'P("a", "sdb", { filesystem: { type: "ext4", mountOptions: "noatime" } })',
    says: /filesystem.mountOptions: mount options need a mountPoint/,
    right: 'P("a", "sdb", { filesystem: { type: "ext4", mountPoint: "/srv", mountOptions: "noatime" } })',
  },
  {
    wrong: 'P("a", "sdb", at("/srv")); P("b", "sdc", at("/srv"))',
    says: /filesystem.mountPoint: Partition "\S+" is mounted at \/srv/,
    right: 'P("a", "sdb", at("/srv")); P("b", "sdc", at("/srv/b"))',
  },
  {
    wrong: 'P("a", "sdb", at("/srv")); R("md", "raid-1", ["sdc", "sdd"], at("/srv"))',
    says: /filesystem.mountPoint: (Partition|Raid) "\S+" is mounted at \/srv/,
    right: 'P("a", "sdb"); R("md", "raid-1", ["sdc", "sdd"], at("/srv"))',
  },
  {
    wrong: 'P("a", "sdb", at("/theirs"))',
    says: /filesystem.mountPoint: sdw-part1, which this stack did not make, is mounted at \/theirs/,
    right: 'P("a", "sdb", at("/theirs/too"))',
  },
  {
    wrong: 'S("s", "tmpfs", "/scratch"); S("t", "tmpfs", "/scratch")',
    says: /mountPoint: SpecialFilesystem "\S+" is mounted at \/scratch/,
    right: 'S("s", "tmpfs", "/scratch"); S("t", "tmpfs", "/scratch2")',
  },
  {
    wrong: 'S("s", "tmpfs", "/srv"); P("a", "sdb", at("/srv"))',
    says: /mountPoint: (SpecialFilesystem|Partition) "\S+" is mounted at \/srv/,
    right: 'S("s", "tmpfs", "/tmp"); P("a", "sdb", at("/srv"))',
  },
  {
    wrong: 'D("d", "sda", at("/srv"))',
    says: /filesystem: sda is the boot disk/,
    right: 'D("d", "sdb", at("/srv"))',
  },
  {
    wrong: 'R("md", "raid-1", [P("a", "sdb", at("/srv")), "sdc"])',
    says: /: (Partition "\S+" has a filesystem of its own|it is a member of Raid "\S+")/,
    right: 'R("md", "raid-1", [P("a", "sdb"), "sdc"], at("/srv"))',
  },
  {
    wrong: 'D("d", "sdb", at("/srv")); R("md", "raid-1", ["sdb", "sdc"])',
    says: /: (BlockDevice "\S+" has a filesystem of its own|it is a member of Raid "\S+")/,
  },
  {
    wrong: 'P("a", "sdb", fs({ uuid: U })); P("b", "sdc", fs({ uuid: U }))',
    says: /filesystem.uuid: another Partition of this program has it/,
    right: 'P("a", "sdb", fs({ uuid: U })); P("b", "sdc", fs({ uuid: V4 }))',
  },
];

const SIZES: readonly Case[] = [
  {
    wrong: 'P("a", "sdg", { size: "3TB" }); P("b", "sdg", { size: "3TB" })',
    says: /size: .* do not fit on sdg beside Partition "\S+"/,
    right: 'P("a", "sdg", { size: "1.9TB" }); P("b", "sdg", { size: "1.9TB" })',
  },
  {
    wrong: 'P("a", "sdg", { size: "5TB" })',
    says: /size: .* do not fit on sdg/,
    right: 'P("a", "sdg", { size: "3.9TB" })',
  },
  {
    wrong: 'P("a", "sdb", { size: "60%" }); P("b", "sdb", { size: "50%" })',
    says: /size: together with Partition "\S+" that is 110% of sdb/,
    right: 'P("a", "sdb", { size: "60%" }); P("b", "sdb", { size: "39%" })',
  },
  {
    wrong: 'P("a", "sdb"); P("b", "sdb", { size: "1GB" })',
    says: /size: Partition "\S+" takes the rest of sdb, and leaves nothing/,
    right: 'P("a", "sdb", { size: "1GB" }); P("b", "sdb")',
  },
  { wrong: 'P("a", "sdb"); P("b", "sdb")', says: /blockDevice: Partition "\S+" takes the rest of sdb/ },
  {
    wrong: 'P("a", R("md", "raid-1", ["sdb", "sdc"]), { size: "1.1TB" })',
    says: /size: .* do not fit on Raid "\S+"/,
    right: 'P("a", R("md", "raid-0", ["sdb", "sdc"]), { size: "1.1TB" })',
  },
  {
    wrong: 'R("md", "raid-1", ["sdt", "sdu"])',
    says: /devices: they are too small/,
    right: 'R("md", "raid-0", ["sdt", "sdu"])',
  },
  { wrong: 'V("v", G("g", ["sdb"]), { size: "2TB" })', says: /size: .* do not fit on VolumeGroup "\S+"/ },
  {
    wrong: 'const g = G("g", ["sdb"]); V("v", g, { size: "600GB" }); V("w", g, { size: "600GB" })',
    says: /size: .* do not fit on VolumeGroup "\S+" beside LogicalVolume/,
    right: 'const g = G("g", ["sdb", "sdc"]); V("v", g, { size: "600GB" }); V("w", g, { size: "600GB" })',
  },
  { wrong: 'P("a", "sdw", { size: "1GB" })', says: /size: .* do not fit on sdw beside sdw-part1/ },
];

const GROUPS: readonly Case[] = [
  ...[members("raid-0", 2), members("raid-1", 2), members("raid-5", 3), members("raid-6", 4), members("raid-10", 3)],
  {
    wrong: 'R("md", "raid-0", ["sdb", "sdc"], { spareDevices: ["sdd"] })',
    says: /spareDevices: raid-0 takes no spares/,
    right: 'R("md", "raid-1", ["sdb", "sdc"], { spareDevices: ["sdd"] })',
  },
  { wrong: 'R("md", "raid-5", [P("a", "sdb"), P("b", "sdc")])', says: /devices: raid-5 needs at least 3 devices/ },
  {
    wrong: 'R("md", "raid-0", [P("a", "sdb"), "sdc"], { spareDevices: [P("b", "sdd")] })',
    says: /spareDevices: raid-0 takes no spares/,
  },
  { wrong: 'R("md", "raid-1", ["sdb", "sdc", "sdb"])', says: /devices: sdb: a device can be a member only once/ },
  { wrong: 'R("md", "raid-1", ["sdb", "sdc", id("sdb")])', says: /devices: sdb is given twice/ },
  {
    wrong: 'R("md", "raid-1", ["sdb", "sdc"], { spareDevices: ["sdc"] })',
    says: /spareDevices: sdc: a device can be a member only once/,
  },
  { wrong: 'G("g", [])', says: /devices: a volume group needs at least one device/, right: 'G("g", ["sdb"])' },
  { wrong: 'P("a", "sdq")', says: /blockDevice: .* has no device "sdq"/ },
  { wrong: 'R("md", "raid-1", ["sdb", "sdq"])', says: /devices: .* has no device "sdq"/ },
  {
    wrong: 'R("md", "raid-1", ["sdb", "sdc"], { spareDevices: ["sdq"] })',
    says: /spareDevices: .* has no device "sdq"/,
  },
  { wrong: 'C("c", "sdq")', says: /cacheDevice: .* has no device "sdq"/ },
  { wrong: 'B("b", C("c", "sdb"), "sdq")', says: /backingDevice: .* has no device "sdq"/ },
  { wrong: 'G("g", ["sdq"])', says: /devices: .* has no device "sdq"/ },
  { wrong: 'D("d", "sdq", { tags: ["x"] })', says: /blockDevice: .* has no device "sdq"/ },
  { wrong: 'P("a", "zzzzzz/raid/1")', says: /blockDevice: zzzzzz\/raid\/1 is on machine zzzzzz/ },
  { wrong: 'P("a", P("b", "sdb"))', says: /blockDevice: MAAS partitions no partition/ },
  { wrong: 'P("a", B("b", C("c", "sdb"), "sdc"))', says: /blockDevice: MAAS partitions no bcache/ },
  { wrong: 'P("a", V("v", G("g", ["sdb"])))', says: /blockDevice: MAAS partitions no logical volume/ },
  { wrong: 'B("b", C("c", "sdb"), V("v", G("g", ["sdc"])))', says: /backingDevice: MAAS takes no logical volume/ },
];

const whole = (wrong: string): Case => ({ wrong, says: /: sda is the boot disk, and MAAS would partition it/ });

const USES: readonly Case[] = [
  {
    wrong: 'R("md0", "raid-1", ["sdb", "sdc"]); R("md1", "raid-1", ["sdc", "sdd"])',
    says: /devices: .*sdc of machine \S+ is in use by RAID "\S+", another resource/,
    right: 'R("md0", "raid-1", ["sdb", "sdc"]); R("md1", "raid-1", ["sdd", "sde"])',
  },
  {
    wrong: 'P("a", "sdb", { size: "1GB" }); R("md", "raid-1", ["sdb", "sdc"])',
    says: /: .*sdb of machine \S+ is in use by (a partition|RAID "\S+"), another resource/,
    right: 'R("md", "raid-1", [P("a", "sdb"), P("b", "sdc")])',
  },
  { wrong: 'R("md", "raid-1", ["sdb", "sdc"]); P("a", "sdb")', says: /: .*sdb of machine \S+ is in use by/ },
  {
    wrong: 'const a = P("a", "sdb"); R("x", "raid-1", [a, "sdc"]); R("y", "raid-1", [a, "sdd"])',
    says: /is in use by RAID/,
  },
  {
    wrong: 'B("b", C("c", "sdb"), "sdb")',
    says: /: .*sdb of machine \S+ is in use by/,
    right: 'B("b", C("c", "sdb"), "sdc")',
  },
  { wrong: 'C("c", "sdb"); C("d", "sdb")', says: /cacheDevice: .*belongs to another resource of this program/ },
  { wrong: 'C("c", "sdb"); R("md", "raid-1", ["sdb", "sdc"])', says: /: .*is in use by|: .*belongs to another/ },
  { wrong: 'G("g", ["sdb"]); R("md", "raid-1", ["sdb", "sdc"])', says: /devices: .*sdb of machine \S+ is in use by/ },
  { wrong: 'G("g", ["sdb"]); G("h", ["sdb"])', says: /devices: .*sdb of machine \S+ is in use by/ },
  {
    wrong: 'const c = C("c", "sdb"); B("a", c, "sdc"); B("b", c, "sdc")',
    says: /backingDevice: .*is in use by bcache/,
  },
  { wrong: 'P("a", "sdc"); B("b", C("c", "sdb"), "sdc")', says: /: .*sdc of machine \S+ is in use by/ },
  ...[whole('R("md", "raid-1", ["sda", "sdb"])'), whole('C("c", "sda")'), whole('G("g", ["sda"])')],
  { ...whole('B("b", C("c", "sdb"), "sda")'), right: 'B("b", C("c", "sdb"), P("a", "sda"))' },
  { wrong: 'D("d", "sdb", { bootDisk: true }); R("md", "raid-1", ["sdb", "sdc"])', says: /: sdb is the boot disk/ },
  {
    wrong: 'D("d", "sdb", { bootDisk: true }); D("e", "sdc", { bootDisk: true })',
    says: /bootDisk: BlockDevice "\S+" is the boot disk: a machine has one/,
    right: 'D("d", "sdb", { bootDisk: true }); D("e", "sdc")',
  },
  {
    wrong: 'D("d", "sdw", at("/srv"))',
    says: /filesystem: cannot format sdw .* in use by the partition sdw-part1, which this stack did not make/,
  },
  {
    wrong: 'L("l", "flat", { force: true }); L("m", "lvm", { force: true })',
    says: /machine: StorageLayout ".*" lays out this machine as well/,
  },
  {
    wrong: 'D("d", "sdb", { tags: ["x"] }); D("e", id("sdb"), { tags: ["y"] })',
    says: /blockDevice: BlockDevice "\S+" is about the disk sdb as well/,
    right: 'D("d", "sdb", { tags: ["x"] }); D("e", "sdc", { tags: ["x"] })',
  },
  {
    wrong: 'R("md", "raid-1", ["sdb", "sdw"])',
    says: /devices: .*in use by the partition sdw-part1, which this stack/,
  },
  { wrong: 'R("md", "raid-1", ["sdb", "sdy"])', says: /devices: .*sdy .*in use by RAID "theirs", which this stack/ },
  { wrong: 'C("c", "sdy")', says: /cacheDevice: .*in use by RAID "theirs"/ },
  { wrong: 'B("b", C("c", "sdb"), "sdy")', says: /backingDevice: .*in use by RAID "theirs"/ },
  { wrong: 'P("a", "sdy")', says: /blockDevice: .*in use by RAID "theirs"/ },
];

const NAMES: readonly Case[] = [
  {
    wrong: 'R("a", "raid-1", ["sdb", "sdc"], { name: "md" }); R("b", "raid-1", ["sdd", "sde"], { name: "md" })',
    says: /name: the name "md" is taken on machine \S+ by the RAID that Raid "\S+" makes/,
    right: 'R("a", "raid-1", ["sdb", "sdc"], { name: "md" }); R("b", "raid-1", ["sdd", "sde"], { name: "md1" })',
  },
  { wrong: 'R("md", "raid-1", ["sdb", "sdc"], { name: "sdd" })', says: /name: the name "sdd" is taken .* by a disk/ },
  {
    wrong: 'R("md", "raid-1", ["sdb", "sdc"], { name: "theirs" })',
    says: /name: the name "theirs" is taken .*which this stack did not make/,
    right: 'R("md", "raid-1", ["sdb", "sdc"], { name: "ours" })',
  },
  {
    wrong: 'R("md", "raid-1", ["sdb", "sdc"], { name: "x" }); B("b", C("c", "sdd"), "sde", { name: "x" })',
    says: /name: the name "x" is taken/,
  },
  {
    wrong: 'D("d", "sdb", { name: "sdc" })',
    says: /name: the name "sdc" is taken .* by a disk/,
    right: 'D("d", "sdb", { name: "disk-b" })',
  },
  {
    wrong: 'G("g", ["sdb"], { name: "vg" }); G("h", ["sdc"], { name: "vg" })',
    says: /name: the name "vg" is taken .*VolumeGroup "\S+" makes/,
    right: 'G("g", ["sdb"], { name: "vg" }); G("h", ["sdc"], { name: "vg1" })',
  },
  {
    wrong: 'const g = G("g", ["sdb"]); V("v", g, { name: "lv", size: "1GB" }); V("w", g, { name: "lv", size: "1GB" })',
    says: /name: the name "lv" is taken/,
  },
  {
    wrong: 'P("a", "sdb", { uuid: U }); P("b", "sdc", { uuid: U })',
    says: /uuid: another Partition of this program has it on this machine, Partition "\S+"/,
    right: 'P("a", "sdb", { uuid: U }); P("b", "sdc", { uuid: V4 })',
  },
];

/** Programs that are right though they look like one of the wrong ones. */
export const RIGHT: readonly string[] = [
  'const l = L("l", "blank", { force: true }); P("a", "sdw", { machine: l }); R("md", "raid-1", ["sdy", "sdz"], { machine: l, name: "theirs" })',
  'P("a", D("d", "sdb", { name: "data" }))',
  'const c = C("c", "sdb"); B("a", c, "sdc"); B("b", c, "sdd"); B("e", c, "sde")',
  'P("a", R("r", "raid-5", [P("x", "sdb"), P("y", "sdc"), P("z", "sdd")], { spareDevices: [P("s", "sde")] }), at("/srv"))',
  'const g = G("g", [P("x", "sdb"), "sdc"]); V("v", g, { size: "30%" }); V("w", g, at("/w"))',
];

export const CASES: readonly Case[] = [...COMMON, ...FILESYSTEMS, ...SIZES, ...GROUPS, ...USES, ...NAMES];
