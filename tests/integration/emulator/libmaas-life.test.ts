import { z } from "zod";

import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { type Fields, LibmaasClient } from "./libmaas-client";

/*
 * What python-libmaas 0.6.8 sends for the calls of its pages on machines and controllers, as it was seen against the
 * emulator. Each of these calls puts the machine that comes back in the place of the one that it had.
 */

const machine = z.looseObject({
  system_id: z.string(),
  hostname: z.string(),
  status_name: z.string(),
  owner: z.string().nullable(),
  locked: z.boolean(),
  power_state: z.string(),
  owner_data: z.record(z.string(), z.string()),
});

let emulator: Emulator;
let maas: LibmaasClient;
let system_id: string;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await startEmulator(options);
  maas = await LibmaasClient.connect(emulator);
  ({ system_id } = emulator.machine("stor-01"));
}

beforeEach(() => start());
afterEach(() => emulator.close());

const ok = (target: string, fields: Fields = {}): Promise<unknown> => maas.ok(target, { system_id, ...fields });
const act = async (operation: string, fields: Fields = {}) => machine.parse(await ok(`Machine.${operation}`, fields));
const refused = async (operation: string, fields: Fields = {}): Promise<readonly unknown[]> => {
  const { status, body } = await maas.call(`Machine.${operation}`, { system_id, ...fields });
  return [status, body];
};
const status = async (): Promise<string> => (await act("read")).status_name;

const ipmi = { power_type: "ipmi", power_parameters_power_address: "10.0.0.1", power_parameters_power_pass: "x" };

/** What MAAS's driver takes where nothing is said (recorded in `machines-enlist-power-parameters`). */
const IPMI = {
  power_driver: "LAN_2_0",
  power_boot_type: "auto",
  power_user: "",
  power_pass: "",
  k_g: "",
  cipher_suite_id: "3",
  privilege_level: "OPERATOR",
  workaround_flags: ["opensesspriv"],
  mac_address: "",
  power_off_mode: "hard",
};

describe("connecting", () => {
  it("finds out who it is, and what it talks to", async () => {
    expect(await maas.ok("Users.whoami")).toMatchObject({ username: "admin", is_superuser: true });
    expect(await maas.ok("Machines.read", { hostname: ["stor-01", "stor-02"] })).toHaveLength(2);
    expect(await maas.ok("Zones.read")).toMatchObject([{ name: "default" }]);
    expect(await maas.ok("ResourcePool.read", { id: 0 })).toMatchObject({ name: "default" });
  });

  it("lists controllers and reads each, as rack and as region", async () => {
    const controller = z.looseObject({ system_id: z.string(), node_type: z.literal(4), power_type: z.string() });
    const listed = z.array(controller).parse(await maas.ok("RackControllers.read", { hostname: "maas" }));
    const id = listed[0]?.system_id ?? "";
    expect(controller.parse(await maas.ok("RackController.read", { system_id: id })).system_id).toBe(id);
    expect(controller.parse(await maas.ok("RegionController.read", { system_id: id })).system_id).toBe(id);
  });
});

describe("controllers", () => {
  const rack = async (name: string, fields: Fields = {}) => maas.ok(`RackController.${name}`, { system_id, ...fields });

  beforeEach(async () => {
    const listed = z.array(z.looseObject({ system_id: z.string() })).parse(await maas.ok("RackControllers.read"));
    system_id = listed[0]?.system_id ?? "";
  });

  it("are changed in place and power, and keep their names", async () => {
    expect(await rack("update", { ...ipmi, description: "d", hostname: "other" })).toMatchObject({
      hostname: "maas",
      description: "d",
      power_type: "ipmi",
    });
    expect(await rack("power_parameters")).toEqual({ ...IPMI, power_address: "10.0.0.1", power_pass: "x" });
    const wrong = await maas.call("RegionController.update", { system_id, zone: "nope" });
    expect([wrong.status, wrong.body]).toEqual([
      400,
      { zone: ["Select a valid choice. That choice is not one of the available choices."] },
    ]);
  });

  it("are deleted as racks, and not as a region that runs", async () => {
    expect((await maas.call("RackController.delete", { system_id })).status).toBe(204);
    expect(await maas.ok("RackControllers.read")).toEqual([]);
    expect(await maas.ok("RegionController.read", { system_id })).toMatchObject({ node_type: 3 });
    const running = await maas.call("RegionController.delete", { system_id });
    expect([running.status, running.body]).toEqual([400, "Unable to delete maas as it's currently running."]);
  });

  it("belong to users, who are read by name", async () => {
    expect(await maas.ok("User.read", { username: "admin" })).toMatchObject({ is_superuser: true });
    expect((await maas.call("User.read", { username: "nobody" })).body).toBe("No User matches the given query.");
  });
});

describe("commissioning", () => {
  it("passes by itself, and finds the disks under new ids with the default layout", async () => {
    const before = emulator.machine("stor-04")["boot_disk"];
    ({ system_id } = emulator.machine("stor-04"));
    const fields = { skip_networking: true, testing_scripts: ["none"] };
    expect(await act("commission", fields)).toMatchObject({ status_name: "Commissioning", owner: "admin" });
    expect(await act("read")).toMatchObject({ status_name: "Ready", owner: null });
    expect(emulator.machine("stor-04")["boot_disk"]).not.toEqual(before);
    expect(emulator.machine("stor-04")["boot_disk"]).toMatchObject({ used_for: "GPT partitioned with 2 partitions" });
  });

  it("leaves the storage alone when it is told to", async () => {
    const before = emulator.machine("stor-01")["boot_disk"];
    await act("commission", { skip_storage: true });
    expect(emulator.machine("stor-01")["boot_disk"]).toEqual(before);
  });

  it("takes the time that it is given, in which it can be broken off", async () => {
    await emulator.close();
    await start({ transitionMs: 60_000 });
    await act("commission");
    expect(await status()).toBe("Commissioning");
    await act("abort");
    expect(await act("read")).toMatchObject({ status_name: "New", owner: null });
    const again = `Cannot abort in current state: node ${system_id} is in state New.`;
    expect(await refused("abort")).toEqual([409, again]);
  });
});

describe("allocating and deploying", () => {
  it("takes the smallest machine that fits, and notes what its owner notes down", async () => {
    const constraints = { name: "stor-01", arch: ["amd64/generic"], cpu_count: "2", mem: "1024", tags: ["storage"] };
    expect(await maas.ok("Machines.allocate", constraints)).toMatchObject({ system_id, status_name: "Allocated" });
    expect(await ok("Machine.set_owner_data", { state: "info", other: "x" })).toMatchObject({ owner: "admin" });
    expect((await act("set_owner_data", { other: "" })).owner_data).toEqual({ state: "info" });
    expect(await maas.ok("Machines.list_allocated")).toMatchObject([{ system_id }]);
    expect((await act("release")).owner_data).toEqual({});
    expect(await refused("set_owner_data", { a: "b" })).toEqual([
      409,
      "Cannot set workload annotation: it hasn't been acquired.",
    ]);
  });

  it("answers 409 when no machine fits", async () => {
    const answer = await maas.call("Machines.allocate", { name: "nope" });
    const message = "No available machine matches constraints: [('name', ['nope'])] (resolved to \"name=nope\")";
    expect([answer.status, answer.body]).toEqual([409, message]);
  });

  it("installs a machine, which is locked then, and released through Releasing", async () => {
    await ok("Machine.update", ipmi);
    const fields = { user_data: "I2Nsb3Vk", distro_series: "jammy", comment: "x" };
    expect(await act("deploy", fields)).toMatchObject({ status_name: "Deploying", owner: "admin" });
    expect(await act("read")).toMatchObject({ status_name: "Deployed", power_state: "on", distro_series: "jammy" });
    expect(await act("lock", { comment: "no" })).toMatchObject({ locked: true });
    expect(await refused("release")).toEqual([403, ""]);
    expect(await refused("update", { hostname: "zz" })).toEqual([403, ""]);
    expect(await refused("lock")).toEqual([409, "Machine is already locked"]);
    expect(await act("unlock")).toMatchObject({ locked: false });
    expect(await act("release", { erase: true, quick_erase: true })).toMatchObject({ status_name: "Disk erasing" });
    expect(await act("read")).toMatchObject({ status_name: "Ready", owner: null, osystem: "", power_state: "off" });
  });

  it("shows a scratch copy of the filesystems between allocation and release", async () => {
    const root = async () => JSON.stringify((await act("read"))["boot_disk"]);
    const before = await root();
    await maas.ok("Machines.allocate", { name: "stor-01" });
    expect(await root()).toBe(before);
    await act("release");
    expect(await root()).toBe(before);
  });

  it("does not install a machine without a root filesystem, and not one that is deployed", async () => {
    await ok("Machine.set_storage_layout", { storage_layout: "blank" });
    const missing = { storage: ["Mount the root '/' filesystem to be able to deploy this node."] };
    expect(await refused("deploy")).toEqual([400, missing]);
    expect(await status()).toBe("Ready");
    ({ system_id } = emulator.machine("stor-05"));
    expect(await refused("deploy")).toEqual([409, "Can't deploy a machine that is in the 'Deployed' state"]);
  });

  it("releases several at once, or none of them", async () => {
    await maas.ok("Machines.allocate", { name: "stor-01" });
    const other = emulator.machine("stor-02").system_id;
    emulator.setMachine("stor-02", { status: "Commissioning" });
    const both = await maas.call("Machines.release", { machines: [system_id, other] });
    const message = `Machine(s) cannot be released in their current state: ${other} ('Commissioning').`;
    expect([both.status, both.body]).toEqual([409, message]);
    expect(await status()).toBe("Allocated");
    expect(await maas.ok("Machines.release", { machines: [system_id] })).toEqual([system_id]);
  });
});

describe("rescue mode, and broken machines", () => {
  it("goes into rescue mode and back to where it was", async () => {
    ({ system_id } = emulator.machine("stor-05"));
    expect(await act("rescue_mode")).toMatchObject({ status_name: "Entering rescue mode" });
    expect(await status()).toBe("Rescue mode");
    expect(await refused("rescue_mode")).toEqual([409, "Invalid transition: Rescue mode -> Entering rescue mode."]);
    await act("exit_rescue_mode");
    expect(await act("read")).toMatchObject({ status_name: "Deployed", owner: "admin" });
  });

  it("is marked broken by its owner alone, and fixed by an administrator", async () => {
    expect(await refused("mark_broken")).toEqual([403, ""]);
    await maas.ok("Machines.allocate", { name: "stor-01" });
    expect(await act("mark_broken", { comment: "smoke" })).toMatchObject({
      status_name: "Broken",
      error_description: "smoke",
    });
    expect(await act("mark_fixed", { comment: "fine" })).toMatchObject({ status_name: "Ready", error_description: "" });
    expect(await refused("mark_fixed")).toEqual([409, "Can't mark a non-broken node as 'Ready'."]);
  });
});

describe("power", () => {
  it("is configured, asked for, and switched", async () => {
    expect(await act("update", ipmi)).toMatchObject({ power_type: "ipmi" });
    const parameters = { ...IPMI, power_address: "10.0.0.1", power_pass: "x" };
    expect(await ok("Machine.power_parameters")).toEqual(parameters);
    expect(await maas.ok("Machines.power_parameters", { id: [system_id] })).toEqual({ [system_id]: parameters });
    expect(await refused("power_on")).toEqual([409, "Can't start node: it hasn't been allocated."]);
    await act("deploy");
    // The answer shows what was: the machine is switched after it.
    expect(await act("power_off", { stop_mode: "hard" })).toMatchObject({ power_state: "on" });
    expect(await act("power_on")).toMatchObject({ power_state: "off" });
    expect(await ok("Machine.query_power_state")).toEqual({ state: "on" });
  });

  it("is unknown of a machine that is switched by hand, which power_off answers with nothing", async () => {
    expect(await ok("Machine.query_power_state")).toEqual({ state: "unknown" });
    expect(await ok("Machine.power_off", { stop_mode: "hard" })).toBeNull();
  });
});

describe("tags", () => {
  it("are made, given to a machine and taken from it", async () => {
    expect(await maas.ok("Tags.create", { name: "new", comment: "c" })).toMatchObject({ name: "new", comment: "c" });
    expect((await maas.call("Tags.create", { name: "new" })).body).toEqual({
      name: ["Tag with this Name already exists."],
    });
    expect(await maas.ok("Tag.update_nodes", { name: "new", add: system_id })).toEqual({ added: 1, removed: 0 });
    expect(await act("read")).toMatchObject({ tag_names: ["storage", "new"] });
    expect(await maas.ok("Machines.read", { tags: "new" })).toHaveLength(1);
    expect(await maas.ok("Tag.update_nodes", { name: "new", remove: system_id })).toEqual({ added: 0, removed: 1 });
    await maas.ok("Tag.delete", { name: "new" });
    expect(await maas.ok("Tags.read")).toMatchObject([{ name: "storage" }]);
  });
});

describe("the record of a machine", () => {
  it("is changed, in what was given alone", async () => {
    const fields = { hostname: "renamed", cpu_count: 33, memory: 4096, zone: "default", pool: "default", domain: 0 };
    expect(await act("update", fields)).toMatchObject({ fqdn: "renamed.maas", cpu_count: 33, memory: 4096 });
    expect(await act("update", { description: "d", architecture: "amd64/generic" })).toMatchObject({
      hostname: "renamed",
      description: "d",
    });
    expect(await refused("update", { hostname: "a_b", zone: "nope", power_type: "magic", domain: "nope" })).toEqual([
      400,
      {
        hostname: ["Host label cannot contain underscore: 'a_b'."],
        zone: ["Select a valid choice. That choice is not one of the available choices."],
        domain: ["Unable to find domain nope"],
        power_type: ["Select a valid choice. magic is not one of the available choices."],
      },
    ]);
  });

  it("is made with its network cards, and deleted", async () => {
    const fields = { architecture: "amd64", mac_addresses: ["00:11:22:33:44:55", "AA:BB:CC:DD:EE:FF"] };
    const made = machine.parse(
      await maas.ok("Machines.create", {
        ...fields,
        power_type: "ipmi",
        power_parameters: '{"power_address": "10.0.0.1", "power_user": "root"}',
      }),
    );
    expect(made).toMatchObject({ status_name: "Commissioning", architecture: "amd64/generic" });
    system_id = made.system_id;
    expect(await ok("Machine.power_parameters")).toEqual({
      ...IPMI,
      power_address: "10.0.0.1",
      power_user: "root",
    });
    expect(await status()).toBe("Ready");
    expect((await maas.call("Machine.delete", { system_id })).status).toBe(204);
    expect(await refused("read")).toEqual([404, "No Machine matches the given query."]);
  });

  it("goes back to its default configuration, and tells details that are none", async () => {
    await ok("Machine.set_storage_layout", { storage_layout: "blank" });
    const restored = await act("restore_default_configuration");
    expect(restored["boot_disk"]).toMatchObject({ used_for: "GPT partitioned with 2 partitions" });
    await act("restore_networking_configuration");
    await act("restore_storage_configuration");
    await act("clear_default_gateways");
    const details = await maas.call("Machine.details", { system_id });
    expect(details.contentType).toBe("application/bson");
    expect(details.body).toBe("\u0011\0\0\0\nlshw\0\nlldp\0\0");
  });
});
