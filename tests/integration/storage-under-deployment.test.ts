import { HandOver, regionHash } from "../../provider/maas/machine/hand-over";
import { agentOf, type ReleaseOptions } from "../../provider/maas/machine/deployed";
import { Lab } from "../../kit/handlers/lab";
import { type Managed, TestEngine } from "../../kit/handlers/managed";
import { type Kind } from "../../kit/layouts/declared";

/** The engine asks for storage before it asks for the deployment on it, which only the program knows by then. */
describe("storage under a deployment", () => {
  let lab: Lab;
  let engine: TestEngine;
  let run = 0;
  let said: jest.SpyInstance;

  const quick = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 100));

  beforeEach(async () => {
    lab = await Lab.start();
    said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    engine = newRun();
  });
  afterEach(async () => {
    said.mockRestore();
    await lab.close();
  });

  const address = () => `127.0.0.1:${process.pid}${run}`;
  function newRun(): TestEngine {
    run += 1;
    return new TestEngine(lab.emulator, quick, address());
  }

  const systemId = () => lab.systemId("alpha");
  const status = () => lab.emulator.machine("alpha").status_name;
  const lines = () => said.mock.calls.map(([line]) => String(line)).join("");
  const operations = () => {
    const found = lab.requests("alpha").filter((line) => !line.startsWith("GET"));
    return found.map((line) =>
      line.replace(/^.*op=/, "").replace(/ (nodes|machines)\/.*?([a-z-]+)\/(\d+\/)?(\d+)?$/, " $2"),
    );
  };

  const rootArgs = (more: object = {}) => ({
    machine: systemId(),
    blockDevice: "sda",
    filesystem: { type: "ext4", mountPoint: "/" },
    ...more,
  });
  const disk = (more: object = {}) => ({ machine: systemId(), blockDevice: "sdb", size: "10GB", ...more });
  const deployArgs = (storage: readonly Managed[], content: string, redeployOnStorageChange = false) => ({
    machine: systemId(),
    storage: storage.map(({ id }) => `${id}@${content}`),
    redeployOnStorageChange,
    resourceName: "web",
  });

  function tell(deployment: Managed, redeploys: boolean, release?: ReleaseOptions) {
    const { url, apiKey } = lab.emulator;
    const told = { name: "web", agent: agentOf(deployment.identity), redeploys, release };
    HandOver.of(address())?.tell({
      region: regionHash(url, apiKey),
      systemId: systemId(),
      at: Date.now(),
      deployment: told,
    });
  }

  function move(root: Managed, data: Managed, web: Managed) {
    for (const one of [root, data]) one.movedTo(engine.provider("Partition"));
    web.movedTo(engine.provider("Deployment"));
  }

  async function deployed(redeploys: boolean, release?: ReleaseOptions) {
    const [root, data, web] = [
      engine.resource("Partition", "root"),
      engine.resource("Partition", "data"),
      engine.resource("Deployment", "web"),
    ];
    await root.apply(rootArgs());
    await data.apply(disk());
    await web.apply({ ...deployArgs([root, data], "1", redeploys), release });
    expect(status()).toBe("Deployed");
    operations();
    engine = newRun();
    tell(web, redeploys, release);
    move(root, data, web);
    return { root, data, web };
  }

  const mounted = () => disk({ filesystem: { type: "xfs", mountPoint: "/srv" } });

  it("is refused in the preview, with the name of the Deployment and both ways out", async () => {
    const { data } = await deployed(false);
    const why = /Deployment "web" has two ways out: set redeployOnStorageChange: true .* or take the Deployment out/;
    await expect(data.apply(mounted())).rejects.toThrow(why);
    await expect(data.apply(disk({ size: "20GB" }))).rejects.toThrow(why);
    const added = engine.resource("Partition", "more");
    await expect(added.apply(disk({ blockDevice: "sdc" }))).rejects.toThrow(why);
    const layout = engine.resource("StorageLayout", "layout");
    await expect(layout.apply({ machine: systemId(), layout: "lvm" })).rejects.toThrow(why);
    expect(status()).toBe("Deployed");
    expect(operations()).toEqual([]);
  });

  it("may be taken out of the program only with it: the list tells", async () => {
    const { root, web } = await deployed(false);
    await expect(web.apply(deployArgs([root], "1"))).rejects.toThrow(
      /^storage: .*\/partition\/\d+ would go: .*two ways out/,
    );
  });

  it("that is as declared is left in peace, and costs nothing", async () => {
    const { root, data, web } = await deployed(false);
    expect(await root.apply(rootArgs())).toBe("same");
    expect(await data.apply(disk())).toBe("same");
    expect(await web.apply(deployArgs([root, data], "1"))).toBe("same");
    expect(operations()).toEqual([]);
  });

  it("changes in place between a release and another deployment", async () => {
    const { root, data, web } = await deployed(true);
    expect(await data.apply(mounted())).toBe("update");
    expect(lines()).toMatch(/alpha: release it -> change its storage -> deploy it again \(Deployment "web"\)/);
    expect(status()).toBe("Ready");
    expect(await web.apply(deployArgs([root, data], "2", true))).toBe("replace");
    expect(status()).toBe("Deployed");
    expect(operations()).toEqual(["release", "format", "mount", "allocate", "deploy"]);
    await web.expectNoChanges(deployArgs([root, data], "2", true));
  });

  /** What happens beside it while a release for a change of the storage begins. */
  const whenReleasing = (beside: () => void) =>
    said.mockImplementation((line) => {
      if (String(line).includes("is released for a change")) beside();
      return true;
    });

  it("is released once when the Deployment is deleted at that moment, and as it asks", async () => {
    const { web } = await deployed(true, { erase: true, quickErase: true });
    const more = engine.resource("Partition", "more");
    let deleted: Promise<void> | undefined;
    whenReleasing(() => {
      deleted = web.destroy();
    });
    expect(await more.apply(disk({ blockDevice: "sdc" }))).toBe("create");
    await deleted;
    const released = lab.emulator.requests.filter(({ query }) => query["op"] === "release");
    expect(released.map(({ body }) => body)).toEqual(["erase=true&quick_erase=true"]);
  });

  it("goes on when the Deployment's deletion has released the machine", async () => {
    await deployed(true);
    const more = engine.resource("Partition", "more");
    whenReleasing(() => lab.emulator.setMachine("alpha", { status: "Ready", owner: null }));
    expect(await more.apply(disk({ blockDevice: "sdc" }))).toBe("create");
    expect(status()).toBe("Ready");
  });

  it("comes and is replaced likewise", async () => {
    const { root, data, web } = await deployed(true);
    const more = engine.resource("Partition", "more");
    expect(await more.apply(disk({ blockDevice: "sdc" }))).toBe("create");
    expect(await web.apply(deployArgs([root, data, more], "1", true))).toBe("replace");
    expect(status()).toBe("Deployed");
    expect(await data.apply(disk({ size: "20GB" }))).toBe("replace");
    expect(await web.apply(deployArgs([root, data, more], "2", true))).toBe("replace");
    expect(status()).toBe("Deployed");
  });

  it.each<[Kind, Record<string, unknown>, Record<string, unknown>]>([
    ["SpecialFilesystem", { type: "tmpfs", mountPoint: "/scratch" }, { mountOptions: "size=1G" }],
    ["BlockDevice", { blockDevice: "sdc", tags: ["hot"] }, { filesystem: { type: "xfs", mountPoint: "/hot" } }],
    [
      "BlockDevice",
      { name: "extra", create: { idPath: "/dev/x", sizeBytes: "1TB" }, tags: ["hot"] },
      { filesystem: { type: "xfs", mountPoint: "/hot" } },
    ],
    ["VolumeGroup", { name: "vg0", devices: ["sdc"] }, { devices: ["sdc", "sdd"] }],
  ])("comes and changes likewise as a %s", async (kind, args, more) => {
    const { root, data, web } = await deployed(true);
    const one = engine.resource(kind, "one");
    const first = { machine: systemId(), ...args };
    expect(await one.apply(first)).toBe("create");
    expect(await web.apply(deployArgs([root, data, one], "1", true))).toBe("replace");
    await one.expectNoChanges(first);
    expect(await one.apply({ ...first, ...more })).toBe("update");
    expect(await web.apply(deployArgs([root, data, one], "2", true))).toBe("replace");
    expect(status()).toBe("Deployed");
    await one.expectNoChanges({ ...first, ...more });
  });

  it("goes after a run that was broken off before it went: the machine is deployed again", async () => {
    const { root, data, web } = await deployed(true);
    expect(await web.apply(deployArgs([root], "1", true))).toBe("update");
    // The engine dies here, and the next run finds the list as it is, and an object that the program no longer has.
    engine = newRun();
    tell(web, true);
    move(root, data, web);
    operations();
    expect(await web.apply(deployArgs([root], "1", true))).toBe("same");
    await data.destroy();
    expect(status()).toBe("Deployed");
    expect(operations().filter((line) => !line.startsWith("DELETE"))).toEqual(["release", "allocate", "deploy"]);
    await web.expectNoChanges(deployArgs([root], "1", true));
  });

  it("goes last: the machine is deployed again when all that goes is gone", async () => {
    const { root, data, web } = await deployed(true);
    expect(await web.apply(deployArgs([root], "1", true))).toBe("update");
    expect(lines()).toMatch(/release it -> delete .*\/partition\/\d+ -> deploy it again/);
    await data.destroy();
    expect(status()).toBe("Deployed");
    // MAAS says by its refusal that the machine is in use.
    expect(operations().map((line) => line.replace(/ .*partition$/, ""))).toEqual([
      ...["DELETE", "release", "DELETE", "allocate", "deploy"],
    ]);
    await web.expectNoChanges(deployArgs([root], "1", true));
  });

  it("is deployed again by the next run when a kill came between", async () => {
    const { root, data, web } = await deployed(true);
    await data.apply(mounted());
    expect(status()).toBe("Ready");
    engine = newRun();
    move(root, data, web);
    tell(web, true);
    expect(await data.apply(mounted())).toBe("same");
    expect(await web.apply(deployArgs([root, data], "2", true))).toBe("replace");
    expect(status()).toBe("Deployed");
  });

  it("is not changed on a machine that somebody else has by now", async () => {
    const { data } = await deployed(true);
    lab.emulator.setMachine("alpha", { status: "Ready", owner: null });
    lab.emulator.setMachine("alpha", { status: "Deployed", owner: "operator" });
    const { z } = await import("zod");
    const path = ["machines", systemId()];
    await lab.client.request({ method: "POST", path, op: "release", form: {}, schema: z.unknown() });
    await lab.client.request({ method: "POST", path, op: "deploy", form: {}, schema: z.unknown() });
    await expect(data.apply(mounted())).rejects.toThrow(/is not allocated by Deployment "web"/);
    expect(status()).toBe("Deployed");
  });
});
