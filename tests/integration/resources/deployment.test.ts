import { eightCases } from "../../../kit/handlers/eight-cases";
import { Lab } from "../../../kit/handlers/lab";
import { type Managed, type TestEngine } from "../../../kit/handlers/managed";

const hour = { timeout: "1h" };

describe("a deployment", () => {
  let lab: Lab;
  let engine: TestEngine;
  let deployment: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    engine = lab.newQuickEngine();
    deployment = engine.resource("Deployment", "web");
    await layOut("alpha");
    lab.requests("alpha");
  });
  afterEach(() => lab.close());

  async function layOut(hostname: string) {
    const { z } = await import("zod");
    const path = ["machines", lab.systemId(hostname)];
    const form = { storage_layout: "flat" };
    await lab.client.request({ method: "POST", path, op: "set_storage_layout", form, schema: z.unknown() });
  }

  const operation = async (op: string, form: Record<string, string> = {}, hostname = "alpha") => {
    const { z } = await import("zod");
    await lab.client.request({
      method: "POST",
      path: ["machines", lab.systemId(hostname)],
      op,
      form,
      schema: z.unknown(),
    });
  };

  const machine = (hostname = "alpha") => lab.emulator.machine(hostname);
  const status = () => machine().status_name;
  const args = () => ({ machine: lab.systemId("alpha"), distroSeries: "noble", ...hour });
  const requests = () => lab.requests("alpha");
  const writes = () => requests().filter((line) => !line.startsWith("GET"));
  const newHost = () => lab.newQuickEngine().resource("Deployment", "web");

  it("allocates exactly this machine and deploys it, and says what a program hands on", async () => {
    expect(await deployment.apply(args())).toBe("create");
    expect(deployment.id).toBe(`${args().machine}/deployment`);
    expect(machine()).toMatchObject({ status_name: "Deployed", owner: "admin", distro_series: "noble" });
    expect(deployment.outputs).toMatchObject({
      status: "Deployed",
      hostname: "alpha",
      fqdn: machine()["fqdn"],
      osystem: "ubuntu",
      hweKernel: "ga-24.04",
      ipAddresses: ["10.99.0.2"],
      interfaces: [{ addresses: ["10.99.0.2"] }, {}],
    });
    await deployment.expectNoChanges(args());
  });

  it("costs one allocation, one deployment and a look every ten seconds; when nothing changes, nothing", async () => {
    await deployment.apply(args());
    expect(writes()).toEqual(
      ["POST machines/?op=allocate", "POST machines/?op=deploy".replace("/?", "/?")].map(String),
    );
    expect(await deployment.apply(args())).toBe("same");
    expect(requests()).toEqual([]);
  });

  it("changes owner data in place, key by key, and leaves those of others alone", async () => {
    await deployment.apply({ ...args(), ownerData: { role: "web", rack: "4" } });
    await operation("set_owner_data", { theirs: "1" });
    requests();
    const next = { ...args(), ownerData: { role: "db" } };
    expect(await deployment.apply(next)).toBe("update");
    expect(machine()["owner_data"]).toEqual({ role: "db", theirs: "1" });
    expect(writes()).toEqual([expect.stringContaining("op=set_owner_data")]);
    await operation("set_owner_data", { role: "" });
    await deployment.refresh();
    expect(await deployment.apply(next)).toBe("update");
    await deployment.expectNoChanges(next);
  });

  it.each([{ distroSeries: "jammy" }, { userData: "#cloud-config\n" }, { hweKernel: "hwe-24.04" }])(
    "is replaced for %j: released, then deployed anew",
    async (change) => {
      await deployment.apply(args());
      requests();
      const next = { ...args(), ...change };
      expect(await deployment.apply(next)).toBe("replace");
      expect(writes().map((line) => line.replace(/^.*op=/, ""))).toEqual(["release", "allocate", "deploy"]);
      expect(status()).toBe("Deployed");
      await deployment.expectNoChanges(next);
    },
  );

  it("keeps time, release options and comment without a request", async () => {
    await deployment.apply(args());
    requests();
    const next = { ...args(), timeout: "90m", release: { erase: true }, redeployOnStorageChange: false };
    expect(await deployment.apply(next)).toBe("update");
    expect(writes()).toEqual([]);
    await deployment.destroy();
    expect(lab.emulator.requests.length).toBeGreaterThan(0);
  });

  it("is brought back when somebody released the machine, and when it failed", async () => {
    await deployment.apply(args());
    await operation("release");
    expect(await deployment.refresh()).toBe(false);
    expect(await deployment.apply(args())).toBe("create");
    lab.emulator.setMachine("alpha", { status: "Failed deployment" });
    expect(await deployment.refresh()).toBe(true);
    expect(await deployment.apply(args())).toBe("update");
    expect(status()).toBe("Deployed");
    await deployment.expectNoChanges(args());
  });

  it("releases and waits for Ready; twice is quiet", async () => {
    await deployment.apply(args());
    const { id, outputs } = deployment;
    requests();
    await deployment.destroy();
    expect(machine()).toMatchObject({ status_name: "Ready", owner: null });
    expect(writes()).toHaveLength(1);
    newHost();
    await lab.newEngine().provider("Deployment").delete(id, outputs);
    expect(writes()).toEqual([]);
  });

  it.each([
    [{ osystem: "ubuntu", distroSeries: undefined }, /^distroSeries: give the series/],
    [{ timeout: "soon" }, /^timeout: give seconds/],
    [{ ownerData: { "bad key": "1" } }, /^ownerData.bad key: a name has letters/],
    [{ ownerData: { role: "" } }, /^ownerData.role: MAAS keeps no empty value/],
    [{ redeployOnStorageChange: true }, /^redeployOnStorageChange: give the storage/],
    [{ machine: "zzzzzz" }, /^machine: MAAS at .* has no machine "zzzzzz"/],
  ])("refuses %j by the name of the property", async (wrong, message) => {
    await expect(deployment.apply({ ...args(), ...wrong })).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("never takes away what somebody else has", async () => {
    const theirs = { machine: lab.systemId("lima"), ...hour };
    await expect(deployment.apply(theirs)).rejects.toThrow(/^machine: machine lima .* belongs to operator/);
    await operation("deploy", { distro_series: "noble" });
    await expect(deployment.apply(args())).rejects.toThrow(/belongs to admin, and not to Deployment/);
    expect(writes().filter((line) => !line.includes("op=deploy"))).toEqual([]);
  });

  it("does not release a machine that somebody released and allocated since", async () => {
    await deployment.apply(args());
    await operation("release");
    await operation("deploy", { distro_series: "noble" });
    await deployment.destroy();
    expect(status()).toBe("Deployed");
  });

  it("fails with MAAS's own last messages, and the next run goes on without a person", async () => {
    lab.emulator.failures.add({ of: "deploy" });
    const failed = deployment.apply(args());
    await expect(failed).rejects.toThrow(
      /alpha .*: Failed deployment. MAAS says:[^]*Marking node failed - Installation failed/,
    );
    const partial: unknown = await failed.catch((error: unknown) => error);
    expect(partial).toMatchObject({ id: `${args().machine}/deployment`, properties: { status: "Failed deployment" } });
    deployment.id = `${args().machine}/deployment`;
    deployment.outputs = (partial as { properties: Record<string, unknown> }).properties;
    expect(await deployment.apply(args())).toBe("update");
    expect(status()).toBe("Deployed");
    await deployment.expectNoChanges(args());
  });

  it("leaves the machine free when MAAS refuses the deployment", async () => {
    await expect(deployment.apply({ ...args(), distroSeries: "plan9" })).rejects.toThrow(
      /is not a valid distro_series/,
    );
    expect(machine()).toMatchObject({ status_name: "Ready", owner: null });
  });

  it.each(["allocate", "deploy"])("goes on after the answer to %s was lost", async (op) => {
    lab.emulator.faults.add({ kind: "drop-after", op });
    expect(await deployment.apply(args())).toBe("create");
    expect(status()).toBe("Deployed");
    expect(lab.emulator.requests.filter(({ query }) => query["op"] === op)).toHaveLength(1);
  });

  it("picks up what an interrupted run has left, and deploys again what that declared otherwise", async () => {
    await newHost().apply(args());
    requests();
    expect(await deployment.apply(args())).toBe("create");
    expect(writes()).toEqual([expect.stringContaining("op=allocate")]);
    const other = newHost();
    expect(await other.apply({ ...args(), userData: "#cloud-config\n" })).toBe("create");
    expect(writes().map((line) => line.replace(/^.*op=/, ""))).toEqual(["allocate", "release", "allocate", "deploy"]);
  });

  it("says when it takes too long, and the next run waits on", async () => {
    await lab.close();
    lab = await Lab.start({ transitionMs: 700 });
    await layOut("alpha");
    deployment = lab.newQuickEngine().resource("Deployment", "web");
    await expect(deployment.apply({ ...args(), timeout: 0.1 })).rejects.toThrow(/is still Deploying after/);
    expect(await newHost().apply(args())).toBe("create");
    expect(status()).toBe("Deployed");
  });

  eightCases("Deployment", {
    created: async () => expect(await deployment.apply(args())).toBe("create"),
    unchanged: async () => {
      await deployment.apply(args());
      await deployment.expectNoChanges(args());
    },
    changedInPlace: async () => {
      await deployment.apply(args());
      const next = { ...args(), ownerData: { role: "db" } };
      expect(await deployment.apply(next)).toBe("update");
      await deployment.expectNoChanges(next);
    },
    replaced: async () => {
      await layOut("bravo");
      await deployment.apply(args());
      const next = { ...args(), machine: lab.systemId("bravo") };
      expect(await deployment.apply(next)).toBe("replace");
      expect([status(), machine("bravo").status_name]).toEqual(["Ready", "Deployed"]);
      await deployment.expectNoChanges(next);
    },
    driftRepaired: async () => {
      const wanted = { ...args(), ownerData: { role: "web" } };
      await deployment.apply(wanted);
      await operation("set_owner_data", { role: "mine" });
      expect(await deployment.refresh()).toBe(true);
      expect(await deployment.apply(wanted)).toBe("update");
      await deployment.expectNoChanges(wanted);
    },
    deletedOutside: async () => {
      await deployment.apply(args());
      await operation("release");
      const again = newHost().withState(deployment);
      await again.refresh();
      await again.apply(args());
      expect(status()).toBe("Deployed");
      await again.expectNoChanges(args());
    },
    deletedTwice: async () => {
      await deployment.apply(args());
      const { id, outputs } = deployment;
      await deployment.destroy();
      expect(status()).toBe("Ready");
      Object.assign(deployment, { id, outputs });
      await deployment.destroy();
      expect(status()).toBe("Ready");
    },
    inputRefused: async () => {
      await expect(deployment.apply({ ...args(), timeout: "soon" })).rejects.toThrow(/^timeout: [^\n]+$/);
      expect(writes()).toEqual([]);
    },
  });
});
