import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

const HOST_ENDS_WITHIN_MS = 5_000;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("Ctrl-C", () => {
  let lab: Lab;
  let stack: TestStack;

  beforeAll(async () => {
    lab = await Lab.start();
    const program = programText(lab.systemId("alpha"), 'new maas.Partition("data", { machine, blockDevice: "sdb" });');
    stack = await TestStack.open({ program, maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });
  const writes = () => lab.emulator.requests.filter(({ method, status }) => method !== "GET" && status === 200);

  /** An `up` that waits for a machine which MAAS is commissioning. */
  const waitingUp = async () => {
    lab.emulator.setMachine("alpha", { status: "Commissioning" });
    const engine = stack.start(["up", "--yes", "--skip-preview"]);
    await engine.says("is Commissioning: waiting for Ready");
    return engine;
  };

  it("once lets the step that waits go on, and the run end in order", async () => {
    const engine = await waitingUp();
    engine.signal("SIGINT");
    await engine.says("^C received");
    expect(writes()).toEqual([]);
    lab.emulator.setMachine("alpha", { status: "Ready" });
    await engine.exited;
    expect(writes()).toHaveLength(1);
    await stack.up();
    expect(writes()).toHaveLength(1);
    await stack.destroy();
  }, 60_000);

  it("twice ends the run and its provider host within seconds, and the next up goes on", async () => {
    lab.emulator.clearRequests();
    const engine = await waitingUp();
    const hosts = engine.providerHosts();
    expect(hosts.length).toBeGreaterThan(0);
    engine.signal("SIGINT");
    await engine.says("^C received");
    engine.signal("SIGINT");
    await engine.exited;
    const start = Date.now();
    while (hosts.some(isRunning) && Date.now() - start < HOST_ENDS_WITHIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(hosts.filter(isRunning)).toEqual([]);
    expect(writes()).toEqual([]);
    lab.emulator.setMachine("alpha", { status: "Ready" });
    await stack.cancel();
    expect((await stack.up()).outcomes).toEqual({ "Partition/data": "create" });
    await stack.expectNoChanges();
  }, 60_000);
});
