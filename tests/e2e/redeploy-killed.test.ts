import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";
import { Lab } from "../../kit/handlers/lab";

interface Data {
  readonly mountPoint: string;
  readonly size: string;
}

const body = ({ mountPoint, size }: Data): string => `
  const root = new maas.Partition("root", { machine, blockDevice: "sda", filesystem: { type: "ext4", mountPoint: "/" } });
  const data = new maas.Partition("data", {
    machine, blockDevice: "sdb", size: "${size}", filesystem: { type: "xfs", mountPoint: "${mountPoint}" },
  }, { protect: true });
  const web = new maas.Deployment("web", { machine, storage: [root, data], redeployOnStorageChange: true });
  export const { status } = web;
`;

/** Release, storage, allocate, deploy: somebody pulls the plug after each of these. */
describe("a redeployment that is killed", () => {
  let lab: Lab;
  let stack: TestStack;
  let data: Data = { mountPoint: "/srv", size: "10GB" };

  beforeAll(async () => {
    lab = await Lab.start({ transitionMs: 500 });
    stack = await TestStack.open({ program: programText(lab.systemId("alpha"), body(data)), maas: lab.emulator });
    await stack.up();
  }, 120_000);
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const change = (some: Partial<Data>) => {
    data = { ...data, ...some };
    stack.setProgram(programText(lab.systemId("alpha"), body(data)));
  };
  const written = () => lab.emulator.requests.filter(({ method }) => method !== "GET");
  const mounts = () => {
    const disks = lab.emulator.machine("alpha")["blockdevice_set"];
    return JSON.stringify(disks).match(/"mount_point":"[^"]+"/g);
  };

  it.each([
    ["the release", 1, "/var"],
    ["the mount", 2, "/home"],
    ["the allocation", 3, "/opt"],
    ["the start of the deployment", 4, "/mnt"],
  ])(
    "after %s goes on in the next run, without a person",
    async (_step, count, mountPoint) => {
      change({ mountPoint });
      lab.emulator.clearRequests();
      const engine = stack.start(["up", "--yes", "--skip-preview"]);
      let ended = false;
      void engine.exited.then(() => (ended = true));
      while (!ended && written().length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(ended).toBe(false);
      await engine.kill("SIGKILL");
      await stack.cancel();
      await stack.up();
      expect(lab.emulator.machine("alpha")).toMatchObject({ status_name: "Deployed", owner: "admin" });
      expect(mounts()).toContain(`"mount_point":"${mountPoint}"`);
    },
    120_000,
  );

  it("leaves nothing to do", () => stack.expectNoChanges(), 120_000);

  it("does not begin when what would be replaced is protected", async () => {
    lab.emulator.clearRequests();
    change({ size: "20GB" });
    const { output } = await stack.upFails();
    expect(output).toMatch(/protect/);
    expect(written()).toEqual([]);
    expect(lab.emulator.machine("alpha").status_name).toBe("Deployed");
  }, 120_000);
});
