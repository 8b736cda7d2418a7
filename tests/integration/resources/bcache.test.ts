import { listBcaches } from "../../../provider/maas/api/bcaches";
import { listCacheSets } from "../../../provider/maas/api/bcache-cache-sets";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a bcache and its cache set", () => {
  let lab: Lab;
  let machine: string;
  let cache: Managed;
  let bcache: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    cache = lab.engine.resource("BcacheCacheSet", "cache");
    bcache = lab.engine.resource("Bcache", "bcache0");
  });
  afterEach(() => lab.close());

  const onCache = (backingDevice: string) => ({ machine, name: "bcache0", cacheSet: cache.id, backingDevice });
  const found = async () => (await listBcaches(lab.client, machine))[0];

  it("are created with one look and one write each", async () => {
    const cacheArgs = { machine, cacheDevice: "nvme0n1" };
    expect(await cache.apply(cacheArgs)).toBe("create");
    const args = { ...onCache("sdb"), cacheMode: "writeback", filesystem: { type: "xfs", mountPoint: "/srv" } };
    expect(await bcache.apply(args)).toBe("create");
    expect(lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"))).toEqual([
      expect.stringMatching(/^GET machines\//),
      "POST nodes/bcache-cache-sets/",
      "POST nodes/bcaches/",
      "POST nodes/blockdevices/N/?op=format",
      "POST nodes/blockdevices/N/?op=mount",
    ]);
    expect(bcache.outputs).toMatchObject({ cacheMode: "writeback", sizeBytes: 4000787030016, device: { name: "sdb" } });
    await cache.expectNoChanges(cacheArgs);
    await bcache.expectNoChanges(args);
  });

  it.each(["writeback", "writethrough", "writearound"])("works in mode %s", async (cacheMode) => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply({ ...onCache("sdb"), cacheMode });
    expect(await found()).toMatchObject({ cache_mode: cacheMode });
    await bcache.expectNoChanges({ ...onCache("sdb"), cacheMode });
  });

  it("changes name, mode, cache set and backing device in place with one call", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const other = lab.engine.resource("BcacheCacheSet", "other");
    await other.apply({ machine, cacheDevice: "nvme1n1" });
    await bcache.apply(onCache("sdb"));
    const { id } = bcache;
    const changed = { machine, name: "fast", cacheSet: other.id, backingDevice: "sdc", cacheMode: "writearound" };
    lab.emulator.clearRequests();
    expect(await bcache.apply(changed)).toBe("update");
    expect(lab.requests("alpha").filter((line) => line.startsWith("PUT"))).toHaveLength(1);
    expect(bcache.id).toBe(id);
    expect(await found()).toMatchObject({ name: "fast", cache_mode: "writearound", backing_device: { name: "sdc" } });
    await bcache.expectNoChanges(changed);
  });

  it("share a cache set, which moves to another device in place", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    const second = lab.engine.resource("Bcache", "bcache1");
    await second.apply({ ...onCache("sdc"), name: "bcache1" });
    await second.expectNoChanges({ ...onCache("sdc"), name: "bcache1" });
    expect(await cache.apply({ machine, cacheDevice: "nvme1n1" })).toBe("update");
    expect(await listCacheSets(lab.client, machine)).toMatchObject([{ cache_device: { name: "nvme1n1" } }]);
    await cache.expectNoChanges({ machine, cacheDevice: "nvme1n1" });
    await bcache.expectNoChanges(onCache("sdb"));
  });

  it("are deleted from the top, and quietly again", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    await expect(cache.destroy()).rejects.toThrow(/in use/);
    const { id, outputs } = bcache;
    await bcache.destroy();
    await cache.destroy();
    await lab.newEngine().provider("Bcache").delete(id, outputs);
    expect(await listCacheSets(lab.client, machine)).toEqual([]);
  });

  it("are found by the next run when the first one died before it wrote its state", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    const run = lab.newEngine();
    const cacheAgain = run.resource("BcacheCacheSet", "cache");
    const bcacheAgain = run.resource("Bcache", "bcache0");
    await cacheAgain.apply({ machine, cacheDevice: "nvme0n1" });
    await bcacheAgain.apply(onCache("sdb"));
    expect([cacheAgain.id, bcacheAgain.id]).toEqual([cache.id, bcache.id]);
    await cacheAgain.expectNoChanges({ machine, cacheDevice: "nvme0n1" });
    await bcacheAgain.expectNoChanges(onCache("sdb"));
  });

  it("leave a cache set alone that another bcache uses", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply({ ...onCache("sdb"), uuid: "42184372-c7b8-45dd-a881-2856ce1c6826" });
    const run = lab.newEngine().resource("BcacheCacheSet", "mine");
    await expect(run.apply({ machine, cacheDevice: "nvme0n1" })).rejects.toThrow(
      /which bcache0 use, and this stack made neither/,
    );
  });

  it("refuse two resources of one program on one cache device", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const second = lab.engine.resource("BcacheCacheSet", "second");
    await expect(second.apply({ machine, cacheDevice: "nvme0n1" })).rejects.toThrow(
      /belongs to another resource of this program/,
    );
  });

  it("refuse the name of a cache set, which shifts", async () => {
    await expect(bcache.apply({ ...onCache("sdb"), cacheSet: "cache0" })).rejects.toThrow(
      /^cacheSet: give a BcacheCacheSet, or its id/,
    );
  });

  it("are replaced when they go to another machine, and the old ones are gone", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    const elsewhere = lab.systemId("delta");
    const other = lab.engine.resource("BcacheCacheSet", "other");
    await other.apply({ machine: elsewhere, cacheDevice: "sdb" });
    const moved = { machine: elsewhere, name: "bcache0", cacheSet: other.id, backingDevice: "nvme1n1" };
    expect(await bcache.apply(moved)).toBe("replace");
    expect(await cache.apply({ machine: elsewhere, cacheDevice: "sdc" })).toBe("replace");
    const [left, there] = [lab.emulator.machine("alpha"), lab.emulator.machine("delta")];
    expect([left.bcaches, left.cache_sets, there.bcaches.length, there.cache_sets.length]).toEqual([[], [], 1, 2]);
    await bcache.expectNoChanges(moved);
    await cache.expectNoChanges({ machine: elsewhere, cacheDevice: "sdc" });
  });

  /** The same resource in another run. */
  const nextRun = (kind: "Bcache" | "BcacheCacheSet", resource: Managed): Managed => {
    const next = lab.newEngine().continued(kind, kind === "Bcache" ? "bcache0" : "cache", resource);
    expect(next.identity).toBe(resource.identity);
    return next;
  };

  it("see drift, and repair it", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const args = { ...onCache("sdb"), tags: ["slow"], filesystem: { type: "xfs", mountPoint: "/srv" } };
    await bcache.apply(args);
    const changed = { ...onCache("sdb"), cacheMode: "writeback", filesystem: { type: "ext4" } };
    await nextRun("Bcache", bcache).apply(changed);
    await nextRun("BcacheCacheSet", cache).apply({ machine, cacheDevice: "nvme1n1" });

    const cacheNow = nextRun("BcacheCacheSet", cache);
    expect(await cacheNow.refresh()).toBe(true);
    expect(cacheNow.outputs).toMatchObject({ cacheDevice: "nvme1n1" });
    expect(await cacheNow.apply({ machine, cacheDevice: "nvme0n1" })).toBe("update");
    await cacheNow.expectNoChanges({ machine, cacheDevice: "nvme0n1" });

    const bcacheNow = nextRun("Bcache", bcache);
    expect(await bcacheNow.refresh()).toBe(true);
    expect(bcacheNow.outputs).toMatchObject({ cacheMode: "writeback", filesystem: { type: "ext4" } });
    expect(await bcacheNow.apply(args)).toBe("update");
    expect(await found()).toMatchObject({
      cache_mode: "writethrough",
      virtual_device: { tags: ["slow"], filesystem: { fstype: "xfs", mount_point: "/srv" } },
    });
    await bcacheNow.expectNoChanges(args);
  });

  it("are gone for a refresh when somebody deleted them, and are made again", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    await lab.newEngine().provider("Bcache").delete(bcache.id, bcache.outputs);
    await lab.newEngine().provider("BcacheCacheSet").delete(cache.id, cache.outputs);
    const [cacheAgain, bcacheAgain] = [nextRun("BcacheCacheSet", cache), nextRun("Bcache", bcache)];
    expect([await cacheAgain.refresh(), await bcacheAgain.refresh()]).toEqual([false, false]);
    expect(await cacheAgain.apply({ machine, cacheDevice: "nvme0n1" })).toBe("create");
    const args = { ...onCache("sdb"), cacheSet: cacheAgain.id };
    expect(await bcacheAgain.apply(args)).toBe("create");
    await cacheAgain.expectNoChanges({ machine, cacheDevice: "nvme0n1" });
    await bcacheAgain.expectNoChanges(args);
  });

  it.each([
    ["BcacheCacheSet", "machine", { machine: "alpha.maas", cacheDevice: "sdb" }],
    ["BcacheCacheSet", "cacheDevice", { cacheDevice: "sdz" }],
    ["BcacheCacheSet", "cacheDevice", { cacheDevice: "sda" }],
    ["BcacheCacheSet", "misspelt", { cacheDevice: "sdb", misspelt: 1 }],
    ["Bcache", "backingDevice", { backingDevice: "sdz" }],
    ["Bcache", "cacheMode", { backingDevice: "sdb", cacheMode: "fast" }],
    ["Bcache", "name", { backingDevice: "sdb", name: "" }],
  ] as const)("refuse, for a %s, a wrong %s by name, before anything is written: %j", async (kind, property, args) => {
    const given = {
      machine,
      ...(kind === "Bcache" ? { name: "b0", cacheSet: `${machine}/cache-set/1` } : {}),
      ...args,
    };
    lab.emulator.clearRequests();
    await expect(lab.engine.resource(kind, "wrong").apply(given)).rejects.toThrow(new RegExp(`^${property}: `));
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("are refused in the preview on a machine whose storage cannot change, unless they are there already", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    await bcache.apply(onCache("sdb"));
    lab.emulator.setMachine("alpha", { status: "Deployed", owner: "admin" });
    const run = lab.newEngine();
    const check = async (kind: "Bcache" | "BcacheCacheSet", name: string, args: object) => {
      const { identity } = run.resource(kind, name);
      return (await run.provider(kind).check({}, { machine, identity, ...args })).failures;
    };
    const refusal = [
      { property: "machine", reason: expect.stringMatching(/alpha .* is Deployed.*release it/) as unknown },
    ];
    expect(await check("BcacheCacheSet", "late", { cacheDevice: "nvme1n1" })).toEqual(refusal);
    expect(await check("Bcache", "late", { ...onCache("sdc"), name: "late" })).toEqual(refusal);
    expect(await check("BcacheCacheSet", "cache", { cacheDevice: "nvme0n1" })).toEqual([]);
    expect(await check("Bcache", "bcache0", onCache("sdb"))).toEqual([]);
  });

  it("have no uuid among their inputs but one that the program declares", async () => {
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const args = onCache("sdb");
    await bcache.apply(args);
    await bcache.refresh();
    expect(bcache.outputs["uuid"]).toBe(bcache.identity);
    expect(bcache.inputs).not.toHaveProperty("uuid");
    const declared = { ...args, uuid: "8444f2dd-bcd3-4878-9533-0f9fa95de578" };
    await bcache.apply(declared);
    await bcache.refresh();
    expect(bcache.inputs).toMatchObject({ uuid: declared.uuid });
  });
});
