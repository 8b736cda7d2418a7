import { getMachine } from "../../sdk";
import { configureByEnvironment } from "../../kit/handlers/configured";
import { Lab } from "../../kit/handlers/lab";
import { TestEngine } from "../../kit/handlers/managed";
import { type Kind } from "../../kit/layouts/declared";

describe("the key of a user who is no administrator", () => {
  let lab: Lab;
  let engine: TestEngine;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    engine = new TestEngine({ url: lab.emulator.url, apiKey: lab.emulator.apiKeys["operator"] ?? "" });
  });
  afterEach(() => lab.close());

  const declared = (): [Kind, object][] => [
    ["StorageLayout", { machine, layout: "flat" }],
    ["Partition", { machine, blockDevice: "sdb", size: "10GB" }],
    ["Raid", { machine, name: "md0", level: "raid-1", devices: ["sdc", "sdd"] }],
    ["BcacheCacheSet", { machine, cacheDevice: "nvme0n1" }],
    ["Bcache", { machine, name: "b0", cacheSet: `${machine}/cache-set/1`, backingDevice: "sde" }],
  ];

  it("is enough for a preview, which writes nothing", async () => {
    for (const [kind, args] of declared()) {
      const { identity } = engine.resource(kind, "it");
      expect((await engine.provider(kind).check({}, { ...args, identity })).failures).toEqual([]);
    }
    configureByEnvironment({ url: lab.emulator.url, apiKey: lab.emulator.apiKeys["operator"] ?? "" });
    expect(await getMachine({ hostname: "alpha" })).toMatchObject({ systemId: machine });
    await expect(getMachine({ hostname: "alpha", powerParameters: true })).rejects.toThrow(/administrator/);
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("changes no disk of a machine: MAAS refuses, and the error says who could", async () => {
    const before = JSON.stringify(lab.emulator.machine("alpha"));
    for (const [kind, args] of declared().filter(([kind]) => kind !== "Bcache")) {
      const work = engine.resource(kind, "it").apply({ ...args });
      await expect(work).rejects.toThrow(/answered 403: .*\n.*needs to be an administrator/);
    }
    expect(JSON.parse(JSON.stringify(lab.emulator.machine("alpha")))).toEqual(JSON.parse(before));
  });
});
