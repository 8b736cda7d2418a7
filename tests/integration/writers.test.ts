import { MAAS_KINDS } from "../../provider/maas/kinds";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { everyKind, sixty } from "../../kit/layouts/layouts";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";

it("every kind of storage that the registry has is tried", () => {
  const beside = ["StorageLayout", "Tag", "Deployment", "Machine"];
  const kinds = new Set([...everyKind.map(({ kind }) => kind), ...beside]);
  expect([...kinds].sort()).toEqual(MAAS_KINDS.map(({ name }) => name).sort());
});

describe("writers of one machine", () => {
  let lab: Lab;
  afterEach(() => lab.close());

  it.each([
    ["60 resources", sixty],
    ["every kind of storage", everyKind],
  ])("never meet: %s on each of three machines of a region whose writes race", async (_what, layout) => {
    lab = await Lab.start({ fleet: blankFleet(3), races: true, latency: 1 });
    const pool = new Pool(64);
    const stacks = [0, 1, 2].map(
      (at) => new MachineStack(lab.systemId(hostnameOf(at)), layout, pool, lab.newQuickEngine()),
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
