import { LxdResource } from "../../kit/lxd/engine";
import { sharedWitness } from "../../kit/lxd/shared";

const lxd = sharedWitness();
const hasExtension = async (name: string): Promise<boolean> => {
  const { api_extensions: extensions } = await lxd.ask("GET", "/1.0");
  return Array.isArray(extensions) && extensions.includes(name);
};
const onServer = (name: string) => lxd.find(`/1.0/storage-pools/${name}`);

describe("a storage pool", () => {
  test("is made with its configuration, and a second run changes nothing", async () => {
    const pool = new LxdResource("StoragePool", "a");
    const args = { name: "sp-a", driver: "btrfs", size: "256MiB", description: "fast", config: { "user.rack": 7 } };
    expect(await pool.apply(args)).toBe("create");
    expect(pool.id).toBe("sp-a");
    expect(pool.outputs).toMatchObject({ status: "Created", size: 268_435_456, locations: [] });
    expect(await onServer("sp-a")).toMatchObject({
      driver: "btrfs",
      description: "fast",
      config: { "user.rack": "7", size: "256MiB", "user.pulumi": pool.identity },
    });
    await pool.expectNoChanges(args);
    await pool.destroy();
    expect(await onServer("sp-a")).toBeUndefined();
  });

  test("changes description and configuration in place, and keeps what others set", async () => {
    const pool = new LxdResource("StoragePool", "b");
    const args = { name: "sp-b", driver: "dir", description: "one", config: { "user.a": "1", "user.b": "1" } };
    await pool.apply(args);
    await lxd.ask("PATCH", "/1.0/storage-pools/sp-b", { description: "one", config: { "user.other": "x" } });
    await pool.expectNoChanges(args);
    const changed = { name: "sp-b", driver: "dir", description: "two", config: { "user.a": "2" } };
    expect(await pool.apply(changed)).toBe("update");
    const now = await onServer("sp-b");
    expect(now).toMatchObject({ description: "two", config: { "user.a": "2", "user.other": "x" } });
    expect(now?.["config"]).not.toHaveProperty(["user.b"]);
    await pool.expectNoChanges(changed);
    expect(await pool.apply({ name: "sp-b", driver: "dir" })).toBe("update");
    expect(await onServer("sp-b")).toMatchObject({ description: "" });
    await pool.destroy();
  });
});

describe("a storage pool that is not as the state has it", () => {
  test("is repaired where a key of the program's was changed", async () => {
    const pool = new LxdResource("StoragePool", "c");
    const args = { name: "sp-c", driver: "dir", description: "d", config: { "user.a": "1" } };
    await pool.apply(args);
    await lxd.ask("PATCH", "/1.0/storage-pools/sp-c", { config: { "user.a": "2" } });
    expect(await pool.refresh()).toBe(true);
    expect(await pool.apply(args)).toBe("update");
    expect(await onServer("sp-c")).toMatchObject({ description: "d", config: { "user.a": "1" } });
    await pool.destroy();
  });

  test("is made again when it was deleted outside, and a deletion of what is gone is quiet", async () => {
    const pool = new LxdResource("StoragePool", "d");
    const args = { name: "sp-d", driver: "dir" };
    await pool.apply(args);
    await lxd.ask("DELETE", "/1.0/storage-pools/sp-d");
    expect(await pool.refresh()).toBe(false);
    expect(await pool.apply(args)).toBe("create");
    await lxd.ask("DELETE", "/1.0/storage-pools/sp-d");
    await pool.destroy();
  });

  test("is somebody else's when it was made again under the same name: it is neither changed nor deleted", async () => {
    const pool = new LxdResource("StoragePool", "e");
    await pool.apply({ name: "sp-e", driver: "dir" });
    await lxd.ask("DELETE", "/1.0/storage-pools/sp-e");
    await lxd.ask("POST", "/1.0/storage-pools", { name: "sp-e", driver: "dir", config: { "user.pulumi": "other" } });
    await pool.destroy();
    expect(await onServer("sp-e")).toMatchObject({ config: { "user.pulumi": "other" } });
    await lxd.ask("DELETE", "/1.0/storage-pools/sp-e");
  });

  test("is replaced, the old one first, when its driver changes", async () => {
    const pool = new LxdResource("StoragePool", "f");
    await pool.apply({ name: "sp-f", driver: "dir" });
    const args = { name: "sp-f", driver: "btrfs", size: "256MiB" };
    expect(await pool.apply(args)).toBe("replace");
    expect(await onServer("sp-f")).toMatchObject({ driver: "btrfs" });
    await pool.expectNoChanges(args);
    await pool.destroy();
  });

  test("is not taken over by a resource that did not make it, unless the program says so", async () => {
    await lxd.ask("POST", "/1.0/storage-pools", { name: "sp-g", driver: "dir", description: "by hand" });
    const pool = new LxdResource("StoragePool", "g");
    await expect(pool.apply({ name: "sp-g", driver: "dir" })).rejects.toThrow(
      /^name: storage pool sp-g exists, and this stack did not make it: .* adopt: true$/,
    );
    const args = { name: "sp-g", driver: "dir", adopt: true, config: { "user.a": "1" } };
    expect(await pool.apply(args)).toBe("create");
    expect(await onServer("sp-g")).toMatchObject({
      description: "by hand",
      config: { "user.a": "1", "user.pulumi": pool.identity },
    });
    await pool.expectNoChanges(args);
    const twin = new LxdResource("StoragePool", "g2");
    await expect(twin.apply(args)).rejects.toThrow(/made it under another resource name.*aliases/);
    await pool.destroy();
  });
});

describe("what is refused before anything is written", () => {
  const args = { name: "sp-h", driver: "btrfs", size: "512MiB" };

  test.each([
    [{ ...args, name: "a b" }, "name: a name has letters, digits, and . _ - between them"],
    [{ ...args, size: "1 bucket" }, /^size: "1 bucket" is not a size/],
    [{ ...args, config: { source: "/x" } }, "config.source: give source as a property of its own"],
    [{ ...args, config: { "user.pulumi": "x" } }, /^config\.user\.pulumi: this key is how/],
    [{ ...args, config: { "volume.size": "1.5GiB" } }, /^config\.volume\.size: "1.5GiB": LXD takes whole numbers/],
    [{ ...args, driver: "dir" }, /^size: a pool with the driver "dir"/],
    [{ ...args, driver: "floppy" }, /^driver: LXD at unix:.* has no driver "floppy"; it has .*dir/],
    [{ ...args, memberConfig: { m1: { size: "1GiB" } } }, /^memberConfig: this LXD is not a cluster/],
    [{ ...args, colour: "red" }, "colour: no such property"],
  ])("%j", async (refused, text) => {
    await expect(new LxdResource("StoragePool", "h").apply(refused)).rejects.toThrow(text);
  });

  test("a smaller pool, and a larger one where LXD would only say that it is", async () => {
    const pool = new LxdResource("StoragePool", "h");
    await pool.apply(args);
    await expect(pool.apply({ ...args, size: "256MiB" })).rejects.toThrow(/^size: .*LXD cannot make a pool smaller/);
    const larger = { ...args, size: "1GiB" };
    if (await hasExtension("storage_pool_loop_resize")) {
      expect(await pool.apply(larger)).toBe("update");
      const { space } = (await lxd.find("/1.0/storage-pools/sp-h/resources")) ?? {};
      expect(space).toMatchObject({ total: 2 ** 30 });
      await pool.expectNoChanges(larger);
    } else {
      await expect(pool.apply(larger)).rejects.toThrow(
        /^size: growing a pool needs the API extension "storage_pool_loop_resize", which lxd 5\.0\.2 at .* lacks/,
      );
    }
    await pool.destroy();
  });

  test("a deletion while something is in the pool, by its name", async () => {
    const pool = new LxdResource("StoragePool", "i");
    await pool.apply({ name: "sp-i", driver: "dir" });
    await lxd.ask("POST", "/1.0/storage-pools/sp-i/volumes/custom", { name: "precious" });
    await expect(pool.destroy()).rejects.toThrow(/storage pool sp-i is still in use by volume precious/);
    await lxd.ask("DELETE", "/1.0/storage-pools/sp-i/volumes/custom/precious");
    await pool.destroy();
  });
});
