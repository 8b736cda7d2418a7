/** A change of what was made, from both sides of a rule. The words of the programs are those of `language.ts`. */
export interface Change {
  readonly before: string;
  readonly wrong: string;
  /** What is said against the wrong change, from the property on. */
  readonly says: RegExp;
  readonly right: string;
  /** What is said once of the right change. */
  readonly warns?: RegExp;
  /** The state of the machine when the wrong change is previewed. */
  readonly state?: "Deployed";
}

const raid = (devices: string, more = "{}"): string => `R("md", "raid-1", ${devices}, ${more})`;

const MEMBERS: readonly Change[] = [
  {
    before: raid('["sdb", "sdc"]'),
    wrong: raid('["sdb", "sdq"]'),
    says: /devices: .* has no device "sdq"/,
    right: raid('["sdb", "sdd"]'),
  },
  {
    before: raid('["sdb", "sdc", "sdd"]'),
    wrong: raid('["sdb"]'),
    says: /devices: raid-1 needs at least 2 devices, and has 1/,
    right: raid('["sdb", "sdc"]'),
  },
  {
    before: raid('["sdb", "sdc"]'),
    wrong: raid('["sdb", "sda"]'),
    says: /devices: sda is the boot disk/,
    right: raid('["sdb", P("a", "sda")]'),
  },
  {
    before: raid('["sdb", "sdc"]'),
    wrong: raid('["sdb", "sdc", "sdy"]'),
    says: /devices: .*sdy .*in use by RAID "theirs", which this stack did not make/,
    right: raid('["sdb", "sdc"]', '{ spareDevices: ["sdd"] }'),
  },
  {
    before: 'R("x", "raid-1", ["sdb", "sdc", "sdd"]); R("y", "raid-1", ["sde", "sdg"])',
    wrong: 'R("x", "raid-1", ["sdb", "sdc", "sdd"]); R("y", "raid-1", ["sde", "sdg", "sdd"])',
    says: /devices: .*sdd of machine \S+ is in use by RAID "\S+", another resource of this program/,
    right: 'R("x", "raid-1", ["sdb", "sdc"]); R("y", "raid-1", ["sde", "sdg", "sdd"])',
  },
  {
    before: raid('["sdb", "sdc", "sdd"]'),
    wrong: `${raid('["sdb", "sdc", "sdd"]')}; R("n", "raid-1", ["sdd", "sde"])`,
    says: /devices: .*sdd of machine \S+ is in use by RAID "\S+", another resource of this program/,
    right: `${raid('["sdb", "sdc"]')}; R("n", "raid-1", ["sdd", "sde"])`,
  },
  {
    before: 'B("b", C("c", "sdb"), "sdc")',
    wrong: 'B("b", C("c", "sdb"), "sdb")',
    says: /: .*sdb of machine \S+ is in use by/,
    right: 'B("b", C("c", "sdb"), "sdd")',
  },
  {
    before: 'C("c", "sdb"); R("md", "raid-1", ["sdc", "sdd"])',
    wrong: 'C("c", "sdc"); R("md", "raid-1", ["sdc", "sdd"])',
    says: /: .*sdc of machine \S+ (is in use by|belongs to)/,
    right: 'C("c", "sde"); R("md", "raid-1", ["sdc", "sdd"])',
  },
];

const FILESYSTEMS: readonly Change[] = [
  {
    before: 'P("a", "sdb", at("/a")); P("b", "sdc", at("/b"))',
    wrong: 'P("a", "sdb", at("/a")); P("b", "sdc", at("/a"))',
    says: /filesystem.mountPoint: Partition "\S+" is mounted at \/a/,
    right: 'P("a", "sdb", at("/c")); P("b", "sdc", at("/a"))',
  },
  {
    before: 'P("a", "sdb", at("/a"))',
    wrong: 'P("a", "sdb", at("/theirs"))',
    says: /filesystem.mountPoint: sdw-part1, which this stack did not make, is mounted at \/theirs/,
    right: 'P("a", "sdb", at("/ours"))',
  },
  {
    before: 'P("a", "sdb", fs())',
    wrong: 'P("a", "sdb", fs({ label: "seventeen-letters" }))',
    says: /filesystem.label: a label of ext4 has at most 16 bytes/,
    right: 'P("a", "sdb", fs({ label: "sixteen-letters." }))',
    warns: /is formatted as ext4: ext4 on sdb-part1 is lost/,
  },
  {
    before: 'R("md", "raid-1", [P("a", "sdb"), "sdc"])',
    wrong: 'R("md", "raid-1", [P("a", "sdb", at("/a")), "sdc"])',
    says: /: (Partition "\S+" has a filesystem of its own|it is a member of Raid "\S+")/,
    right: 'R("md", "raid-1", [P("a", "sdb"), "sdc"], at("/a"))',
  },
  {
    before: 'S("s", "tmpfs", "/scratch"); P("a", "sdb", at("/srv"))',
    wrong: 'S("s", "tmpfs", "/srv"); P("a", "sdb", at("/srv"))',
    says: /ountPoint: (Partition|SpecialFilesystem) "\S+" is mounted at \/srv/,
    right: 'S("s", "tmpfs", "/other"); P("a", "sdb", at("/srv"))',
  },
  {
    before: 'P("a", "sdb", at("/srv"))',
    wrong: 'P("a", "sdb", at("/var"))',
    state: "Deployed",
    says: /machine: .* is Deployed/,
    right: 'P("a", "sdb", at("/var"))',
  },
];

const SIZES: readonly Change[] = [
  {
    before: 'P("a", "sdb", { size: "100GB", ...at("/a") }); P("b", "sdb", { size: "100GB" })',
    wrong: 'P("a", "sdb", { size: "950GB", ...at("/a") }); P("b", "sdb", { size: "100GB" })',
    says: /size: .* do not fit on sdb beside Partition "\S+"/,
    right: 'P("a", "sdb", { size: "200GB", ...at("/a") }); P("b", "sdb", { size: "100GB" })',
    warns: /is made anew: ext4 at \/a on sdb-part1 is lost/,
  },
  {
    before: 'P("a", "sdb", { size: "100GB" }); P("b", "sdb", at("/b"))',
    wrong: 'P("a", "sdb", { size: "1.1TB" }); P("b", "sdb", at("/b"))',
    says: /size: .* do not fit on sdb/,
    right: 'P("a", "sdb", { size: "50GB" }); P("b", "sdb", at("/b"))',
    warns: /takes the rest of sdb, and Partition "\S+-a" before it is made anew: so this one is, too/,
  },
  {
    before: 'P("a", "sdb")',
    wrong: 'P("a", "sdb"); P("b", "sdb", { size: "1GB" })',
    says: /size: .* do not fit on sdb beside Partition "\S+"/,
    right: 'P("a", "sdb", { size: "500GB" }); P("b", "sdb")',
  },
  {
    before: 'V("v", G("g", ["sdb", "sdc"]), { size: "1.5TB" })',
    wrong: 'V("v", G("g", ["sdb"]), { size: "1.5TB" })',
    says: /: .*(do not fit on VolumeGroup|its logical volumes)/,
    right: 'V("v", G("g", ["sdb", "sdc", "sdd"]), { size: "1.5TB" })',
  },
  {
    before: 'V("v", G("g", ["sdb"]), { size: "500GB" })',
    wrong: 'V("v", G("g", ["sdb"]), { size: "2TB" })',
    says: /size: .* do not fit on/,
    right: 'V("v", G("g", ["sdb"]), { size: "800GB" })',
  },
];

const NAMES: readonly Change[] = [
  {
    before: raid('["sdb", "sdc"]', '{ name: "x" }'),
    wrong: raid('["sdb", "sdc"]', '{ name: "sdd" }'),
    says: /name: the name "sdd" is taken .* by a disk/,
    right: raid('["sdb", "sdc"]', '{ name: "y" }'),
  },
  {
    before: 'R("x", "raid-1", ["sdb", "sdc"], { name: "x" }); R("y", "raid-1", ["sdd", "sde"], { name: "y" })',
    wrong: 'R("x", "raid-1", ["sdb", "sdc"], { name: "y" }); R("y", "raid-1", ["sdd", "sde"], { name: "y" })',
    says: /name: the name "y" is taken/,
    right: 'R("x", "raid-1", ["sdb", "sdc"], { name: "z" }); R("y", "raid-1", ["sdd", "sde"], { name: "y" })',
  },
  {
    before: 'D("d", "sdb", { name: "data" })',
    wrong: 'D("d", "sdb", { name: "sdc" })',
    says: /name: the name "sdc" is taken .* by a disk/,
    right: 'D("d", "sdb", { name: "store" })',
  },
  {
    before: 'R("md", "raid-1", ["sdb", "sdc"], at("/md"))',
    wrong: 'R("md", "raid-5", ["sdb", "sdc"], at("/md"))',
    says: /devices: raid-5 needs at least 3 devices/,
    right: 'R("md", "raid-0", ["sdb", "sdc"], at("/md"))',
    warns: /is made anew: ext4 at \/md on \S+ is lost/,
  },
];

export const CHANGES: readonly Change[] = [...MEMBERS, ...FILESYSTEMS, ...SIZES, ...NAMES];
