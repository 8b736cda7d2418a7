import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { sixty } from "../../kit/layouts/layouts";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";

describe("writers of one machine", () => {
  let lab: Lab;
  afterEach(() => lab.close());

  it("never meet: 180 resources on three machines of a region whose writes race", async () => {
    lab = await Lab.start({ fleet: blankFleet(3), races: true, latency: 1 });
    const pool = new Pool(64);
    const stacks = [0, 1, 2].map(
      (at) => new MachineStack(lab.systemId(hostnameOf(at)), sixty, pool, lab.newQuickEngine()),
    );
    await Promise.all(stacks.map((stack) => stack.up()));
    await Promise.all(stacks.map((stack) => stack.in(lab.newEngine()).refresh()));
    await Promise.all(stacks.map((stack) => stack.destroy()));
    const writes = lab.emulator.requests.filter(({ method }) => method !== "GET");
    expect(writes.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it("take turns when each is a provider of its own: first partitions of a disk, two at a time", async () => {
    lab = await Lab.start({ races: true, latency: 5 });
    const machine = lab.systemId("alpha");
    const [one, other] = [lab.newEngine(), lab.newEngine()];
    const make = (engine: typeof one, name: string, blockDevice: string) =>
      engine.resource("Partition", name).apply({ machine, blockDevice, size: "1GB" });
    for (const disk of ["sdb", "sdc", "sdd", "sde"]) {
      const made = await Promise.all([make(one, `a-${disk}`, disk), make(other, `b-${disk}`, disk)]);
      expect(made).toEqual(["create", "create"]);
    }
  });
});
