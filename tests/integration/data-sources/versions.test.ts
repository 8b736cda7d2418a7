import { z } from "zod";

import { getMachine, getMachines, getRackControllers } from "../../../sdk";
import { json, ScriptedServer } from "../../../kit/http/scripted-server";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

type Document = Record<string, unknown>;

const document = z.record(z.string(), z.unknown());

describe("a MAAS of another version", () => {
  let region: ScriptedServer | undefined;
  let machine: Document;
  let rack: Document;

  beforeAll(async () => {
    const lab = await Lab.start();
    const read = async (path: string, hostname: string): Promise<Document> => {
      const query = { hostname };
      const [first = {}] = await lab.client.request({ method: "GET", path: [path], query, schema: z.array(document) });
      return first;
    };
    machine = await read("machines", "mike");
    rack = await read("rackcontrollers", "rack-1");
    await lab.close();
  });
  afterEach(() => region?.close());

  const serve = async (body: unknown): Promise<void> => {
    region = await ScriptedServer.start(json(body));
    configureByEnvironment({ url: region.url, apiKey: "a:b:c" });
  };

  /** One document for each field that is not there, besides those that say what it is. */
  const eachWithout = (whole: Document): Document[] =>
    Object.keys(whole)
      .filter((key) => key !== "system_id" && key !== "hostname")
      .map((key) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== key)));

  test("may leave out any field of a machine", async () => {
    const all = eachWithout(machine);
    await serve(all);
    const found = await getMachines();
    expect(found).toHaveLength(all.length);
    expect(new Set(found.map(({ hostname }) => hostname))).toEqual(new Set(["mike"]));
  });

  test("may leave out any field of a controller", async () => {
    const all = eachWithout(rack);
    await serve(all);
    expect(await getRackControllers()).toHaveLength(all.length);
  });

  test("may say nothing at all but who a machine is", async () => {
    await serve([{ system_id: "abc123", hostname: "bare" }]);
    expect(await getMachine({ hostname: "bare" })).toMatchObject({ systemId: "abc123", disks: [], interfaces: [] });
  });

  test("may have fields, states and kinds of disks that are new", async () => {
    const disk = {
      id: 1,
      system_id: "abc123",
      name: "qd0",
      type: "quantum",
      path: "/dev/qd0",
      size: 1.5,
      block_size: 4096,
    };
    await serve([
      {
        ...{
          ...machine,
          status: 99,
          status_name: "Dreaming",
          power_state: "dozing",
          sustainability: { watts: [1, 2] },
        },
        blockdevice_set: [{ ...disk, filesystem: { fstype: "zfs", dataset: "tank" }, qubits: 7 }],
      },
    ]);
    const found = await getMachine({ hostname: "mike" });
    expect(found.disks).toMatchObject([{ name: "qd0", type: "quantum", filesystem: { type: "zfs" } }]);
    expect(found).not.toHaveProperty("sustainability");
  });

  test("gives power parameters only when they are asked for, by a request of their own", async () => {
    const power = { power_address: "10.0.0.9", power_user: "root", power_pass: "hunter2" };
    region = await ScriptedServer.start([json(machine), json(machine), json(power)]);
    configureByEnvironment({ url: region.url, apiKey: "a:b:c" });
    const systemId = String(machine["system_id"]);
    expect(await getMachine({ systemId })).not.toHaveProperty("powerParameters");
    expect(await getMachine({ systemId, powerParameters: true })).toHaveProperty("powerParameters");
    expect(region.arrived.map(({ url }) => url)).toEqual([
      `/MAAS/api/2.0/machines/${systemId}/`,
      `/MAAS/api/2.0/machines/${systemId}/`,
      `/MAAS/api/2.0/machines/${systemId}/?op=power_parameters`,
    ]);
  });
});
