import { z } from "zod";

import { getMachines, type MachineFilters } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("getMachines", () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.start();
    configureByEnvironment(lab.emulator);
  });
  afterEach(() => lab.close());

  const queries = () => lab.emulator.requests.map(({ path, query }) => ({ path, query }));
  const names = async (filters: MachineFilters) => (await getMachines(filters)).map(({ hostname }) => hostname);

  test.each<[MachineFilters, Record<string, string | string[]>, string[]]>([
    [{ hostnames: ["bravo", "alpha"] }, { hostname: ["bravo", "alpha"] }, ["alpha", "bravo"]],
    [{ macAddresses: ["52-54-00-20-00-01"] }, { mac_address: "52:54:00:20:00:01" }, ["bravo"]],
    [{ zones: ["zone-a"] }, { zone: "zone-a" }, ["alpha", "charlie"]],
    [{ zones: ["zone-a", "zone-b"], notZones: ["zone-b"] }, {}, ["alpha", "charlie"]],
    [{ pools: ["storage"], notHostnames: ["delta", "kilo"] }, {}, ["alpha", "bravo"]],
    [{ zones: ["zone-a"], notPools: ["storage"] }, {}, ["charlie"]],
    [{ tags: ["ceph"] }, { tags: "ceph" }, ["alpha", "bravo"]],
    [{ tags: ["ceph", "db"] }, { tags: ["ceph", "db"] }, ["alpha"]],
    [{ tags: ["ceph"], notTags: ["db"] }, { tags: "ceph", not_tags: "db" }, ["bravo"]],
    [{ domains: ["lab.example"] }, { domain: "lab.example" }, ["charlie"]],
    [{ notDomains: ["maas"] }, { not_domain: "maas" }, ["charlie"]],
    [{ statuses: ["new", "deployed"] }, { status: ["new", "deployed"] }, ["juliett", "mike"]],
    [{ owners: ["operator"] }, { owner: "operator" }, ["lima", "mike"]],
    [{ owners: ["operator"], notStatuses: ["deployed"] }, {}, ["lima"]],
    [{ powerStates: ["on"] }, { power_state: "on" }, ["mike", "quebec"]],
    [{ powerStates: ["on"], notOwners: ["admin"] }, {}, ["mike"]],
    [{ minCpuCount: 20 }, { cpu_count: "20" }, ["golf", "hotel"]],
    [{ minMemory: 65_536, architectures: ["amd64"] }, { mem: "65536", arch: "amd64" }, ["alpha"]],
    [{ minCpuSpeed: 4_000 }, { cpu_speed: "4000" }, []],
    [{ minLinkSpeed: 25_000 }, { link_speed: "25000" }, []],
    [{ deploymentTargets: ["memory"] }, { deployment_target: "memory" }, []],
  ])("passes %j on to MAAS in one request", async (filters, query, expected) => {
    expect(await names(filters)).toEqual(expected);
    expect(queries()).toMatchObject([{ path: "/MAAS/api/2.0/machines/", query }]);
  });

  test("by system ids, and all but these", async () => {
    const ids = ["alpha", "bravo"].map((hostname) => lab.systemId(hostname));
    expect(await names({ systemIds: ids })).toEqual(["alpha", "bravo"]);
    expect(await names({ tags: ["ceph"], notSystemIds: ids })).toEqual([]);
  });

  test("of the whole fleet is one request as well, shared by all who ask", async () => {
    const [all, again] = await Promise.all([getMachines(), getMachines({})]);
    expect(all).toHaveLength(18);
    expect(again).toEqual(all);
    expect(queries()).toHaveLength(1);
  });

  test("without a match is an empty list", async () => {
    expect(await getMachines({ hostnames: ["zulu"] })).toEqual([]);
  });

  test("takes null for a filter that is not given, and knows hosts in any case", async () => {
    const filters = z.custom<MachineFilters>().parse({ zones: null, hostnames: ["ALPHA"], minMemory: null });
    expect(await names(filters)).toEqual(["alpha"]);
    expect(await names({ zones: ["zone-a"], notHostnames: ["Alpha"] })).toEqual(["charlie"]);
  });

  test("with an empty list of values is refused: MAAS would take it for no filter, and list the fleet", async () => {
    await expect(getMachines({ hostnames: [] })).rejects.toThrow("hostnames is an empty list");
    expect(queries()).toEqual([]);
  });

  test("shows a user the machines that it may see", async () => {
    configureByEnvironment({ url: lab.emulator.url, apiKey: lab.emulator.apiKeys["operator"] ?? "" });
    expect(await names({ owners: ["admin"] })).toEqual([]);
    expect(await names({ owners: ["operator"] })).toEqual(["lima", "mike"]);
  });

  test.each([
    ['{ "statuses": ["Ready"] }', 'statuses: "Ready" is not one of new, commissioning'],
    ['{ "powerStates": ["up"] }', 'powerStates: "up" is not one of on, off, unknown, error'],
    ['{ "macAddresses": ["alpha"] }', '"alpha" is not a MAC address'],
    ['{ "fqdn": "alpha.maas" }', 'getMachines: there is no "fqdn"'],
    ['{ "status": ["ready"] }', 'getMachines: there is no "status"; did you mean "statuses" or "notStatuses"?'],
    ['{ "zones": ["zone-a", null] }', "getMachines: zones must be a text, not null"],
    ['{ "minMemory": -1 }', "minMemory: -1 is not a number from 0 up"],
  ])("refuses %s before MAAS is asked", async (text, words) => {
    const filters = z.custom<object>().parse(JSON.parse(text));
    await expect(getMachines(filters)).rejects.toThrow(words);
    expect(queries()).toEqual([]);
  });

  test("tells MAAS's own words about a value that only MAAS can judge", async () => {
    await expect(getMachines({ zones: ["nope"] })).rejects.toThrow("zone: No such zone(s): nope.");
    await expect(getMachines({ tags: ["nope"] })).rejects.toThrow("tags: No such tag(s): 'nope'.");
    await expect(getMachines({ owners: ["nope"] })).rejects.toThrow("owner: No such owner: 'nope'.");
  });
});
