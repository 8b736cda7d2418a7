import { z } from "zod";

import { LabApi } from "./lab-api";

const allocated = z.looseObject({
  hostname: z.string(),
  owner: z.string().nullable(),
  constraints_by_type: z.unknown(),
});

let lab: LabApi;
beforeAll(async () => {
  lab = await LabApi.start();
});
afterAll(() => lab.close());

const tryOut = (form: Record<string, string | string[]>) =>
  lab.post("machines/", { dry_run: "true", ...form }, "allocate");

describe("Allocating a machine", () => {
  it.each([
    [{ name: "alpha" }, "alpha"],
    [{ name: "charlie.lab.example" }, "charlie"],
    [{ tags: "ceph", cpu_count: "8" }, "bravo"],
    [{ arch: "amd64", mem: "65536" }, "alpha"],
    [{ interfaces: "boot:name=enp2s0" }, "delta"],
  ])("%j would give %s, and gives it to nobody", async (form, hostname) => {
    const { body } = await tryOut(form);
    expect(allocated.parse(body)).toMatchObject({ hostname, owner: null });
  });

  it("tells what meets constraints that have labels", async () => {
    const id = Number(await lab.deviceId("bravo", "sdb"));
    await lab.post(
      `machines/${lab.emulator.machine("bravo").system_id}/`,
      { storage_layout: "flat" },
      "set_storage_layout",
    );
    const { body } = await tryOut({ name: "bravo", storage: "1,data:1", interfaces: "boot:name=eth0" });
    expect(allocated.parse(body).constraints_by_type).toEqual({
      storage: { data: [id] },
      interfaces: { boot: [expect.any(Number)] },
    });
  });

  it.each([
    [{ system_id: "nosuch" }, "No machine with system ID nosuch available."],
    [{ mem: "9999999" }, `[('dry_run', ['true']), ('mem', ['9999999'])] (resolved to "mem=9999999.0")`],
    [
      { name: ["alpha", "bravo"] },
      `[('dry_run', ['true']), ('name', ['alpha', 'bravo'])] (resolved to "name=alpha,bravo")`,
    ],
  ])("%j is refused: %s", async (form, message) => {
    const { status, body } = await tryOut(form);
    expect([status, body]).toEqual([409, expect.stringContaining(message)]);
  });

  it.each(["hostname", "id", "status", "mac_address", "domain", "install_kvm"])(
    "%s is a filter of lists, or none",
    async (name) => {
      expect(await tryOut({ [name]: "x" })).toMatchObject({ status: 400, body: { [name]: ["No such constraint."] } });
    },
  );

  it("knows several words for yes and no", async () => {
    expect(await tryOut({ name: "alpha", dry_run: "yes" })).toMatchObject({ body: { owner: null } });
    expect(await tryOut({ name: "alpha", dry_run: "x" })).toMatchObject({
      status: 400,
      body: "Invalid dry_run: Value should be 'true' or 'false'",
    });
  });
});

describe("What runs scripts on a machine", () => {
  it.each([
    ["commission", "mike", "Commission"],
    ["commission", "kilo", "Commission"],
    ["test", "quebec", "Test"],
  ])("%s is not offered for %s", async (op, hostname, name) => {
    const { system_id: id } = lab.emulator.machine(hostname);
    expect(await lab.post(`machines/${id}/`, {}, op)).toMatchObject({
      status: 400,
      body: { __all__: [`${name} is not available because of the current state of the node.`] },
    });
  });
});

it("a machine whose power nobody can ask for leaves rescue mode at once", async () => {
  const path = `machines/${lab.emulator.machine("november").system_id}/`;
  await lab.post(path, {}, "rescue_mode");
  await lab.get(path);
  expect((await lab.post(path, {}, "exit_rescue_mode")).body).toMatchObject({ status_name: "Broken", owner: null });
});

describe("Deploying a machine", () => {
  const deploy = (hostname: string, form: Record<string, string>, user = "admin") =>
    lab.send("POST", `machines/${lab.emulator.machine(hostname).system_id}/`, { query: { op: "deploy" }, form, user });

  it.each([
    ["admin", { install_rackd: "1" }, 400, /^Deploying a machine as a rackd has been disabled/],
    ["operator", { install_kvm: "true" }, 403, /^Only administratros can deploy VM hosts$/],
    ["admin", { register_vmhost: "yes", ephemeral_deploy: "yes" }, 400, /VM host if it is deployed to memory\.$/],
    ["admin", { ephemeral_deploy: "x" }, 400, /^Invalid ephemeral_deploy: /],
  ])("as %s with %j answers %d: %s", async (user, form, status, message) => {
    const answer = await deploy("delta", form, user);
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(message)]);
  });

  it("goes to memory when asked, and when there are no disks: no layout is needed then", async () => {
    expect(await deploy("delta", {})).toMatchObject({
      status: 400,
      body: { storage: [expect.stringMatching(/^Mount/)] },
    });
    expect(await deploy("delta", { ephemeral_deploy: "true" })).toMatchObject({ body: { ephemeral_deploy: true } });
    expect(await deploy("india", {})).toMatchObject({ body: { status_name: "Deploying", ephemeral_deploy: true } });
  });
});

it("accepts machines that are locked: there is nothing to accept", async () => {
  const { system_id: id } = lab.emulator.machine("papa");
  expect(await lab.post("machines/", { machines: id }, "accept")).toMatchObject({ status: 200, body: [] });
});
