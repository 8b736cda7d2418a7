import { LxdEngine, LxdResource } from "../../kit/lxd/engine";
import { sharedWitness } from "../../kit/lxd/shared";

const lxd = sharedWitness();
const at = (volume: string, name: string, pool = "ss-one") =>
  `/1.0/storage-pools/${pool}/volumes/custom/${volume}/snapshots/${name}`;

beforeAll(async () => {
  await lxd.ask("POST", "/1.0/storage-pools", { name: "ss-one", driver: "btrfs", config: { size: "512MiB" } });
  await lxd.ask("POST", "/1.0/storage-pools", { name: "ss-two", driver: "dir" });
});

afterAll(async () => {
  for (const pool of ["ss-one", "ss-two"]) await lxd.ask("DELETE", `/1.0/storage-pools/${pool}`);
});

const makeVolume = (name: string) => lxd.ask("POST", "/1.0/storage-pools/ss-one/volumes/custom", { name });
const dropVolume = (name: string) => lxd.ask("DELETE", `/1.0/storage-pools/ss-one/volumes/custom/${name}`);

describe("a snapshot", () => {
  test("is taken, changed and renamed in place, and deleted, and a second run changes nothing", async () => {
    await makeVolume("a");
    const snapshot = new LxdResource("StorageVolumeSnapshot", "a");
    const args = { pool: "ss-one", volume: "a", name: "s1", description: "before", expiresAt: "2035-01-01T00:00:00Z" };
    expect(await snapshot.apply(args)).toBe("create");
    expect(snapshot.id).toBe("default/ss-one/a/s1");
    expect(await lxd.find(at("a", "s1"))).toMatchObject({
      description: "before",
      expires_at: "2035-01-01T00:00:00Z",
      config: { "user.pulumi.snapshot": snapshot.identity },
    });
    await snapshot.expectNoChanges(args);
    const changed = { ...args, description: "after", expiresAt: "2036-01-01T01:00:00+01:00", name: "s2" };
    expect(await snapshot.apply(changed)).toBe("update");
    expect(await lxd.find(at("a", "s1"))).toBeUndefined();
    expect(await lxd.find(at("a", "s2"))).toMatchObject({ description: "after", expires_at: "2036-01-01T00:00:00Z" });
    await snapshot.expectNoChanges(changed);
    expect(await snapshot.apply({ pool: "ss-one", volume: "a", name: "s2" })).toBe("update");
    expect(await lxd.find(at("a", "s2"))).toMatchObject({ description: "", expires_at: "0001-01-01T00:00:00Z" });
    await snapshot.destroy();
    expect(await lxd.find(at("a", "s2"))).toBeUndefined();
    await dropVolume("a");
  });

  test("is repaired, made again when it was deleted outside, and deleted twice in peace", async () => {
    await makeVolume("b");
    const snapshot = new LxdResource("StorageVolumeSnapshot", "b");
    const args = { pool: "ss-one", volume: "b", name: "s1", description: "mine" };
    await snapshot.apply(args);
    await lxd.ask("PUT", at("b", "s1"), { description: "other", expires_at: null });
    expect(await snapshot.refresh()).toBe(true);
    expect(await snapshot.apply(args)).toBe("update");
    expect(await lxd.find(at("b", "s1"))).toMatchObject({ description: "mine" });
    await lxd.ask("DELETE", at("b", "s1"));
    expect(await snapshot.refresh()).toBe(false);
    expect(await snapshot.apply(args)).toBe("create");
    await lxd.ask("DELETE", at("b", "s1"));
    await snapshot.destroy();
    await dropVolume("b");
  });

  test("is not taken for one that somebody else took under the same name", async () => {
    await makeVolume("c");
    await lxd.ask("POST", at("c", "").slice(0, -1), { name: "s1" });
    const snapshot = new LxdResource("StorageVolumeSnapshot", "c");
    const args = { pool: "ss-one", volume: "c", name: "s1" };
    await expect(snapshot.apply(args)).rejects.toThrow(/^name: snapshot default\/ss-one\/c\/s1 exists, and this stack/);
    expect(await snapshot.apply({ ...args, adopt: true })).toBe("create");
    await lxd.ask("DELETE", at("c", "s1"));
    await dropVolume("c");
  });

  test("goes along when its volume is moved in the same run, and is made anew for another volume", async () => {
    const run = new LxdEngine();
    const volume = run.resource("StorageVolume", "d");
    const snapshot = run.resource("StorageVolumeSnapshot", "d");
    await volume.apply({ pool: "ss-one", name: "d" });
    await snapshot.apply({ pool: "ss-one", volume: "d", name: "s1" });

    const second = new LxdEngine();
    const moved = second.continued("StorageVolume", "d", volume);
    const followed = second.continued("StorageVolumeSnapshot", "d", snapshot);
    expect(await moved.apply({ pool: "ss-two", name: "d2" })).toBe("update");
    expect(await followed.apply({ pool: "ss-two", volume: "d2", name: "s1" })).toBe("update");
    expect(followed.outputs).toMatchObject({ pool: "ss-two", volume: "d2" });
    await followed.expectNoChanges({ pool: "ss-two", volume: "d2", name: "s1" });

    await makeVolume("e");
    const third = new LxdEngine();
    const other = third.continued("StorageVolumeSnapshot", "d", followed);
    expect(await other.apply({ pool: "ss-one", volume: "e", name: "s1" })).toBe("replace");
    expect(await lxd.find(at("d2", "s1", "ss-two"))).toBeUndefined();
    expect(await lxd.find(at("e", "s1"))).toBeDefined();
    await new LxdEngine().continued("StorageVolumeSnapshot", "d", other).destroy();
    await new LxdEngine().continued("StorageVolume", "d", moved).destroy();
    await dropVolume("e");
  });

  test.each([
    [{ pool: "ss-one", volume: "x", name: "a/b" }, /^name: a name has letters/],
    [{ pool: "ss-one", volume: "x", name: "s", expiresAt: "tomorrow" }, /^expiresAt: "tomorrow" is not a time/],
    [{ pool: "ss-one", volume: "maas-1", name: "s" }, /^volume: volumes named "maas-…"/],
  ])("%j is refused before anything is written", async (args, text) => {
    await expect(new LxdResource("StorageVolumeSnapshot", "x").apply(args)).rejects.toThrow(text);
  });
});
