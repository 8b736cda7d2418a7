import { listBcaches } from "../../../provider/maas/api/bcaches";
import { listCacheSets } from "../../../provider/maas/api/bcache-cache-sets";
import { type Managed } from "../../support/managed";
import { Lab } from "../../support/lab";

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
});
