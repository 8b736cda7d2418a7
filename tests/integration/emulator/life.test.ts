import { z } from "zod";

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

describe("who may do what in a machine's life", () => {
  const as = (user: string) => (path: string, op: string) => lab.send("POST", path, { query: { op }, user });
  const machinePath = () => `machines/${lab.emulator.machine("delta").system_id}/`;

  it("lets users allocate, deploy and release what is theirs, and administrators commission", async () => {
    const operator = as("operator");
    const allocated = await lab.send("POST", "machines/", {
      query: { op: "allocate" },
      form: { system_id: lab.emulator.machine("delta").system_id },
      user: "operator",
    });
    expect(allocated.body).toMatchObject({ hostname: "delta", owner: "operator", status_name: "Allocated" });
    expect((await operator(machinePath(), "commission")).status).toBe(403);
    expect((await lab.send("PUT", machinePath(), { form: { description: "x" }, user: "operator" })).status).toBe(403);
    expect((await lab.send("DELETE", machinePath(), { user: "operator" })).status).toBe(403);
    expect((await operator(machinePath(), "release")).body).toMatchObject({ owner: null, status_name: "Ready" });
  });

  it("keeps others away from what somebody has", async () => {
    lab.emulator.setMachine("delta", { status: "Allocated", owner: "admin" });
    const answers = await Promise.all(
      ["release", "deploy", "lock", "power_on", "abort"].map((op) => as("operator")(machinePath(), op)),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });
});

describe("what takes time", () => {
  it("goes on in an emulator that is started from a saved state", async () => {
    const slow = await LabApi.start({ transitionMs: 60_000 });
    const path = `machines/${slow.emulator.machine("delta").system_id}/`;
    expect((await slow.post(path, {}, "commission")).body).toMatchObject({ status_name: "Commissioning" });
    const state = slow.emulator.snapshot();
    await slow.close();
    expect(state["transitions"]).toMatchObject([{ to: "Ready", relayout: true }]);
    const later = z
      .array(z.looseObject({}))
      .parse(state["transitions"])
      .map((transition) => ({ ...transition, at: 0 }));
    const next = await LabApi.start({ state: { ...state, transitions: later } });
    expect(next.emulator.machine("delta").status_name).toBe("Ready");
    await next.close();
  });

  it("ends when a test says where the machine is", async () => {
    const slow = await LabApi.start({ transitionMs: 20 });
    await slow.post(`machines/${slow.emulator.machine("delta").system_id}/`, {}, "commission");
    slow.emulator.setMachine("delta", { status: "Failed commissioning" });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(slow.emulator.machine("delta").status_name).toBe("Failed commissioning");
    await slow.close();
  });

  it("is switched on by the time it is in rescue mode, and off when it is Ready again", async () => {
    const { system_id: id } = lab.emulator.machine("alpha");
    const power = () => lab.emulator.machine("alpha")["power_state"];
    await lab.send("PUT", `machines/${id}/`, { form: { power_type: "webhook" } });
    await lab.post(`machines/${id}/`, {}, "rescue_mode");
    expect([lab.emulator.machine("alpha").status_name, power()]).toEqual(["Rescue mode", "on"]);
    await lab.post(`machines/${id}/`, {}, "exit_rescue_mode");
    expect([lab.emulator.machine("alpha").status_name, power()]).toEqual(["Ready", "off"]);
  });
});
