import {
  getMachine,
  getRackController,
  getRackControllers,
  getRegionController,
  getRegionControllers,
} from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { FLEET, Lab } from "../../../kit/handlers/lab";
import { lab as combinedFleet } from "../../../emulator";

describe("controllers", () => {
  let lab: Lab;

  const start = async (fleet: typeof combinedFleet | string = FLEET) => {
    lab = await Lab.start({ fleet });
    configureByEnvironment(lab.emulator);
  };
  afterEach(() => lab.close());

  const asked = () => lab.emulator.requests.map(({ method, path }) => `${method} ${path.replace("/MAAS/api/2.0", "")}`);

  test("are listed by kind, in one request each", async () => {
    await start();
    const racks = await getRackControllers();
    const regions = await getRegionControllers();
    expect(racks.map(({ hostname, type }) => [hostname, type])).toEqual([
      ["rack-1", "rack"],
      ["rack-2", "rack"],
    ]);
    expect(regions.map(({ hostname, type }) => [hostname, type])).toEqual([["region-1", "region"]]);
    expect(asked()).toEqual(["GET /rackcontrollers/", "GET /regioncontrollers/"]);
  });

  test("show version, services by name, and whether all of these run or are off", async () => {
    await start();
    const racks = await getRackControllers();
    for (const { services, healthy, version } of racks) {
      expect(version).toMatch(/^3\.7\./);
      expect(services.length).toBeGreaterThan(0);
      expect(services.map(({ name }) => name)).toEqual(services.map(({ name }) => name).sort());
      expect(healthy).toBe(services.every(({ status }) => ["running", "off"].includes(status)));
    }
    const [region] = await getRegionControllers();
    expect(region).toMatchObject({ services: [] });
    expect(region).not.toHaveProperty("healthy");
  });

  test("are unhealthy with a service that is dead, and healthy with one that is off", async () => {
    const service = (status: string) => ({ name: "dhcpd", status });
    const racks = ["dead", "degraded", "unknown", "off", "running"].map((status) => ({
      hostname: `rack-${status}`,
      services: [service(status)],
    }));
    await start({ machines: [], rack_controllers: racks });
    const found = await getRackControllers();
    expect(found.map(({ hostname, healthy }) => [hostname, healthy])).toEqual([
      ["rack-dead", false],
      ["rack-degraded", false],
      ["rack-unknown", false],
      ["rack-off", true],
      ["rack-running", true],
    ]);
  });

  test("that are both are in both lists, and each view leads to the other", async () => {
    await start(combinedFleet);
    const [rack] = await getRackControllers();
    const region = await getRegionController({ systemId: rack?.systemId ?? "" });
    expect(rack).toMatchObject({ type: "region+rack", healthy: true });
    expect(region).toMatchObject({ type: "region+rack", systemId: rack?.systemId, services: [] });
    expect(await getRackController({ systemId: region.systemId })).toEqual(rack);
  });

  test("are found by host name, FQDN and filters", async () => {
    await start();
    expect(await getRackController({ hostname: "rack-2" })).toMatchObject({ zone: "zone-a", cpuCount: 4 });
    expect(await getRackController({ hostname: "rack-2.maas" })).toMatchObject({ hostname: "rack-2" });
    expect(await getRackControllers({ zones: ["zone-a"] })).toHaveLength(1);
    expect(await getRackControllers({ notHostnames: ["rack-1"], minMemory: 8192 })).toHaveLength(1);
    await expect(getRackController({ hostname: "rack-2.lab.example" })).rejects.toThrow("no rack controller");
  });

  test("of the other kind, and machines, are told as what they are", async () => {
    await start();
    const region = await getRegionController({ hostname: "region-1" });
    const { systemId } = await getMachine({ hostname: "alpha" });
    await expect(getRackController({ systemId: region.systemId })).rejects.toThrow(
      "it is a region controller, ask with getRegionController",
    );
    await expect(getRegionController({ systemId })).rejects.toThrow("it is a machine, ask with getMachine");
  });

  test("need one key, and a key of an administrator for lists", async () => {
    await start();
    await expect(getRackController({})).rejects.toThrow("give exactly one of systemId and hostname");
    await expect(getRegionController({ hostname: " " })).rejects.toThrow("hostname is empty");
    expect(asked()).toEqual([]);
    configureByEnvironment({ url: lab.emulator.url, apiKey: lab.emulator.apiKeys["operator"] ?? "" });
    expect(await getRackControllers()).toEqual([]);
    await expect(getRackController({ hostname: "rack-1" })).rejects.toThrow("only administrators see them in lists");
  });
});
