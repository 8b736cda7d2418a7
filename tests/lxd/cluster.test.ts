import { startCluster } from "../../kit/lxd/cluster";
import { type LxdDaemon } from "../../kit/lxd/daemon";
import { LxdResource } from "../../kit/lxd/engine";

describe("a cluster of two members", () => {
  let members: readonly [LxdDaemon, LxdDaemon];
  let lxd: LxdDaemon["witness"];
  let configuration: Record<string, string>;

  beforeAll(async () => {
    members = await startCluster();
    lxd = members[0].witness;
    configuration = { "lxd:endpoint": members[0].endpoint };
  });
  afterAll(async () => {
    for (const member of [...members].reverse()) await member.stop();
  });

  const resource = (kind: "StoragePool" | "StorageVolume" | "StorageVolumeSnapshot", name: string) =>
    new LxdResource(kind, name, configuration);

  test("gets a pool on every member, with what single members have of their own", async () => {
    const pool = resource("StoragePool", "a");
    const args = {
      name: "cl-a",
      driver: "btrfs",
      size: "256MiB",
      description: "both",
      config: { "user.a": "1" },
      memberConfig: { m2: { size: "300MiB" } },
    };
    expect(await pool.apply(args)).toBe("create");
    expect(pool.outputs).toMatchObject({ status: "Created", locations: ["m1", "m2"] });
    expect(await lxd.find("/1.0/storage-pools/cl-a?target=m1")).toMatchObject({ config: { size: "256MiB" } });
    expect(await lxd.find("/1.0/storage-pools/cl-a?target=m2")).toMatchObject({ config: { size: "300MiB" } });
    await pool.expectNoChanges(args);
    const changed = { ...args, description: "two", config: { "user.a": "2" } };
    expect(await pool.apply(changed)).toBe("update");
    expect(await lxd.find("/1.0/storage-pools/cl-a")).toMatchObject({ description: "two", config: { "user.a": "2" } });
    await pool.expectNoChanges(changed);
    await pool.destroy();
    expect(await lxd.find("/1.0/storage-pools/cl-a")).toBeUndefined();
  });

  test("gets a pool that an interrupted run has only defined on a member", async () => {
    await lxd.ask("POST", "/1.0/storage-pools?target=m1", { name: "cl-b", driver: "dir" });
    const pool = resource("StoragePool", "b");
    expect(await pool.apply({ name: "cl-b", driver: "dir" })).toBe("create");
    expect(await lxd.find("/1.0/storage-pools/cl-b")).toMatchObject({ status: "Created" });
    await pool.destroy();
  });

  test("keeps volumes of one name on two members apart", async () => {
    const pool = resource("StoragePool", "c");
    await pool.apply({ name: "cl-c", driver: "dir" });
    const [one, two] = [resource("StorageVolume", "c1"), resource("StorageVolume", "c2")];
    const args = { pool: "cl-c", name: "v" };
    expect(await one.apply({ ...args, target: "m1" })).toBe("create");
    expect(await two.apply({ ...args, target: "m2", description: "second" })).toBe("create");
    expect([one.id, two.id]).toEqual(["default/cl-c/v@m1", "default/cl-c/v@m2"]);
    await one.expectNoChanges({ ...args, target: "m1" });
    await two.expectNoChanges({ ...args, target: "m2", description: "second" });
    const snapshot = resource("StorageVolumeSnapshot", "c");
    await snapshot.apply({ pool: "cl-c", volume: "v", name: "s", target: "m2" });
    await snapshot.expectNoChanges({ pool: "cl-c", volume: "v", name: "s", target: "m2" });
    expect(await lxd.find("/1.0/storage-pools/cl-c/volumes/custom/v/snapshots/s?target=m1")).toBeUndefined();
    await snapshot.destroy();
    await one.destroy();
    expect(await lxd.find("/1.0/storage-pools/cl-c/volumes/custom/v?target=m2")).toMatchObject({ name: "v" });
    expect(await two.apply({ ...args, name: "w", target: "m2", description: "second" })).toBe("update");
    expect(await lxd.find("/1.0/storage-pools/cl-c/volumes/custom/w?target=m2")).toMatchObject({ location: "m2" });
    await two.destroy();
    await pool.destroy();
  });

  test("puts a volume without a member on the one that is spoken to, and finds it there again", async () => {
    const pool = resource("StoragePool", "d");
    await pool.apply({ name: "cl-d", driver: "dir" });
    const volume = resource("StorageVolume", "d");
    const args = { pool: "cl-d", name: "v" };
    await volume.apply(args);
    expect(volume.outputs).toMatchObject({ location: "m1" });
    await volume.expectNoChanges(args);
    expect(await volume.apply({ ...args, description: "there" })).toBe("update");
    await volume.destroy();
    await pool.destroy();
  });
});
