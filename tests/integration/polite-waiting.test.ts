import { type Emulator, type Fleet, startEmulator } from "../../emulator";
import { TestEngine } from "../../kit/handlers/managed";

const COUNT = 40;

/** Machines with a root filesystem, so that they can be installed. */
const fleet: Fleet = {
  machines: Array.from({ length: COUNT }, (_, at) => ({
    hostname: `node-${at}`,
    layout: "flat",
    nics: [{ name: "eth0", mac: `52:54:00:cc:00:${at.toString(16).padStart(2, "0")}` }],
    disks: [{ name: "sda", size: 1e11 }],
  })),
};

describe("waiting for machines", () => {
  let emulator: Emulator;
  let said: jest.SpyInstance;

  beforeEach(() => {
    said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  });
  afterEach(async () => {
    said.mockRestore();
    await emulator.close();
  });

  /** A wait is a hundredth of its time. */
  const engine = () => new TestEngine(emulator, (ms) => new Promise((resolve) => setTimeout(resolve, ms / 100)));
  const polls = () => {
    const reads = emulator.requests.filter(({ method, path }) => method === "GET" && /machines\/\w{6}\/$/.test(path));
    const paths = [...new Set(reads.map(({ path }) => path))];
    return paths.map((path) => reads.filter((read) => read.path === path).map(({ startedAt }) => startedAt));
  };

  /** The most requests that were under way at a time. */
  const mostAtATime = () =>
    Math.max(
      ...emulator.requests.map(
        ({ startedAt }) =>
          emulator.requests.filter((other) => other.startedAt <= startedAt && other.finishedAt > startedAt).length,
      ),
    );

  it("costs at most four requests at a time for forty machines, and one allocation and one deployment each", async () => {
    emulator = await startEmulator({ fleet, transitionMs: 800, latency: 5 });
    const run = engine();
    const all = Array.from({ length: COUNT }, (_, at) => run.resource("Deployment", `node-${at}`));
    const machines = all.map((_, at) => emulator.machine(`node-${at}`).system_id);
    await Promise.all(all.map((one, at) => one.apply({ machine: machines[at], timeout: "1h" })));
    expect(mostAtATime()).toBeLessThanOrEqual(4);
    const writes = emulator.requests.filter(({ method }) => method === "POST").map(({ query }) => query["op"]);
    expect(
      [writes.filter((op) => op === "allocate"), writes.filter((op) => op === "deploy")].map((ops) => ops.length),
    ).toEqual([COUNT, COUNT]);
    expect(writes).toHaveLength(2 * COUNT);
  });

  it("looks at a machine every ten seconds, and tells where it is", async () => {
    emulator = await startEmulator({ fleet, transitionMs: 1_500 });
    const one = engine().resource("Deployment", "web");
    await one.apply({ machine: emulator.machine("node-0").system_id, timeout: "1h" });
    const [times = []] = polls();
    const between = times.slice(2).map((time, at) => time - (times[at + 1] ?? 0));
    expect(between.length).toBeGreaterThan(5);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(95);
    const lines = said.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("waiting until"));
    expect(lines[0]).toMatch(
      /^machine node-0 .* is Deploying, last: .*; waiting until it is Deployed \(0 s of at most 60 min\)/,
    );
  });

  it("is not stopped by a region that is busy for a while", async () => {
    emulator = await startEmulator({ fleet, transitionMs: 300 });
    const one = engine().resource("Deployment", "web");
    const machine = emulator.machine("node-0").system_id;
    emulator.faults.add({
      kind: "unavailable",
      method: "GET",
      path: `/machines/${machine}/`,
      nth: 2,
      times: 2,
      retryAfterS: 1,
    });
    expect(await one.apply({ machine, timeout: "1h" })).toBe("create");
    expect(emulator.faults.struck).toBe(2);
  });

  it("waits out what gets Ready by itself", async () => {
    emulator = await startEmulator({ fleet });
    emulator.setMachine("node-0", { status: "Commissioning" });
    setTimeout(() => emulator.setMachine("node-0", { status: "Ready" }), 700);
    const machine = emulator.machine("node-0").system_id;
    expect(await engine().resource("Deployment", "web").apply({ machine, timeout: "1h" })).toBe("create");
    expect(emulator.machine("node-0").status_name).toBe("Deployed");
  });
});
