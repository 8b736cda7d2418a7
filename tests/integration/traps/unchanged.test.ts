import { Between } from "../../../kit/handlers/between";
import { Lab } from "../../../kit/handlers/lab";
import { type Managed, TestEngine } from "../../../kit/handlers/managed";

/**
 * MAAS answers 200 and changes nothing when it does not understand a body: fields that it does not know, an encoding
 * without its name, a body that a proxy lost.
 */
describe("a write that MAAS answers with 200 and has not done", () => {
  let lab: Lab;
  let between: Between;
  let engine: TestEngine;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    between = await Between.start(lab.emulator.url);
    engine = new TestEngine({ url: between.url, apiKey: lab.emulator.apiKey });
    machine = lab.systemId("alpha");
  });
  afterEach(async () => {
    await between.close();
    await lab.close();
  });

  const raid = (more: object) => ({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...more });

  it.each([
    ["name", { name: "data" }],
    ["devices", { devices: ["sdb", "sdc", "sdd"] }],
    ["spareDevices", { spareDevices: ["sde"] }],
  ])("is an error that names the property: %s of a Raid", async (property, change) => {
    const md0 = engine.resource("Raid", "md0");
    await md0.apply(raid({}));
    between.meddle({ method: "PUT", body: "" });
    await expect(md0.apply(raid(change))).rejects.toThrow(
      new RegExp(`MAAS answered as if .*, but on the server ${property} is not as declared`),
    );
    expect(await md0.apply(raid(change))).toBe("update");
    await md0.expectNoChanges(raid(change));
  });

  it.each([
    ["name", { name: "b1" }],
    ["cacheMode", { cacheMode: "writeback" }],
    ["backingDevice", { backingDevice: "sdc" }],
  ])("is an error that names the property: %s of a Bcache", async (property, change) => {
    const cache = engine.resource("BcacheCacheSet", "cache");
    await cache.apply({ machine, cacheDevice: "nvme0n1" });
    const args = { machine, name: "b0", cacheSet: cache.id, backingDevice: "sdb" };
    const b0 = engine.resource("Bcache", "b0");
    await b0.apply(args);
    between.meddle({ method: "PUT", body: "" });
    await expect(b0.apply({ ...args, ...change })).rejects.toThrow(new RegExp(`${property} is not as declared`));
    between.meddle({ method: "PUT", path: /cache-set/, body: "" });
    await expect(cache.apply({ machine, cacheDevice: "nvme1n1" })).rejects.toThrow(/cacheDevice is not as declared/);
  });

  it("keeps what a creation has made, with its id, when a step after it was not done", async () => {
    const part = engine.resource("Partition", "part");
    const filesystem = { type: "ext4", mountPoint: "/srv", mountOptions: "noatime" };
    between.meddle({ method: "POST", path: /op=mount/, times: 9, body: "mount_point=%2Fsrv" });
    const failure = await failureOf(part, { machine, blockDevice: "sdb", filesystem });
    expect(failure).toMatchObject({
      id: expect.stringMatching(/\/partition\/\d+$/) as string,
      message: expect.stringContaining("filesystem is not as declared") as string,
      properties: { machine, filesystem: { type: "ext4", mountPoint: "/srv" } },
    });
  });

  it("is found in a creation, too: a partition of another size", async () => {
    const part = engine.resource("Partition", "part");
    between.meddle({ method: "POST", path: /partitions/, body: `uuid=${part.identity}&size=20000000` });
    const failure = await failureOf(part, { machine, blockDevice: "sdb", size: "10GB" });
    expect(failure).toMatchObject({ message: expect.stringContaining("size is not as declared") as string });
  });

  async function failureOf(resource: Managed, args: object): Promise<unknown> {
    return resource.apply({ ...args }).then(
      () => new Error("this was to fail"),
      (error: unknown) => error,
    );
  }
});
