import { z } from "zod";

import { listBlockDevices } from "../../provider/maas/api/block-devices";
import { HandOver, regionHash, removeAbandoned } from "../../provider/maas/machine/hand-over";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { writesToCreate } from "../../kit/layouts/declared";
import { eight } from "../../kit/layouts/layouts";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";
import { TestEngine } from "../../kit/handlers/managed";

const MACHINES = 40;
const ENGINE = `127.0.0.1:${process.pid}`;

describe("the looks of a run at 40 machines", () => {
  let lab: Lab;
  let program: HandOver;
  let region: string;

  beforeEach(async () => {
    lab = await Lab.start({ fleet: blankFleet(MACHINES) });
    region = regionHash(lab.emulator.url, lab.emulator.apiKey);
    const found = HandOver.of(ENGINE);
    if (found === undefined) throw new Error("there is no folder for hand-overs");
    program = found;
  });
  afterEach(async () => {
    removeAbandoned(Infinity);
    await lab.close();
  });

  const systemIds = () => Array.from({ length: MACHINES }, (_, at) => lab.systemId(hostnameOf(at)));
  const newEngine = () => new TestEngine(lab.emulator, undefined, ENGINE);

  /** The engine asks for one check at a time. */
  const checkAll = async (engine: TestEngine): Promise<void> => {
    for (const machine of systemIds()) {
      const partition = engine.resource("Partition", `data-${machine}`);
      const args = { machine, blockDevice: "sda", identity: partition.identity };
      expect((await engine.provider("Partition").check({}, args)).failures).toEqual([]);
    }
  };
  const requests = () => {
    const all = lab.emulator.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/2\.0\//, "")}`);
    lab.emulator.clearRequests();
    return all;
  };
  const documents = async (): Promise<Record<string, unknown>[]> => {
    const response = await lab.client.request({
      method: "GET",
      path: ["machines"],
      schema: z.array(z.record(z.string(), z.unknown())),
    });
    lab.emulator.clearRequests();
    return response;
  };
  const tellDocuments = async (at = Date.now()): Promise<void> => {
    for (const document of await documents()) {
      program.tell({ at, region, systemId: String(document["system_id"]), document });
    }
  };

  it("are none when the program has read the machines", async () => {
    await tellDocuments();
    await checkAll(newEngine());
    expect(requests()).toEqual([]);
  });

  it("are a few lists when the program has only named them", async () => {
    for (const systemId of systemIds()) program.tell({ at: Date.now(), region, systemId });
    await checkAll(newEngine());
    expect(requests()).toEqual(["GET machines/", "GET machines/", "GET machines/"]);
  });

  it("are one document each when nothing was told, or another region's, or long ago", async () => {
    await tellDocuments(Date.now() - 301_000);
    program.tell({ at: Date.now(), region: "another", systemId: systemIds()[0] ?? "" });
    await checkAll(newEngine());
    expect(requests()).toEqual(systemIds().map((systemId) => `GET machines/${systemId}/`));
  });

  it("find what the program has read only before anything was written: later it is read anew", async () => {
    const [machine = ""] = systemIds();
    const before = await documents();
    const engine = newEngine();
    const first = engine.resource("Partition", "first");
    await first.apply({ machine, blockDevice: "sda", size: "1GB" });
    const [document] = before.filter((one) => one["system_id"] === machine);
    program.tell({ at: Date.now(), region, systemId: machine, document });
    await engine.resource("Partition", "second").apply({ machine, blockDevice: "sda", size: "1GB" });
    const disks = await listBlockDevices(lab.client, machine);
    expect(disks.find(({ name }) => name === "sda")?.partitions).toHaveLength(2);
  });

  it("say of a machine that is missing in a list that there is none", async () => {
    const [machine = ""] = systemIds();
    for (const systemId of [machine, "zzzzzz", "yyyyyy"]) program.tell({ at: Date.now(), region, systemId });
    const engine = newEngine();
    const { failures } = await engine.provider("Partition").check({}, { machine: "zzzzzz", blockDevice: "sda" });
    expect(failures.map(({ property }) => property)).toEqual(["machine"]);
    expect(failures[0]?.reason).toContain('has no machine "zzzzzz"');
  });

  it("are single when one machine spoils the list for all", async () => {
    for (const systemId of systemIds().slice(0, 3)) program.tell({ at: Date.now(), region, systemId });
    lab.emulator.faults.add({ kind: "malform", path: /\/machines\/$/, times: "all" });
    const engine = new TestEngine(lab.emulator, () => Promise.resolve(), ENGINE);
    const [machine = ""] = systemIds();
    const { failures } = await engine.provider("Partition").check({}, { machine, blockDevice: "sda" });
    expect(failures).toEqual([]);
  });

  it("forget a file of a run that ended half a day ago", () => {
    program.tell({ at: 0, region, systemId: "abc123" });
    removeAbandoned(Date.now() + 13 * 3_600_000);
    expect(HandOver.of(ENGINE)?.hear()).toEqual([]);
  });

  it("cost 13 requests a machine to create, two lists to refresh, and 8 to destroy, besides the shared looks", async () => {
    await tellDocuments();
    const pool = new Pool(16);
    let engine = newEngine();
    const shared = Math.ceil(MACHINES / 4);
    let stacks = systemIds().map((systemId) => new MachineStack(systemId, eight, pool, engine));
    const counted = async (work: () => Promise<unknown>): Promise<number> => {
      lab.emulator.clearRequests();
      await work();
      const { length } = requests();
      engine = newEngine();
      stacks = stacks.map((stack) => stack.in(engine));
      return length;
    };
    expect(writesToCreate(eight)).toBe(12);
    const all = (work: (stack: MachineStack) => Promise<void>) => () => Promise.all(stacks.map(work));
    // The state has the resources in the order in which they were made: the first ones of all machines first.
    const refresh = async () => {
      const names = eight.map(({ name }) => name);
      await Promise.all(names.flatMap((name) => stacks.map((stack) => pool.run(() => stack.resource(name).refresh()))));
    };
    expect(await counted(all((stack) => stack.up()))).toBeLessThanOrEqual(13 * MACHINES);
    expect(await counted(refresh)).toBeLessThanOrEqual(MACHINES + shared);
    expect(await counted(all((stack) => stack.destroy()))).toBeLessThanOrEqual(8 * MACHINES + shared);
  });
});
