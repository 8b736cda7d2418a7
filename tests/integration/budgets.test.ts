import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { writesToCreate } from "../../kit/layouts/declared";
import { everyKind, sixty, twelve } from "../../kit/layouts/layouts";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";

/** What was asked of the server, counted by kind of request. */
interface Count {
  readonly reads: number;
  readonly writes: number;
}

describe.each([
  ["one machine with 60 resources", 1, sixty],
  ["50 machines with 12 resources each", 50, twelve],
])("the requests for %s", (_title, machines, layout) => {
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
  const partitionedDisks = new Set(layout.flatMap(({ args }) => [args["blockDevice"] ?? []].flat()));

  it("are one write a step to create, one look a machine, and at most one more for a disk's first partition", async () => {
    const { reads, writes } = await counted((stack) => stack.up());
    expect(writes).toBe(machines * writesToCreate(layout));
    expect(reads).toBeGreaterThan(machines);
    expect(reads).toBeLessThanOrEqual(machines * (1 + partitionedDisks.size));
  });

  it("are none for a run without changes", async () => {
    expect(await counted((stack) => stack.up())).toEqual({ reads: 0, writes: 0 });
  });

  it("are at most five reads a machine for a refresh", async () => {
    const { reads, writes } = await counted((stack) => stack.refresh());
    expect(writes).toBe(0);
    expect(reads).toBeLessThanOrEqual(machines * 5);
  });

  const mounted = (type: string, mountPoint: string) => ({ filesystem: { type, mountPoint } });

  it("are one look, which shows the machine's state, and one mount for a partition's new mount point", async () => {
    const moved = { logs: mounted("ext4", "/var/moved") };
    const { reads, writes } = await counted((stack) => stack.up(moved));
    expect(writes).toBe(machines);
    // Machines that are looked at together share a list.
    expect(reads).toBeLessThanOrEqual(machines);
  });

  it("are no more than that for the new mount point of a RAID and of a bcache: the document has their disks", async () => {
    const moved = {
      logs: mounted("ext4", "/var/moved"),
      md1: mounted("xfs", "/moved"),
      bcache0: mounted("xfs", "/srv/moved"),
    };
    const { reads, writes } = await counted((stack) => stack.up(moved));
    expect(writes).toBe(2 * machines);
    expect(reads).toBeLessThanOrEqual(machines);
  });

  it("are one deletion each to destroy, and one look a machine", async () => {
    const { reads, writes } = await counted((stack) => stack.destroy());
    expect(writes).toBe(machines * layout.length);
    expect(reads).toBeLessThanOrEqual(machines);
  });
});

describe("the requests for one machine with every kind of storage", () => {
  let lab: Lab;
  let stack: MachineStack;

  beforeAll(async () => {
    lab = await Lab.start({ fleet: blankFleet(1) });
    stack = new MachineStack(lab.systemId(hostnameOf(0)), everyKind, new Pool(), lab.engine);
  });
  afterAll(() => lab.close());

  const requestsOf = async (work: (stack: MachineStack) => Promise<void>): Promise<string[]> => {
    stack = stack.in(lab.newEngine());
    lab.requests(hostnameOf(0));
    await work(stack);
    return lab.requests(hostnameOf(0));
  };
  const reads = (requests: readonly string[]) => requests.filter((line) => line.startsWith("GET"));
  const isVolume = ({ kind }: { kind: string }) => kind === "VolumeGroup" || kind === "LogicalVolume";

  it("are one write a step to create", async () => {
    const requests = await requestsOf((all) => all.up());
    expect(requests.length - reads(requests).length).toBe(writesToCreate(everyKind));
  });

  it("are none for a run without changes", async () => {
    expect(await requestsOf((all) => all.up())).toEqual([]);
  });

  it("are one list for all volume groups and volumes of a refresh", async () => {
    const volumes = everyKind.filter(isVolume).map(({ name }) => name);
    const requests = await requestsOf(async (all) => {
      await Promise.all(volumes.map((name) => all.resource(name).refresh()));
    });
    expect(requests).toEqual(["GET nodes/volume-groups/"]);
  });

  it("are at most five for a refresh of everything: four lists, and the document that alone has special filesystems", async () => {
    const requests = await requestsOf((all) => all.refresh());
    expect(requests.length).toBe(reads(requests).length);
    expect(requests.length).toBeLessThanOrEqual(5);
    expect(requests.filter((line) => line === "GET nodes/volume-groups/")).toHaveLength(1);
  });
});
