import { z } from "zod";

import { getMachine, type GetMachineArgs, getRackControllers, type MachineResult } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("getMachine", () => {
  let lab: Lab;
  let alpha: string;

  beforeEach(async () => {
    lab = await Lab.start();
    alpha = lab.systemId("alpha");
    configureByEnvironment(lab.emulator);
  });
  afterEach(() => lab.close());

  const asked = () => lab.emulator.requests.map(({ method, path, query }) => ({ method, path, query }));
  const listing = (query: Record<string, string>) => [{ method: "GET", path: "/MAAS/api/2.0/machines/", query }];

  test("by system id reads this one machine", async () => {
    expect(await getMachine({ systemId: alpha })).toMatchObject({ systemId: alpha, hostname: "alpha" });
    expect(asked()).toEqual([{ method: "GET", path: `/MAAS/api/2.0/machines/${alpha}/`, query: {} }]);
  });

  test.each([
    ["a host name", { hostname: "alpha" }, { hostname: "alpha" }],
    ["an FQDN given as host name", { hostname: "alpha.maas" }, { hostname: "alpha", domain: "maas" }],
    ["an FQDN", { fqdn: "alpha.maas" }, { hostname: "alpha", domain: "maas" }],
    ["an FQDN with the dot of DNS", { fqdn: "alpha.maas." }, { hostname: "alpha", domain: "maas" }],
    ["a MAC address", { macAddress: "3c:ec:ef:10:00:01" }, { mac_address: "3c:ec:ef:10:00:01" }],
    ["the MAC address of any card", { macAddress: "3C-EC-EF-10-00-02" }, { mac_address: "3c:ec:ef:10:00:02" }],
    ["a MAC address with dots", { macAddress: "3cec.ef10.0001" }, { mac_address: "3c:ec:ef:10:00:01" }],
    ["a MAC address without anything", { macAddress: "3CECEF100001" }, { mac_address: "3c:ec:ef:10:00:01" }],
  ])("by %s sends one filtered request", async (_what, args, query) => {
    expect(await getMachine(args)).toMatchObject({ systemId: alpha });
    expect(asked()).toEqual(listing(query));
  });

  test("of a machine in another domain needs no domain in the question", async () => {
    expect(await getMachine({ hostname: "charlie" })).toMatchObject({ fqdn: "charlie.lab.example" });
    expect(await getMachine({ fqdn: "charlie.lab.example" })).toMatchObject({ domain: "lab.example" });
  });

  test("asks once for equal questions, in whatever order their words come", async () => {
    const found = await Promise.all([
      getMachine({ hostname: "alpha" }),
      getMachine({ hostname: "alpha" }),
      getMachine({ storage: true, hostname: "bravo" }),
      getMachine({ hostname: "bravo", storage: true }),
    ]);
    expect(found.map(({ hostname }) => hostname)).toEqual(["alpha", "alpha", "bravo", "bravo"]);
    // Lookups of one moment are one request.
    expect(asked().filter(({ path }) => path.endsWith("/machines/"))).toHaveLength(1);
    expect(asked()).toHaveLength(5);
  });

  test("fetches the storage lists only when they are asked for, one request each", async () => {
    await getMachine({ systemId: alpha, storage: true });
    expect(lab.requests("alpha").sort()).toEqual([
      "GET machines/",
      "GET nodes/bcache-cache-sets/",
      "GET nodes/bcaches/",
      "GET nodes/raids/",
      "GET nodes/volume-groups/",
    ]);
  });

  test("asks again after a failure", async () => {
    await expect(getMachine({ hostname: "tango" })).rejects.toThrow("no machine with hostname");
    await expect(getMachine({ hostname: "tango" })).rejects.toThrow("no machine with hostname");
    expect(asked().filter(({ path }) => path.endsWith("/machines/"))).toHaveLength(2);
  });

  test("by a host name or an FQDN in any case", async () => {
    expect(await getMachine({ hostname: "ALPHA" })).toMatchObject({ hostname: "alpha" });
    expect(await getMachine({ fqdn: "Charlie.LAB.example." })).toMatchObject({ fqdn: "charlie.lab.example" });
    expect(asked()).toHaveLength(2);
  });

  test("takes null for what is not given", async () => {
    const args = z.custom<GetMachineArgs>().parse({ hostname: "alpha", fqdn: null, storage: null, macAddress: null });
    expect(await getMachine(args)).toMatchObject({ hostname: "alpha" });
  });

  test("of one host name in two domains is by its FQDN", async () => {
    const disks = [{ name: "sda", size: 10 ** 12 }];
    const domains = [{ name: "east", is_default: true }, { name: "west" }];
    const twins = await Lab.start({
      fleet: { domains, machines: ["east", "west"].map((domain) => ({ hostname: "web", domain, disks })) },
    });
    configureByEnvironment(twins.emulator);
    await expect(getMachine({ hostname: "web" })).rejects.toThrow(
      /has 2 machines with hostname "web": web\.east \(\w{6}\), web\.west \(\w{6}\)\. Ask by systemId or fqdn\.$/,
    );
    expect(await getMachine({ fqdn: "web.west" })).toMatchObject({ domain: "west" });
    await twins.close();
  });

  test("of a controller says what it is and what to ask with", async () => {
    const [rack] = await getRackControllers({ hostnames: ["rack-1"] });
    await expect(getMachine({ systemId: rack?.systemId ?? "" })).rejects.toThrow(
      /it is a (region and )?rack controller, ask with getRackController/,
    );
  });

  describe("refuses", () => {
    const failure = async (promise: Promise<MachineResult>): Promise<string> => {
      const [outcome] = await Promise.allSettled([promise]);
      if (outcome.status === "fulfilled") throw new Error(`this was to fail, and found ${outcome.value.fqdn}`);
      return outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason);
    };

    test.each([
      ["no key", {}, "exactly one of systemId, hostname, fqdn and macAddress; none was given"],
      ["two keys", { systemId: "abc123", hostname: "alpha" }, "systemId and hostname was given"],
      ["an empty key", { hostname: "" }, "hostname is empty"],
      ["something that is not a MAC address", { macAddress: "alpha" }, '"alpha" is not a MAC address'],
      ["a MAC address with a letter too many", { macAddress: "3c:ec:ef:10:00:0g1" }, "is not a MAC address"],
      ["a host name for an FQDN", { fqdn: "alpha" }, 'fqdn "alpha" has no domain'],
      ["a host name that is a number", { hostname: 5 }, "getMachine: hostname must be a text, not 5"],
      ["a name that it does not know", { hostName: "a" }, 'there is no "hostName"; did you mean "hostname"?'],
      ["another such name", { serial: "a" }, 'there is no "serial"; it takes systemId, hostname, fqdn'],
    ])("%s before MAAS is asked", async (_what, args, words) => {
      expect(await failure(getMachine(z.custom<GetMachineArgs>().parse(args)))).toContain(words);
      expect(asked()).toEqual([]);
    });

    test("what is not there, by what was asked for", async () => {
      const at = `getMachine: MAAS at ${lab.emulator.url} has no machine with`;
      expect(await failure(getMachine({ hostname: "zulu" }))).toContain(`${at} hostname "zulu"`);
      expect(await failure(getMachine({ fqdn: "alpha.lab.example" }))).toContain(`${at} fqdn "alpha.lab.example"`);
      expect(await failure(getMachine({ macAddress: "00:00:00:00:00:01" }))).toContain(`${at} macAddress`);
      expect(await failure(getMachine({ systemId: "zzzzzz" }))).toContain(`${at} systemId "zzzzzz"`);
    });

    test("a host name where the system id belongs, and says what to write", async () => {
      expect(await failure(getMachine({ systemId: "alpha" }))).toContain("ask with { hostname }");
    });

    test("a machine that the key may not see, without calling it gone", async () => {
      const { apiKeys, url } = lab.emulator;
      configureByEnvironment({ url, apiKey: apiKeys["operator"] ?? "" });
      const kilo = lab.systemId("kilo");
      expect(await failure(getMachine({ systemId: kilo }))).toContain(
        `the user of the API key may not see machine "${kilo}"`,
      );
      expect(await failure(getMachine({ hostname: "kilo" }))).toContain("may not see it");
    });
  });
});
