import {
  against,
  bcache,
  cacheSet,
  declared,
  disk,
  ext4,
  GB,
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

const sd = (...names: string[]) => names.map((name, at) => disk(name, at + 1));
const empty = picture(sd("sda", "sdb", "sdc", "sdd"));

describe("a device is for one thing", () => {
  const md0 = declared('Raid "md0"', raid("md0", ["sdb", "sdc"]));

  it("refuses two RAIDs over one disk, with both in the message, also when it is written in another way", () => {
    const reason =
      'devices: cannot make RAID "md1": sdc of machine abc123 is in use by RAID "md0", another resource of this program ' +
      '(it is a member of Raid "md0"): a device can be in one place only';
    expect(against(empty, md0, declared('Raid "md1"', raid("md1", ["sdc", "sdd"])))).toEqual([reason]);
    expect(against(empty, md0, declared('Raid "md1"', raid("md1", ["blockdevice:3", "sdd"])))).toEqual([reason]);
    expect(against(empty, md0, declared('Raid "md1"', raid("md1", ["sdd", "sdd2"])))).toHaveLength(1);
  });

  it("needs no server for what the program alone tells", () => {
    expect(against(undefined, md0, declared('Raid "md1"', raid("md1", ["sdc", "sdd"])))).toHaveLength(1);
    expect(against(undefined, md0, declared('Partition "p"', partition("sdc")))).toHaveLength(1);
    expect(against(undefined, md0, declared('Partition "p"', partition("sdd")))).toEqual([]);
  });

  it("refuses a partition of a member, and a member that is partitioned", () => {
    const p = declared('Partition "p"', partition("sdc"));
    expect(against(empty, md0, p)).toEqual([
      'blockDevice: cannot make a partition: sdc of machine abc123 is in use by RAID "md0", another resource of this ' +
        'program (it is a member of Raid "md0"): a device can be in one place only',
    ]);
    expect(against(empty, p, md0)).toEqual([
      'devices: cannot make RAID "md0": sdc of machine abc123 is in use by a partition, another resource of this program ' +
        '(it is partitioned by Partition "p"): a device can be in one place only',
    ]);
  });

  it("refuses one device as cache and as backing device, and lets several bcaches share a set", () => {
    const set = declared('BcacheCacheSet "set"', cacheSet("sdb"));
    expect(against(empty, set, declared('Bcache "b"', bcache("b", "sdb")))).toEqual([
      'backingDevice: cannot make bcache "b": sdb of machine abc123 is in use by a cache set, another resource of this ' +
        'program (it is the cache device of BcacheCacheSet "set"): a device can be in one place only',
    ]);
    const use = (name: string, device: string) => {
      const intent = bcache(name, device);
      const take = { property: "cacheSet", device: UNKNOWN, use: "cache set" as const, link: set.identity };
      return declared(`Bcache "${name}"`, { ...intent, takes: [...(intent.takes ?? []), take] });
    };
    expect(against(empty, set, use("one", "sdc"), use("two", "sdd"))).toEqual([]);
  });

  it("refuses a device given twice, in whatever way it is written", () => {
    expect(against(empty, declared('Raid "md0"', raid("md0", ["sdb", "blockdevice:2"])))).toEqual([
      "devices: sdb is given twice: a device can be used only once",
    ]);
  });

  it("knows resources that are passed before they have an id", () => {
    const p = declared('Partition "p"', partition("sdb"));
    const first = declared('Raid "md0"', over(p, raid("md0", [UNKNOWN, "sdc"])));
    const second = declared('Raid "md1"', over(p, raid("md1", [UNKNOWN, "sdd"])));
    expect(against(empty, p, first)).toEqual([]);
    expect(against(empty, p, first, second)).toEqual([
      'devices: cannot make RAID "md1": Partition "p" is in use by RAID "md0", another resource of this program (it is a ' +
        'member of Raid "md0"): a device can be in one place only',
    ]);
  });

  it("says nothing between two that stay as they are", () => {
    expect(
      against(empty, kept('Raid "md0"', raid("md0", ["sdb", "sdc"])), kept('Raid "md1"', raid("md1", ["sdc"]))),
    ).toEqual([]);
  });

  it("refuses a filesystem on what is a member, from both sides", () => {
    const p = declared('Partition "p"', partition("sdb", { filesystem: ext4() }));
    const md = declared('Raid "md0"', over(p, raid("md0", [UNKNOWN, "sdc"])));
    expect(against(empty, p, md)).toEqual([
      'devices: Partition "p" has a filesystem of its own, and cannot be used for anything else: leave the filesystem out there',
    ]);
    expect(against(empty, md, p)).toEqual([
      'filesystem: it is a member of Raid "md0", and can have no filesystem of its own: leave it out here',
    ]);
  });

  it("refuses partitions of what cannot be partitioned", () => {
    const p = declared('Partition "p"', partition("sdb"));
    const b = declared('Bcache "b"', bcache("b", "sdc"));
    expect(against(empty, p, declared('Partition "q"', over(p, partition(UNKNOWN))))[0]).toContain(
      "MAAS partitions no partition",
    );
    expect(against(empty, b, declared('Partition "q"', over(b, partition(UNKNOWN))))[0]).toContain(
      "MAAS partitions no bcache",
    );
    const md = declared('Raid "md0"', raid("md0", ["sdc", "sdd"]));
    expect(against(empty, md, declared('Partition "q"', over(md, partition(UNKNOWN))))).toEqual([]);
  });

  it("refuses a RAID that is made of itself", () => {
    expect(against(empty, declared('Raid "md0"', raid("md0", ["md0", "sdb"])))).toEqual([
      'devices: Raid "md0" cannot be made of itself',
    ]);
  });
});

describe("what is on the server", () => {
  const holder = (uuid: string) => ({ what: 'RAID "theirs"', id: "abc123/raid/7", uuids: [uuid], users: [] });
  const md1 = declared('Raid "md1"', raid("md1", ["sdb", "sdc"]));

  it("is in the way when somebody else made it, and not when this stack did", () => {
    const held = (uuid: string) => picture([disk("sda", 1), disk("sdb", 2, { holder: holder(uuid) }), disk("sdc", 3)]);
    expect(against(held(theirs(1)), md1)).toEqual([
      'devices: cannot make RAID "md1": sdb of machine abc123 is in use by RAID "theirs", which this stack did not make: ' +
        "remove abc123/raid/7 in MAAS, clear the machine with a StorageLayout, or choose another device.",
    ]);
    expect(against(held("8444f2dd-bcd3-4878-9533-0f9fa95de578"), md1)).toHaveLength(1);
    expect(against(held(identity(99_999)), md1)).toEqual([]);
    expect(against(held(md1.identity), md1)).toEqual([]);
    expect(against({ ...held(theirs(1)), isReliable: false }, md1)).toEqual([]);
  });

  it("is laid out by one layout only", () => {
    const flat = declared('StorageLayout "flat"', { layout: "flat" });
    expect(against(empty, flat)).toEqual([]);
    expect(against(empty, flat, declared('StorageLayout "lvm"', { layout: "lvm" }))).toEqual([
      'machine: StorageLayout "flat" lays out this machine as well, and each would clear what the other has made: declare one of both',
    ]);
  });

  it("is in the way of a filesystem on the whole disk", () => {
    const whole = declared('BlockDevice "data"', { about: "sdb", filesystem: ext4("/srv") });
    const parted = (uuid: string) =>
      picture([disk("sda", 1), disk("sdb", 2, { partitions: [part("sdb-part1", 9, uuid)] })]);
    expect(against(parted(theirs(1)), whole)).toEqual([
      "filesystem: cannot format sdb of machine abc123: it is in use by the partition sdb-part1, which this stack did not make: " +
        "remove it in MAAS, clear the machine with a StorageLayout, or choose another disk",
    ]);
    expect(against(parted(identity(99_999)), whole)).toEqual([]);
    const held = picture([disk("sda", 1), disk("sdb", 2, { holder: holder(theirs(1)) })]);
    expect(against(held, whole)[0]).toContain(
      'in use by RAID "theirs", which this stack did not make: remove abc123/raid/7',
    );
    expect(against(held, declared('BlockDevice "data"', { about: "sdb", name: "data" }))).toEqual([]);
  });

  it("is left to the resource of this program that has it now", () => {
    const uuid = "8444f2dd-bcd3-4878-9533-0f9fa95de578";
    const seen = picture([disk("sda", 1), disk("sdb", 2, { holder: holder(uuid) }), disk("sdc", 3), disk("sdd", 4)]);
    const md0 = kept('Raid "md0"', raid("md0", ["sdd", "sda"], { uuid }), { isChanged: true });
    expect(against(seen, md0, md1)).toEqual([]);
  });

  it("may be a cache set, which is nobody's: ours only when the program has it and no stranger uses it", () => {
    const seen = (...uuids: string[]) =>
      picture([
        disk("sda", 1),
        disk("sdb", 2, { holder: { what: 'cache set "cache0"', id: "abc123/cache-set/3", uuids, users: ["bcache0"] } }),
        disk("sdc", 3),
        disk("sdd", 4),
      ]);
    const set = (device: string, had: string[] = []) =>
      kept('BcacheCacheSet "set"', cacheSet(device), {
        isChanged: true,
        had: had.map((one) => ({ property: "cacheDevice", device: one, use: "cache" as const })),
      });
    expect(against(seen(), md1)).toHaveLength(1);
    expect(against(seen(identity(77_777)), md1)).toEqual([]);
    expect(against(seen(), declared('BcacheCacheSet "new"', cacheSet("sdb")))).toEqual([]);
    expect(against(seen(theirs(5)), declared('BcacheCacheSet "new"', cacheSet("sdb")))).toHaveLength(1);
    expect(against(seen(), set("sdd", ["sdb"]), md1)).toEqual([]);
  });

  it("is a foreign partition or filesystem on a disk that is wanted whole", () => {
    const foreign = part("sdb-part1", 5, theirs(5));
    expect(
      against(picture([disk("sda", 1), disk("sdb", 2, { partitions: [foreign] }), disk("sdc", 3)]), md1)[0],
    ).toContain("sdb of machine abc123 is in use by the partition sdb-part1, which this stack did not make");
    const formatted = { fstype: "xfs", label: null, uuid: null, mount_point: "/srv", mount_options: null };
    const onDisk = picture([disk("sda", 1), disk("sdb", 2, { filesystem: formatted }), disk("sdc", 3)]);
    expect(against(onDisk, md1)[0]).toContain("sdb of machine abc123 is in use by a filesystem (xfs) mounted at /srv");
    expect(against(onDisk, declared('Partition "p"', partition("sdb")))).toHaveLength(1);
    const own = part("sdb-part1", 5, identity(88_888));
    expect(against(picture([disk("sda", 1), disk("sdb", 2, { partitions: [own] }), disk("sdc", 3)]), md1)).toEqual([]);
  });

  it("does not have what is misspelled, in an update as in a creation", () => {
    const reason = 'devices: machine abc123 has no device "sdz"; its disks are sda, sdb, sdc, sdd';
    expect(against(empty, declared('Raid "md0"', raid("md0", ["sdb", "sdz"])))).toEqual([reason]);
    expect(against(empty, kept('Raid "md0"', raid("md0", ["sdb", "sdz"]), { isChanged: true }))).toEqual([reason]);
    expect(against(empty, kept('Raid "md0"', raid("md0", ["sdb", "sdz"])))).toEqual([]);
    expect(against({ ...empty, hasAllDisks: false }, declared('Raid "md0"', raid("md0", ["sdb", "sdz"])))).toEqual([]);
  });

  it("keeps the boot disk in parts", () => {
    expect(against(empty, declared('Raid "md0"', raid("md0", ["sda", "sdb"])))[0]).toContain(
      "devices: sda is the boot disk",
    );
    expect(against(empty, declared('Partition "p"', partition("sda")))).toEqual([]);
    const chosen = declared('BlockDevice "sdd"', { about: "sdd", boots: true });
    expect(against(empty, chosen, declared('Raid "md0"', raid("md0", ["sda", "sdb"])))).toEqual([]);
    expect(against(empty, chosen, declared('Raid "md0"', raid("md0", ["sdb", "sdd"])))[0]).toContain(
      "sdd is the boot disk",
    );
    expect(against(empty, chosen, declared('BlockDevice "sdc"', { about: "sdc", boots: true }))).toEqual([
      'bootDisk: BlockDevice "sdd" is the boot disk: a machine has one',
    ]);
    expect(against(empty, declared('BlockDevice "sda"', { about: "sda", filesystem: ext4() }))[0]).toContain(
      "filesystem: sda is the boot disk",
    );
  });
});

describe("what can be there only once", () => {
  it("is a name, over all kinds and the server's disks", () => {
    const md = declared('Raid "md0"', raid("data", ["sdb", "sdc"]));
    expect(against(empty, md, declared('Bcache "b"', bcache("data", "sdd")))).toEqual([
      'name: the name "data" is taken on machine abc123 by the RAID that Raid "md0" makes: choose another name',
    ]);
    expect(against(empty, declared('Raid "md0"', raid("sdd", ["sdb", "sdc"])))).toEqual([
      'name: the name "sdd" is taken on machine abc123 by a disk: choose another name',
    ]);
    expect(against(empty, md, declared('Bcache "b"', bcache("other", "sdd")))).toEqual([]);
    const uuid = theirs(3);
    const virtual = disk("md0", 9, { type: "raid", objectId: "abc123/raid/7", uuid });
    const seen = picture([...sd("sda", "sdb", "sdc"), virtual]);
    expect(against(seen, declared('Raid "md0"', raid("md0", ["sdb", "sdc"])))[0]).toContain(
      `declare its uuid: { uuid: "${uuid}" }`,
    );
    expect(against(seen, declared('Raid "md0"', raid("md0", ["sdb", "sdc"], { uuid })))).toEqual([]);
  });

  it("is a mount point, on disks and on none", () => {
    const at = (label: string, on: string, mountPoint: string) =>
      declared(`Partition "${label}"`, partition(on, { filesystem: ext4(mountPoint) }));
    expect(against(empty, at("a", "sdb", "/srv"), at("b", "sdc", "/srv"))).toEqual([
      'filesystem.mountPoint: Partition "a" is mounted at /srv: choose another place',
    ]);
    expect(against(empty, at("a", "sdb", "/srv"), at("b", "sdc", "/srv/b"))).toEqual([]);
    const special = declared('SpecialFilesystem "t"', { mountPoint: "/srv" });
    expect(against(empty, at("a", "sdb", "/srv"), special)).toHaveLength(1);
    expect(against(empty, special, at("a", "sdb", "/srv"))).toHaveLength(1);
    const swap = (label: string, on: string) =>
      declared(label, partition(on, { filesystem: { type: "swap", mountPoint: "none" } }));
    expect(against(empty, swap("a", "sdb"), swap("b", "sdc"))).toEqual([]);
  });

  it("is a mount point of somebody else's on the server", () => {
    const mounted = { fstype: "ext4", label: null, uuid: null, mount_point: "/srv", mount_options: null };
    const on = (uuid: string) =>
      picture([
        disk("sda", 1),
        disk("sdb", 2, { partitions: [part("sdb-part1", 5, uuid, { filesystem: mounted })] }),
        disk("sdc", 3),
      ]);
    const p = declared('Partition "p"', partition("sdc", { filesystem: ext4("/srv") }));
    expect(against(on(theirs(1)), p)[0]).toContain("sdb-part1, which this stack did not make, is mounted at /srv");
    expect(against(on(identity(55_555)), p)).toEqual([]);
    expect(against(picture(sd("sda", "sdb", "sdc"), { special: [{ ...mounted, fstype: "tmpfs" }] }), p)[0]).toContain(
      "a tmpfs is mounted at /srv",
    );
  });

  it("is the uuid of a filesystem", () => {
    const uuid = "8444f2dd-bcd3-4878-9533-0f9fa95de578";
    const filesystem = { type: "ext4" as const, uuid };
    expect(
      against(
        empty,
        declared("Partition a", partition("sdb", { filesystem })),
        declared("Partition b", partition("sdc", { filesystem })),
      ),
    ).toEqual([
      "filesystem.uuid: another Partition of this program has it on this machine, Partition a: give each its own, or none",
    ]);
  });
});

describe("a stack that had another name", () => {
  it("knows its objects by what it had, and blames nobody for the rest", () => {
    const old = { what: 'RAID "md0"', id: "abc123/raid/7", uuids: [theirs(1)], users: [] };
    const seen = picture([
      disk("sda", 1),
      disk("sdb", 2, { holder: old }),
      disk("sdc", 3, { holder: old }),
      disk("sdd", 4),
    ]);
    const had = ["sdb", "sdc"].map((device) => ({ property: "devices", device, use: "member" as const }));
    const md0 = kept('Raid "md0"', raid("md0", ["sdb", "sdd"]), { isChanged: true, changed: ["devices"], had });
    expect(against(seen, md0)).toEqual([]);
    expect(against(seen, md0, declared('Partition "p"', partition("sdc", { share: { size: GB } })))).toEqual([]);
  });
});
