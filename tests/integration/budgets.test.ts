import { blankFleet, hostnameOf } from "../../tools/bench/fleet";
import { type Declared, sixty, twelve, writesToCreate } from "../../tools/bench/layout";
import { Lab } from "../support/lab";
import { MachineStack, Pool } from "../support/machine-stack";

/** What was asked of the server, counted by kind of request. */
interface Count {
  readonly reads: number;
  readonly writes: number;
}

describe.each([
  ["one machine with 60 resources", 1, sixty],
  ["50 machines with 12 resources each", 50, twelve],
])("the requests for %s", (_title, machines, layout) => {
  const bcaches = layout.filter(({ kind }) => kind === "Bcache").length;
  let lab: Lab;
  let stacks: MachineStack[];

  beforeAll(async () => {
    lab = await Lab.start({ fleet: blankFleet(machines) });
    const pool = new Pool();
    stacks = Array.from({ length: machines }, (_, at) => {
      return new MachineStack(lab.systemId(hostnameOf(at)), layout, pool, lab.engine);
    });
  });
  afterAll(() => lab.close());

  const counted = async (work: (stack: MachineStack) => Promise<void>): Promise<Count> => {
    const engine = lab.newEngine();
    stacks = stacks.map((stack) => stack.in(engine));
    lab.emulator.clearRequests();
    await Promise.all(stacks.map(work));
    const reads = lab.emulator.requests.filter(({ method }) => method === "GET").length;
    return { reads, writes: lab.emulator.requests.length - reads };
  };
  const disksWithPartitions = (all: readonly Declared[]): number =>
    new Set(all.flatMap(({ args }) => (typeof args["blockDevice"] === "string" ? [args["blockDevice"]] : []))).size;

  it("are one write a step to create, one look a machine, one read a bcache, and the checks of first partitions", async () => {
    const { reads, writes } = await counted((stack) => stack.up());
    expect(writes).toBe(machines * writesToCreate(layout));
    const fixed = machines * (1 + bcaches);
    expect(reads).toBeGreaterThan(fixed);
    expect(reads).toBeLessThanOrEqual(fixed + machines * disksWithPartitions(layout));
  });

  it("are none for a run without changes", async () => {
    expect(await counted((stack) => stack.up())).toEqual({ reads: 0, writes: 0 });
  });

  it("are at most five reads a machine for a refresh", async () => {
    const { reads, writes } = await counted((stack) => stack.refresh());
    expect(writes).toBe(0);
    expect(reads).toBeLessThanOrEqual(machines * 5);
  });

  it("are one look and one mount for a mount point that changes", async () => {
    const moved = { md1: { filesystem: { type: "xfs", mountPoint: "/moved" } } };
    expect(await counted((stack) => stack.up(moved))).toEqual({ reads: machines, writes: machines });
  });

  it("are one deletion each to destroy, and one look a machine", async () => {
    expect(await counted((stack) => stack.destroy())).toEqual({ reads: machines, writes: machines * layout.length });
  });
});
