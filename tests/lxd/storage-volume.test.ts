import { identityOf, LxdEngine, LxdResource } from "../../kit/lxd/engine";
import { sharedWitness } from "../../kit/lxd/shared";

const lxd = sharedWitness();
const at = (pool: string, name: string, project = "default") =>
  `/1.0/storage-pools/${pool}/volumes/custom/${name}?project=${project}`;
const onServer = (pool: string, name: string, project?: string) => lxd.find(at(pool, name, project));

beforeAll(async () => {
  await lxd.ask("POST", "/1.0/storage-pools", { name: "sv-one", driver: "btrfs", config: { size: "512MiB" } });
  await lxd.ask("POST", "/1.0/storage-pools", { name: "sv-two", driver: "dir" });
  await lxd.ask("POST", "/1.0/projects", { name: "sv-project", config: { "features.storage.volumes": "true" } });
});

afterAll(async () => {
  for (const pool of ["sv-one", "sv-two"]) await lxd.ask("DELETE", `/1.0/storage-pools/${pool}`);
  await lxd.ask("DELETE", "/1.0/projects/sv-project");
});

describe("a volume", () => {
  test("is made with size, description and configuration, and a second run changes nothing", async () => {
    const volume = new LxdResource("StorageVolume", "a");
    const args = { pool: "sv-one", name: "a", size: "100MiB", description: "data", config: { "user.a": true } };
    expect(await volume.apply(args)).toBe("create");
    expect(volume.id).toBe("default/sv-one/a");
    expect(volume.outputs).toMatchObject({ contentType: "filesystem", size: 104_857_600, sizeBytes: 104_857_600 });
    expect(await onServer("sv-one", "a")).toMatchObject({
      description: "data",
      config: { size: "100MiB", "user.a": "true", "user.pulumi": volume.identity },
    });
    await volume.expectNoChanges(args);
    await volume.destroy();
    expect(await onServer("sv-one", "a")).toBeUndefined();
  });

  test("changes size, description and configuration in place; sizes in other words are no difference", async () => {
    const volume = new LxdResource("StorageVolume", "b");
    await volume.apply({ pool: "sv-one", name: "b", size: "100MiB", config: { "user.a": "1" } });
    await lxd.ask("PATCH", at("sv-one", "b"), { description: "", config: { size: "104857600", "user.other": "x" } });
    await volume.expectNoChanges({ pool: "sv-one", name: "b", size: 104_857_600, config: { "user.a": "1" } });
    const args = { pool: "sv-one", name: "b", size: "200MiB", description: "more", config: { "user.b": "2" } };
    expect(await volume.apply(args)).toBe("update");
    const now = await onServer("sv-one", "b");
    expect(now).toMatchObject({
      description: "more",
      config: { size: "200MiB", "user.b": "2", "user.other": "x", "user.pulumi": volume.identity },
    });
    expect(now?.["config"]).not.toHaveProperty(["user.a"]);
    await volume.expectNoChanges(args);
    await volume.destroy();
  });

  test("is renamed, moved to another pool and to another project with what is in it", async () => {
    const volume = new LxdResource("StorageVolume", "c");
    await volume.apply({ pool: "sv-one", name: "c", config: { "user.a": "1" } });
    await lxd.ask("POST", "/1.0/storage-pools/sv-one/volumes/custom/c/snapshots", { name: "proof" });
    for (const [pool, name, project] of [
      ["sv-one", "c2", "default"],
      ["sv-two", "c2", "default"],
      ["sv-one", "c3", "default"],
      ["sv-one", "c3", "sv-project"],
      ["sv-two", "c4", "default"],
    ] as const) {
      const args = { pool, name, project, config: { "user.a": "1" } };
      expect(await volume.apply(args)).toBe("update");
      const path = at(pool, name, project);
      expect(await lxd.find(path)).toMatchObject({ project, config: { "user.a": "1" } });
      expect(await lxd.find(path.replace("?", "/snapshots/proof?"))).toBeDefined();
      await volume.expectNoChanges(args);
      expect(volume.id).toBe(`${project}/${pool}/${name}`);
    }
    expect(await onServer("sv-one", "c")).toBeUndefined();
    await volume.destroy();
    expect(await onServer("sv-two", "c4")).toBeUndefined();
  });

  test("moves and changes in one run", async () => {
    const volume = new LxdResource("StorageVolume", "d");
    await volume.apply({ pool: "sv-one", name: "d", size: "50MiB" });
    const args = { pool: "sv-two", name: "d2", size: "60MiB", description: "moved" };
    expect(await volume.apply(args)).toBe("update");
    expect(await onServer("sv-two", "d2")).toMatchObject({ description: "moved", config: { size: "60MiB" } });
    await volume.expectNoChanges(args);
    await volume.destroy();
  });

  test("is made anew, the old one first, when its content type changes", async () => {
    const volume = new LxdResource("StorageVolume", "e");
    await volume.apply({ pool: "sv-two", name: "e" });
    const args = { pool: "sv-two", name: "e", contentType: "block", size: "8MiB" };
    expect(await volume.apply(args)).toBe("replace");
    expect(await onServer("sv-two", "e")).toMatchObject({ content_type: "block" });
    await volume.expectNoChanges(args);
    await expect(volume.apply({ ...args, size: "4MiB" })).rejects.toThrow(/^size: .*a block volume cannot shrink/);
    expect(await volume.apply({ ...args, size: "16MiB" })).toBe("update");
    await volume.destroy();
  });

  test("is copied from another one, with its size unless another is given, and goes its own way then", async () => {
    const source = new LxdResource("StorageVolume", "f");
    await source.apply({ pool: "sv-one", name: "f", size: "80MiB", config: { "user.a": "1" } });
    const copy = new LxdResource("StorageVolume", "f2");
    const args = { pool: "sv-one", name: "f2", description: "copy", copyFrom: { pool: "sv-one", name: "f" } };
    expect(await copy.apply(args)).toBe("create");
    expect(await onServer("sv-one", "f2")).toMatchObject({
      description: "copy",
      config: { size: "80MiB", "user.a": "1", "user.pulumi": copy.identity },
    });
    await source.destroy();
    await copy.expectNoChanges(args);
    await copy.expectNoChanges({ pool: "sv-one", name: "f2", description: "copy" });
    await copy.destroy();
  });
});

describe("a volume that is not as the state has it", () => {
  test("is repaired, and made again when it was deleted outside", async () => {
    const volume = new LxdResource("StorageVolume", "g");
    const args = { pool: "sv-one", name: "g", size: "50MiB", description: "d" };
    await volume.apply(args);
    await lxd.ask("PUT", at("sv-one", "g"), { description: "other" });
    expect(await volume.refresh()).toBe(true);
    expect(await volume.apply(args)).toBe("update");
    expect(await onServer("sv-one", "g")).toMatchObject({ description: "d", config: { size: "50MiB" } });
    await lxd.ask("DELETE", at("sv-one", "g"));
    expect(await volume.refresh()).toBe(false);
    expect(await volume.apply(args)).toBe("create");
    await lxd.ask("DELETE", at("sv-one", "g"));
    await volume.destroy();
  });

  test("is not deleted while an instance uses it, which is named", async () => {
    const volume = new LxdResource("StorageVolume", "h");
    await volume.apply({ pool: "sv-two", name: "h" });
    await lxd.ask("POST", "/1.0/instances", {
      name: "sv-user",
      type: "container",
      source: { type: "none" },
      devices: {
        root: { type: "disk", path: "/", pool: "sv-two" },
        data: { type: "disk", pool: "sv-two", source: "h", path: "/data" },
      },
    });
    await expect(volume.destroy()).rejects.toThrow("volume default/sv-two/h is still in use by instances sv-user");
    await lxd.ask("DELETE", "/1.0/instances/sv-user");
    await volume.destroy();
  });

  test("is looked for only in the project, the pool and the server that it was made in", async () => {
    const volume = new LxdResource("StorageVolume", "i");
    await volume.apply({ pool: "sv-one", name: "i" });
    const elsewhere = new LxdEngine().continued("StorageVolume", "i", volume);
    elsewhere.outputs = { ...volume.outputs, serverFingerprint: "f".repeat(64), marker: "another" };
    await expect(elsewhere.refresh()).rejects.toThrow(/was made with the LXD at .* is another .* set lxd:endpoint/);
    await expect(elsewhere.destroy()).rejects.toThrow(/set lxd:endpoint/);
    expect(await onServer("sv-one", "i")).toBeDefined();
    // With the same mark it is the same volume: the server only has a new certificate.
    const renewed = new LxdEngine().continued("StorageVolume", "i", volume);
    renewed.outputs = { ...volume.outputs, serverFingerprint: "f".repeat(64) };
    expect(await renewed.refresh()).toBe(true);
    await volume.destroy();
  });
});

describe("a volume that another resource continues under an alias", () => {
  const args = { pool: "sv-one", name: "alias" };

  /** Deletes what the state of the old name has, after the new one was declared; says whether the volume is gone. */
  const isDeleted = async (declared: object): Promise<boolean> => {
    const old = new LxdResource("StorageVolume", "old-name");
    await old.apply(args);
    const provider = new LxdEngine().provider("StorageVolume");
    const { inputs } = await provider.check(old.inputs, {
      ...args,
      ...declared,
      identity: identityOf("StorageVolume", "new-name"),
    });
    await provider.diff(old.id, old.outputs, inputs);
    await provider.delete(old.id, old.outputs);
    const isGone = (await onServer("sv-one", "alias")) === undefined;
    await old.destroy();
    return isGone;
  };

  test("stays when the old resource goes", async () => {
    expect(await isDeleted({})).toBe(false);
  });

  test("is deleted where Pulumi makes it anew for a change that the provider would make in place", async () => {
    expect(await isDeleted({ description: "replaceOnChanges" })).toBe(true);
  });
});

describe("what is refused before anything is written", () => {
  test.each([
    [{ pool: "sv-one", name: "maas-1234" }, /^name: volumes named "maas-…" are disks of virtual machines/],
    [{ pool: "sv-one", name: "a/b" }, /^name: a name has letters/],
    [{ pool: "sv-one", name: "x", contentType: "iso" }, /^contentType: a custom volume is/],
    [{ pool: "sv-one", name: "x", target: "m1" }, /^target: this LXD is not a cluster/],
    [{ pool: "sv-one", name: "x", contentType: "block", copyFrom: { pool: "p", name: "v" } }, /^contentType: a copy/],
    [{ pool: "sv-one", name: "x", project: "nowhere" }, /Project not found/],
  ])("%j", async (args, text) => {
    await expect(new LxdResource("StorageVolume", "x").apply(args)).rejects.toThrow(text);
  });

  test("a volume of MAAS is not read by its id either", async () => {
    await lxd.ask("POST", "/1.0/storage-pools/sv-two/volumes/custom", { name: "maas-1" });
    const provider = new LxdEngine().provider("StorageVolume");
    await expect(provider.read("default/sv-two/maas-1", {})).rejects.toThrow(/only MAAS manages it/);
    await lxd.ask("DELETE", at("sv-two", "maas-1"));
  });
});
