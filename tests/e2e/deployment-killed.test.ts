import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

describe("a deployment whose run is killed while it waits", () => {
  let lab: Lab;
  let stack: TestStack;

  beforeAll(async () => {
    lab = await Lab.start({ transitionMs: 20_000 });
    const body = [
      'const root = new maas.Partition("root", { machine, blockDevice: "sda", filesystem: { type: "ext4", mountPoint: "/" } });',
      'export const { status } = new maas.Deployment("web", { machine, storage: [root], timeout: "10m" });',
    ].join("\n");
    stack = await TestStack.open({ program: programText(lab.systemId("alpha"), body), maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const sent = (op: string) => lab.emulator.requests.filter(({ query }) => query["op"] === op).length;

  it("goes on at MAAS, and the next run picks it up: one deployment in all", async () => {
    const engine = stack.start(["up", "--yes", "--skip-preview"]);
    await engine.says("waiting until it is Deployed");
    await engine.kill("SIGKILL");
    expect(lab.emulator.machine("alpha").status_name).toBe("Deploying");
    await stack.cancel();
    expect((await stack.up()).outcomes["Deployment/web"]).toBe("create");
    expect(lab.emulator.machine("alpha").status_name).toBe("Deployed");
    expect(sent("deploy")).toBe(1);
    await stack.expectNoChanges();
  }, 120_000);

  it("is released once, when the run that releases it is killed", async () => {
    const engine = stack.start(["destroy", "--yes", "--skip-preview"]);
    await engine.says("Deployment web deleting");
    await engine.kill("SIGKILL");
    await stack.cancel();
    await stack.destroy();
    expect(lab.emulator.machine("alpha")).toMatchObject({ status_name: "Ready", owner: null });
    expect(sent("release")).toBeLessThanOrEqual(1);
  }, 120_000);
});
