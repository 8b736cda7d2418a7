import { type Emulator, startEmulator } from "../../emulator";
import { blankFleet, hostnameOf } from "../../tools/bench/fleet";
import { TestStack } from "../support/stack";

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
    stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator });
  });
  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  const counted = async (run: () => Promise<unknown>): Promise<{ reads: number; writes: number }> => {
    emulator.clearRequests();
    await run();
    const reads = emulator.requests.filter(({ method }) => method === "GET").length;
    return { reads, writes: emulator.requests.length - reads };
  };

  it("costs a few lists to preview, as the program and its provider host share what was read", async () => {
    const { reads, writes } = await counted(() => stack.preview());
    expect(writes).toBe(0);
    expect(reads).toBeLessThanOrEqual(8);
    expect(emulator.machine(hostnameOf(0)).raids).toEqual([]);
  });

  it("costs a write a step to create, and the look at first partitions that several machines share", async () => {
    const { reads, writes } = await counted(() => stack.up());
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
