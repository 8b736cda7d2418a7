import { z } from "zod";

import { parseFailure } from "../../../emulator";
import { LabApi } from "./lab-api";

const machineSchema = z.looseObject({
  system_id: z.string(),
  status_name: z.string(),
  owner: z.string().nullable(),
  ip_addresses: z.array(z.string()),
  netboot: z.boolean(),
  status_message: z.string().nullable(),
  power_state: z.string(),
});
const eventsSchema = z.object({ events: z.array(z.looseObject({ type: z.string(), level: z.string() })) });

let lab: LabApi;

afterEach(() => lab.close());

const pathOf = (hostname: string) => `machines/${lab.emulator.machine(hostname).system_id}/`;
const read = async (hostname: string) => machineSchema.parse((await lab.get(pathOf(hostname))).body);
const act = (hostname: string, op: string, form: Record<string, string> = {}) => lab.post(pathOf(hostname), form, op);
const deploy = async (hostname: string) => {
  await act(hostname, "set_storage_layout", { storage_layout: "flat" });
  await act(hostname, "deploy", { distro_series: "noble" });
};
const events = async (hostname: string, level = "INFO") => {
  const query = { op: "query", hostname, level };
  return eventsSchema.parse((await lab.send("GET", "events/", { query })).body).events.map(({ type }) => type);
};
const enlist = (form: Record<string, string> = {}) =>
  lab.post("machines/", {
    ...{ hostname: "new-1", architecture: "amd64", mac_addresses: "52:54:00:bb:00:01", power_type: "manual" },
    ...form,
  });

describe("a deployment", () => {
  it("gives each machine an address of its own, which is free again after its release", async () => {
    lab = await LabApi.start();
    await deploy("alpha");
    await deploy("bravo");
    const [alpha, bravo] = [await read("alpha"), await read("bravo")];
    expect(alpha).toMatchObject({ status_name: "Deployed", netboot: false });
    expect([...alpha.ip_addresses, ...bravo.ip_addresses]).toEqual(["10.99.0.2", "10.99.0.3"]);
    await act("alpha", "release");
    expect(await read("alpha")).toMatchObject({ status_name: "Ready", ip_addresses: [], netboot: true });
  });

  it("takes its time, and is heard of on its way", async () => {
    lab = await LabApi.start({ transitionMs: 600 });
    await deploy("alpha");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const half = await read("alpha");
    expect(half.status_name).toBe("Deploying");
    expect(await events("alpha")).toContain("Performing PXE boot");
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await read("alpha")).status_name).toBe("Deployed");
    expect((await events("alpha")).slice(0, 2)).toEqual(["Deployed", "Rebooting"]);
  });

  it("fails when it is to, once, with MAAS's words", async () => {
    lab = await LabApi.start({ failures: [parseFailure("deploy,machine=alpha")] });
    await deploy("bravo");
    await deploy("alpha");
    expect(await read("bravo")).toMatchObject({ status_name: "Deployed" });
    const failed = await read("alpha");
    expect(failed).toMatchObject({ status_name: "Failed deployment", owner: "admin" });
    expect(failed.status_message).toMatch(/^Marking node failed - Installation failed/);
    expect(await events("alpha", "ERROR")).toEqual(["Marking node failed"]);
    await act("alpha", "release");
    await deploy("alpha");
    expect(await read("alpha")).toMatchObject({ status_name: "Deployed" });
  });

  it("fails when the machine cannot be switched on", async () => {
    lab = await LabApi.start({ failures: [{ of: "power", times: "all" }] });
    const power = { power_type: "virsh", power_parameters_power_address: "a", power_parameters_power_id: "b" };
    await lab.send("PUT", pathOf("alpha"), { form: power });
    await deploy("alpha");
    expect(await read("alpha")).toMatchObject({ status_name: "Failed deployment", power_state: "error" });
    expect(await events("alpha", "ERROR")).toContain("Failed to power on node");
  });
});

describe("a machine that is made through the API", () => {
  it("has the disks of the template when it has been commissioned, its cards a network, and the layout flat", async () => {
    lab = await LabApi.start();
    expect((await enlist()).body).toMatchObject({ status_name: "Commissioning", blockdevice_set: [] });
    const machine = (await lab.get(pathOf("new-1"))).body;
    expect(machine).toMatchObject({
      status_name: "Ready",
      owner: null,
      cpu_count: 8,
      commissioning_status_name: "Passed",
      boot_disk: { name: "sda", used_for: "GPT partitioned with 2 partitions" },
      boot_interface: { links: [{ mode: "auto" }] },
    });
    expect(machine).toMatchObject({ blockdevice_set: ["sda", "sdb", "sdc", "sdd"].map((name) => ({ name })) });
    await act("new-1", "deploy");
    expect((await read("new-1")).status_name).toBe("Deployed");
    await act("new-1", "release");
    expect((await read("new-1")).status_name).toBe("Ready");
  });

  it.each([
    ["commission", "Failed commissioning"],
    ["test", "Failed testing"],
  ] as const)("may fail its %s", async (of, status) => {
    lab = await LabApi.start({ failures: [{ of }] });
    await enlist();
    expect((await read("new-1")).status_name).toBe(status);
    await act("new-1", of);
    expect((await read("new-1")).status_name).toBe("Ready");
  });

  it("is what the fleet's template says", async () => {
    const disks = [{ name: "nvme0n1", size: 1e12 }];
    lab = await LabApi.start({ fleet: { machines: [], template: { cpu_count: 2, memory: 2048, disks } } });
    await enlist();
    expect((await lab.get(pathOf("new-1"))).body).toMatchObject({
      cpu_count: 2,
      blockdevice_set: [{ name: "nvme0n1" }],
    });
  });
});

it("says what is wrong with a failure on the command line", () => {
  expect(() => parseFailure("nothing")).toThrow(/"nothing" is no failure/);
  expect(parseFailure("erase,times=all")).toEqual({ of: "erase", times: "all" });
});
