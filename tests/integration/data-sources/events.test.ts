import { getEvents, getMachine } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("getEvents", () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.start();
    configureByEnvironment(lab.emulator);
    const machine = lab.systemId("alpha");
    const deployment = lab.newQuickEngine().resource("Deployment", "web");
    const root = lab.engine.resource("Partition", "root");
    await root.apply({ machine, blockDevice: "sda", filesystem: { type: "ext4", mountPoint: "/" } });
    await deployment.apply({ machine, ownerData: { role: "web" } });
    lab.emulator.clearRequests();
  });
  afterEach(() => lab.close());

  const types = async (args: Parameters<typeof getEvents>[0]) => (await getEvents(args)).map(({ type }) => type);

  it("reads the last events of a machine, the newest first, in one request", async () => {
    const events = await getEvents({ systemId: lab.systemId("alpha"), count: 1 });
    expect(events).toMatchObject([
      { type: "Deployed", level: "INFO", hostname: "alpha", systemId: lab.systemId("alpha") },
    ]);
    expect(events[0]).not.toHaveProperty("username");
    expect(lab.emulator.requests).toHaveLength(1);
  });

  it("goes by the host name, and down to requests of users", async () => {
    expect(await types({ hostname: "alpha" })).not.toContain("User acquiring node");
    const all = await getEvents({ hostname: "alpha", level: "DEBUG" });
    expect(all.find(({ type }) => type === "User acquiring node")).toMatchObject({ username: "admin" });
    expect(await types({ hostname: "bravo", level: "DEBUG" })).toEqual([]);
  });

  it.each([
    [{ level: "LOUD" }, /level must be one of DEBUG/],
    [{ count: 0 }, /count must be a whole number from 1 to 1000/],
    [{ machine: "x" }, /there is no "machine"/],
  ])("refuses %j", (args, message) => {
    expect(() => getEvents(args as object)).toThrow(message);
    expect(lab.emulator.requests).toEqual([]);
  });

  it("is also a part of a machine on request, which knows owner data and links as well", async () => {
    const machine = await getMachine({ hostname: "alpha", events: 2 });
    expect(machine).toMatchObject({ ownerData: { role: "web" }, interfaces: [{ linkConnected: true }, {}] });
    expect(machine.events).toHaveLength(2);
    expect(await getMachine({ hostname: "bravo" })).not.toHaveProperty("events");
  });
});
