import { type Emulator, startEmulator } from "../../emulator";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { TestStack } from "../../kit/engine/stack";

const MACHINES = 40;

/** Two partitions and their mirror on each machine, which the program finds by its host name. */
const program = `
  import * as maas from "pulumi-maas";
  for (let at = 0; at < ${MACHINES}; at += 1) {
    const machine = maas.getMachineOutput({ hostname: "bench-" + at });
    const devices = ["sda", "sdb"].map(
      (blockDevice) => new maas.Partition("m" + at + blockDevice, { machine, blockDevice, size: "100GB" }),
    );
    new maas.Raid("m" + at, { machine, name: "md0", level: "raid-1", devices });
  }`;

describe("a fleet of 40 machines on the real engine", () => {
  let emulator: Emulator;
  let stack: TestStack;

  beforeAll(async () => {
    emulator = await startEmulator({ fleet: blankFleet(MACHINES) });
    const env = { MAAS_WRITER_LOCK: "region" };
    stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator, env });
  });
  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  /** Requests by what they are for; locks are tags that are made and deleted again, also at the end of a run. */
  const counted = async (run: () => Promise<unknown>) => {
    emulator.clearRequests();
    await run();
    const locks = emulator.requests.filter(({ path }) => path.includes("/tags/"));
    const others = emulator.requests.filter((request) => !locks.includes(request));
    expect(locks.filter(({ method }) => method === "POST")).toHaveLength(locks.length / 2);
    const reads = others.filter(({ method }) => method === "GET").length;
    return { reads, writes: others.length - reads, locks: locks.length };
  };

  it("costs a few lists to preview, as the program and its provider host share what was read", async () => {
    const { reads, writes } = await counted(() => stack.preview());
    expect(writes).toBe(0);
    expect(reads).toBeLessThanOrEqual(8);
    expect(emulator.machine(hostnameOf(0)).raids).toEqual([]);
  });

  it("costs a write a step to create, and the look at first partitions that several machines share", async () => {
    const { reads, writes, locks } = await counted(() => stack.up());
    expect(locks).toBeLessThanOrEqual(2 * MACHINES);
    expect(writes).toBe(3 * MACHINES);
    expect(reads).toBeLessThanOrEqual(MACHINES);
  });

  it("costs one list of RAIDs a machine to refresh, and the looks that several machines share", async () => {
    const { reads, writes } = await counted(() => stack.refresh());
    expect(writes).toBe(0);
    expect(reads).toBeLessThanOrEqual(MACHINES + MACHINES / 2);
  });

  it("costs a deletion each to destroy, and the looks that several machines share", async () => {
    const { reads, writes } = await counted(() => stack.destroy());
    expect(writes).toBe(3 * MACHINES);
    expect(reads).toBeLessThanOrEqual(MACHINES / 2);
  });
});
