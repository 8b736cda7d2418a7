import * as maas from "../../sdk";
import { type MachineView } from "../../emulator";
import { Lab } from "../../kit/handlers/lab";
import { type FinishedRun, TestStack } from "../../kit/engine/stack";

interface Layout {
  /** Where the data are mounted, and on what. */
  readonly mountPoint: string;
  readonly size: string;
  readonly disks: readonly string[];
  readonly redeploys: boolean;
  readonly userData: string;
}

const layout: Layout = {
  ...{ mountPoint: "/srv", size: "10GB", disks: ["sdb"], redeploys: false },
  userData: "password: hunter2",
};

const program =
  (machine: string, { mountPoint, size, disks, redeploys, userData }: Layout) =>
  async () => {
    const root = new maas.Partition("root", {
      ...{ machine, blockDevice: "sda", size: "50GB" },
      filesystem: { type: "ext4", mountPoint: "/" },
    });
    const data = disks.map(
      (blockDevice, at) =>
        new maas.Partition(`data-${blockDevice}`, {
          ...{ machine, blockDevice, size },
          filesystem: { type: "xfs", mountPoint: at === 0 ? mountPoint : `/data/${blockDevice}` },
        }),
    );
    const { secret } = await import("@pulumi/pulumi");
    const web = new maas.Deployment("web", {
      ...{ machine, distroSeries: "noble", storage: [root, ...data], redeployOnStorageChange: redeploys },
      ownerData: { role: "web" },
      userData: secret(userData),
    });
    return { addresses: web.ipAddresses, fqdn: web.fqdn, status: web.status };
  };

describe("a deployment on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let machine: string;
  let now: Layout = layout;

  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    stack = await TestStack.open({ program: program(machine, now), maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const view = (): MachineView => lab.emulator.machine("alpha");
  const change = (some: Partial<Layout>) => {
    now = { ...now, ...some };
    stack.setProgram(program(machine, now));
  };
  /** What was written since the last call, by its operation. */
  const written = () =>
    lab
      .requests("alpha")
      .filter((line) => !line.startsWith("GET"))
      .map((line) => /op=(\w+)/.exec(line)?.[1] ?? line.split(" ")[0]);
  const lives = (run: FinishedRun) => [run.outcomes["Deployment/web"], view().status_name];

  it("comes after its disks, and hands on its addresses", async () => {
    const run = await stack.up();
    expect(lives(run)).toEqual(["create", "Deployed"]);
    expect(run.outputs).toEqual({ addresses: ["10.99.0.2"], fqdn: "alpha.maas", status: "Deployed" });
    expect(written().slice(-3)).toEqual(["allocate", "deploy", "set_owner_data"]);
    await stack.expectNoChanges();
  }, 120_000);

  it("keeps secret user data secret, in the state and in what is said", async () => {
    const state = await stack.cli("stack", "export");
    expect(state).toContain('"userData"');
    expect(state).not.toContain("hunter2");
  });

  it("refuses a change of its storage in the preview, whatever the change is", async () => {
    written();
    for (const some of [{ mountPoint: "/var" }, { size: "20GB" }, { disks: ["sdb", "sdc"] }, { disks: [] }]) {
      change({ ...layout, ...some });
      const { output } = await stack.previewFails();
      expect(output).toMatch(/Deployment "web" has two ways out/);
    }
    expect(written()).toEqual([]);
    change(layout);
  }, 120_000);

  it("is released for a change in place, and deployed again", async () => {
    change({ redeploys: true, mountPoint: "/var/lib" });
    const preview = await stack.preview();
    const plan = 'alpha: release it -> change its storage -> deploy it again (Deployment "web")';
    expect(preview.messages.filter((line) => line.includes(plan))).toHaveLength(1);
    expect(preview.outcomes).toMatchObject({ "Partition/data-sdb": "update", "Deployment/web": "replace" });
    expect(lives(await stack.up())).toEqual(["replace", "Deployed"]);
    expect(written()).toEqual(["release", "mount", "allocate", "deploy", "set_owner_data"]);
    await stack.expectNoChanges();
  }, 120_000);

  it("is released for a replacement and an addition likewise", async () => {
    change({ size: "20GB", disks: ["sdb", "sdc"] });
    expect(lives(await stack.up())).toEqual(["replace", "Deployed"]);
    await stack.expectNoChanges();
  }, 120_000);

  it("is deployed again when what goes is gone", async () => {
    change({ disks: ["sdb"] });
    written();
    const run = await stack.up();
    expect(lives(run)).toEqual(["update", "Deployed"]);
    expect(run.outcomes["Partition/data-sdc"]).toBe("delete");
    expect(written().slice(-3)).toEqual(["allocate", "deploy", "set_owner_data"]);
    await stack.expectNoChanges();
  }, 120_000);

  it("is replaced on request, and nothing is lost", async () => {
    const run = await stack.up({ replace: ["Deployment/web"] });
    expect(lives(run)).toEqual(["replace", "Deployed"]);
    await stack.expectNoChanges();
  }, 120_000);

  it("goes in one command, before its disks", async () => {
    written();
    const { outcomes } = await stack.destroy();
    expect(new Set(Object.values(outcomes))).toEqual(new Set(["delete"]));
    expect(view()).toMatchObject({ status_name: "Ready", owner: null });
    expect(written()[0]).toBe("release");
    expect((view()["blockdevice_set"] as { partitions: unknown[] }[]).flatMap(({ partitions }) => partitions)).toEqual(
      [],
    );
  }, 120_000);
});
