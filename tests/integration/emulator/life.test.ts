import { LabApi } from "./lab-api";

let lab: LabApi;

beforeEach(async () => {
  lab = await LabApi.start();
});

afterEach(() => lab.close());

const disk = (hostname: string, name: string): unknown => {
  const set = lab.emulator.machine(hostname)["blockdevice_set"] as readonly { readonly name: string }[];
  return set.find((device) => device.name === name);
};

describe("a machine's life outside of the API", () => {
  it("throws what was formatted while a machine was allocated away on its release", async () => {
    const sdb = await lab.device("delta", "sdb");
    await lab.post(sdb, { fstype: "ext4", label: "kept" }, "format");
    lab.emulator.setMachine("delta", { status: "Allocated", owner: "operator" });
    await lab.post(sdb, { fstype: "xfs", label: "scratch" }, "format");
    expect(disk("delta", "sdb")).toMatchObject({ filesystem: { fstype: "xfs", label: "scratch" } });
    lab.emulator.setMachine("delta", { status: "Ready", owner: null });
    expect(disk("delta", "sdb")).toMatchObject({ filesystem: { fstype: "ext4", label: "kept" } });
  });

  it("shows memberships through the scratch copy, and lets them be formatted there", async () => {
    const ids = await Promise.all(["sdb", "sdc"].map((name) => lab.deviceId("delta", name)));
    await lab.post(`${lab.node("delta")}raids/`, { name: "md0", level: "raid-1", block_devices: ids });
    lab.emulator.setMachine("delta", { status: "Allocated", owner: "admin" });
    expect(disk("delta", "sdb")).toMatchObject({ filesystem: { fstype: "raid" } });
    expect((await lab.post(await lab.device("delta", "sdb"), { fstype: "ext4" }, "format")).status).toBe(200);
    lab.emulator.setMachine("delta", { status: "Ready", owner: null });
    expect(disk("delta", "sdb")).toMatchObject({ filesystem: { fstype: "raid" } });
  });

  it("cannot tell a special filesystem from its copy on an allocated machine", async () => {
    const machine = `machines/${lab.emulator.machine("delta").system_id}/`;
    await lab.post(machine, { fstype: "tmpfs", mount_point: "/t" }, "mount_special");
    lab.emulator.setMachine("delta", { status: "Allocated", owner: "admin" });
    const answer = await lab.post(machine, { mount_point: "/t" }, "unmount_special");
    expect([answer.status, answer.body]).toEqual([500, "get() returned more than one Filesystem -- it returned 2!"]);
  });

  it("commissions a machine again: other ids, the same names, the default layout", async () => {
    const before = await lab.deviceId("delta", "sda");
    await lab.post(await lab.device("delta", "sdb"), { fstype: "ext4" }, "format");
    lab.emulator.recommission("delta");
    expect(Number(await lab.deviceId("delta", "sda"))).toBeGreaterThan(Number(before));
    expect(disk("delta", "sdb")).toMatchObject({ filesystem: null });
    expect(disk("delta", "nvme0n1")).toMatchObject({ used_for: "GPT partitioned with 2 partitions" });
  });

  it("answers 404 for a machine that was removed, and for what was on it", async () => {
    const [machine, sda] = [lab.emulator.machine("delta").system_id, await lab.device("delta", "sda")];
    lab.emulator.removeMachine("delta");
    const answers = await Promise.all([
      lab.get(`machines/${machine}/`),
      lab.get(sda),
      lab.get(`nodes/${machine}/raids/`),
    ]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [404, "No Machine matches the given query."],
      [404, "No BlockDevice matches the given query."],
      [404, "No Machine matches the given query."],
    ]);
    expect(() => lab.emulator.machine("delta")).toThrow('the emulator has no machine "delta"');
  });

  it("tells who asked what", async () => {
    await lab.send("GET", "users/", { query: { op: "whoami" }, user: "operator" });
    expect(lab.emulator.requests.at(-1)).toMatchObject({
      method: "GET",
      path: "/MAAS/api/2.0/users/",
      query: { op: "whoami" },
      user: "operator",
      status: 200,
    });
    lab.emulator.clearRequests();
    expect(lab.emulator.requests).toEqual([]);
  });
});
