import { type Managed, type TestEngine } from "../../kit/handlers/managed";
import { type Kind } from "../../kit/layouts/declared";
import { Lab } from "../../kit/handlers/lab";

const P = { blockDevice: "sde", size: "1TB" };

/** What Node programs send for a property that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * When two resources under one are replaced, the engine deletes that one along with the first, and the second at the same
 * time: the order of the deletions is nobody's.
 */
describe("deletions of one replacement that come in any order", () => {
  let lab: Lab;
  let machine: string;
  let engine: TestEngine;
  let resources: Record<string, { kind: Kind; managed: Managed }>;

  const make = async (kind: Kind, name: string, args: object): Promise<string> => {
    const managed = engine.resource(kind, name);
    await managed.apply({ machine, ...args });
    resources[name] = { kind, managed };
    return managed.id;
  };

  beforeEach(async () => {
    lab = await Lab.start({ latency: 5 });
    machine = lab.systemId("alpha");
    engine = lab.engine;
    resources = {};
    const part = (name: string, blockDevice: string) => make("Partition", name, { blockDevice, size: "1TB" });
    const devices = [await part("a", "sdb"), await part("b", "sdc")];
    const md0 = await make("Raid", "md0", { name: "md0", level: "raid-1", devices });
    const cache = await make("BcacheCacheSet", "cache", { cacheDevice: await part("c", "sdd") });
    await make("Bcache", "bcache0", { name: "bcache0", cacheSet: cache, backingDevice: md0 });
    engine = lab.newQuickEngine();
    lab.requests("alpha");
  });
  afterEach(() => lab.close());

  /** The engine asks each resource that stands on what it replaces. */
  const ask = async (name: string, ...properties: string[]): Promise<void> => {
    const { kind, managed } = resources[name] ?? { kind: "Raid", managed: engine.resource("Raid", name) };
    const unknown = Object.fromEntries(properties.map((property) => [property, UNKNOWN]));
    const { replaces } = await engine
      .provider(kind)
      .diff(managed.id, managed.outputs, { ...managed.inputs, ...unknown });
    expect(replaces).toEqual(properties);
  };
  const remove = (name: string): Promise<void> => {
    const { kind, managed } = resources[name] ?? { kind: "Raid", managed: engine.resource("Raid", name) };
    return engine.provider(kind).delete(managed.id, managed.outputs);
  };
  const inOrder = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await remove(name);
  };
  const deletions = () => lab.requests("alpha").filter((line) => line.startsWith("DELETE"));

  it.each([
    [["b"], ["bcache0", "md0", "a"], ["cache", "c"]],
    [["cache", "c"], ["a"], ["bcache0", "md0", "b"]],
    [["a"], ["b"], ["c"], ["cache"], ["md0"], ["bcache0"]],
    [["bcache0", "cache", "c"], ["md0", "a"], ["b"]],
  ])("%j, %j, %j at the same time end with nothing left, each deleted once", async (...chains) => {
    await ask("md0", "devices");
    await ask("cache", "cacheDevice");
    await ask("bcache0", "cacheSet", "backingDevice");
    await Promise.all(chains.filter(Array.isArray).map(inOrder));
    expect(lab.emulator.machine("alpha")).toMatchObject({ raids: [], bcaches: [], cache_sets: [] });
    expect(JSON.stringify(lab.emulator.machine("alpha")["blockdevice_set"])).not.toContain('"type":"partition"');
    expect(deletions()).toHaveLength(6);
  });

  it("of a partition under a group under a volume under a RAID go from the top to the bottom", async () => {
    engine = lab.engine;
    const group = await make("VolumeGroup", "vg0", { name: "vg0", devices: [await make("Partition", "p", P)] });
    const volume = await make("LogicalVolume", "lv0", { volumeGroup: group, name: "lv0", size: "100GB" });
    await make("LogicalVolume", "lv1", { volumeGroup: group, name: "lv1", size: "100GB" });
    await make("Raid", "md9", { name: "md9", level: "raid-1", devices: [volume, "nvme0n1"] });
    engine = lab.newQuickEngine();
    lab.requests("alpha");
    await ask("vg0", "devices");
    await ask("lv0", "machine", "volumeGroup");
    await ask("lv1", "machine", "volumeGroup");
    await ask("md9", "devices");
    await Promise.all(["p", "vg0", "lv0", "lv1", "md9"].map(remove));
    expect(deletions()).toHaveLength(5);
    expect(lab.emulator.machine("alpha").volume_groups).toEqual([]);
    expect(JSON.stringify(lab.emulator.machine("alpha")["virtualblockdevice_set"])).not.toContain("vg0-");
  });

  it("wait for nobody when what stands on a device stays", async () => {
    await expect(remove("a")).rejects.toThrow(/sdb-part1 is still in use/);
    await expect(remove("cache")).rejects.toThrow(/in use/);
    expect(lab.requests("alpha").filter((line) => line === "DELETE nodes/raid/1/")).toEqual([]);
  });

  it("wait no longer when the deletion that they wait for has failed", async () => {
    await ask("md0", "devices");
    const start = Date.now();
    const results = await Promise.allSettled([remove("a"), remove("md0")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    // The minute for which a deletion is waited at most.
    expect(Date.now() - start).toBeLessThan(60_000);
  });
});
