import { getMachine, type MachineResult } from "../../../sdk";
import { blankFleet, hostnameOf } from "../../../kit/layouts/fleet";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

const MACHINES = 40;

it("lookups by MAC address at one moment are one request", async () => {
  const lab = await Lab.start();
  configureByEnvironment(lab.emulator);
  const found = await Promise.all(
    ["52-54-00-20-00-01", "3C:EC:EF:10:00:01"].map((macAddress) => getMachine({ macAddress })),
  );
  expect(found.map(({ hostname }) => hostname)).toEqual(["bravo", "alpha"]);
  expect(lab.emulator.requests).toHaveLength(1);
  await lab.close();
});

describe("lookups of 40 machines at one moment", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ fleet: blankFleet(MACHINES) });
    configureByEnvironment(lab.emulator);
  });
  beforeEach(() => lab.emulator.clearRequests());
  afterAll(() => lab.close());

  const hostnames = Array.from({ length: MACHINES }, (_, at) => hostnameOf(at));
  const requests = () => lab.emulator.requests.length;

  it.each<[string, (machine: { hostname: string; systemId: string }) => Promise<MachineResult>]>([
    ["host name", ({ hostname }) => getMachine({ hostname })],
    ["FQDN", ({ hostname }) => getMachine({ fqdn: `${hostname}.maas` })],
    ["system id", ({ systemId }) => getMachine({ systemId })],
  ])("by %s are at most five requests", async (_key, ask) => {
    const machines = hostnames.map((hostname) => ({ hostname, systemId: lab.systemId(hostname) }));
    const found = await Promise.all(machines.map(ask));
    expect(found.map(({ hostname }) => hostname)).toEqual(hostnames);
    expect(requests()).toBeLessThanOrEqual(5);
  });

  it("fail for those alone that are not there", async () => {
    const asked = ["bench-100", ...hostnames.slice(0, 9)].map((hostname) => getMachine({ hostname, storage: false }));
    const [missing, ...others] = await Promise.allSettled(asked);
    expect(missing?.status === "rejected" && String(missing.reason)).toContain('no machine with hostname "bench-100"');
    expect(others.every(({ status }) => status === "fulfilled")).toBe(true);
    const unknown = ["zzzzzz", ...hostnames.slice(10, 12).map((hostname) => lab.systemId(hostname))];
    const byId = await Promise.allSettled(unknown.map((systemId) => getMachine({ systemId })));
    expect(byId.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});
