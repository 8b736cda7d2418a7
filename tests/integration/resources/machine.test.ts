import { z } from "zod";

import { eightCases } from "../../../kit/handlers/eight-cases";
import { Lab } from "../../../kit/handlers/lab";
import { type Managed, type TestEngine } from "../../../kit/handlers/managed";

const MAC = "52:54:00:bb:00:01";

describe("a machine", () => {
  let lab: Lab;
  let engine: TestEngine;
  let machine: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    engine = lab.newQuickEngine();
    machine = engine.resource("Machine", "new-1");
  });
  afterEach(() => lab.close());

  const power = { power_address: "10.0.0.1", power_user: "maas", power_pass: "hunter2" };
  const args = () => ({
    hostname: "new-1",
    architecture: "amd64/generic",
    macAddresses: [MAC.toUpperCase()],
    powerType: "ipmi",
    powerParameters: power,
    zone: "zone-b",
  });
  const writes = () => {
    const found = lab.requests("alpha").filter((line) => !line.startsWith("GET"));
    return found.map((line) => line.replace(/machines\/[a-z0-9]{6}\//, "machines/X/"));
  };
  const view = () => lab.emulator.machine("new-1");
  const send = (method: "PUT" | "POST" | "DELETE", systemId: string, form: Record<string, string> = {}, op?: string) =>
    lab.client.request({
      ...{ method, path: ["machines", systemId], form, schema: z.unknown() },
      ...(op === undefined ? {} : { op }),
    });

  it("is enlisted and commissioned, and waits for Ready", async () => {
    expect(await machine.apply(args())).toBe("create");
    expect(view()).toMatchObject({ status_name: "Ready", owner: null, zone: { name: "zone-b" }, power_type: "ipmi" });
    expect(machine.id).toBe(view().system_id);
    expect(machine.outputs).toMatchObject({
      machine: machine.id,
      status: "Ready",
      fqdn: "new-1.maas",
      powerParameters: power,
    });
    expect(writes()).toEqual(["POST machines/", "POST machines/X/?op=commission"]);
    await machine.expectNoChanges(args());
    writes();
    expect(await machine.apply(args())).toBe("same");
    expect(lab.emulator.requests).toEqual([]);
  });

  it("changes in place: only what differs is sent", async () => {
    await machine.apply(args());
    writes();
    const next = {
      ...args(),
      hostname: "new-2",
      description: "Shelf 7",
      powerParameters: { ...power, power_pass: "x" },
    };
    expect(await machine.apply(next)).toBe("update");
    expect(writes()).toEqual(["PUT machines/X/"]);
    expect(lab.emulator.machine("new-2")).toMatchObject({ description: "Shelf 7" });
    await machine.expectNoChanges(next);
  });

  it("is replaced for other addresses, and the old one is gone", async () => {
    await machine.apply(args());
    const before = machine.id;
    expect(await machine.apply({ ...args(), macAddresses: ["52:54:00:bb:00:02"] })).toBe("replace");
    expect(machine.id).not.toBe(before);
    expect(() => lab.emulator.machine(before)).toThrow(/has no machine/);
  });

  it("is enlisted again when the engine makes it anew, under another name along", async () => {
    await machine.apply(args());
    const before = machine.id;
    expect(await machine.applyAnew({ ...args(), hostname: "new-2" })).toBe("replace");
    expect(lab.emulator.machine("new-2").system_id).not.toBe(before);
  });

  it("repairs what somebody changed", async () => {
    await machine.apply(args());
    await send("PUT", machine.id, { zone: "zone-a", power_parameters_power_user: "root" });
    expect(await machine.refresh()).toBe(true);
    expect(await machine.apply(args())).toBe("update");
    expect(view()).toMatchObject({ zone: { name: "zone-b" } });
    await machine.expectNoChanges(args());
  });

  it("is enlisted again when it was deleted outside", async () => {
    await machine.apply(args());
    lab.emulator.removeMachine(machine.id);
    expect(await machine.refresh()).toBe(false);
    expect(await machine.apply(args())).toBe("create");
  });

  it("is deleted from MAAS, twice quietly, and not while somebody has it", async () => {
    await machine.apply(args());
    const { id, outputs } = machine;
    lab.emulator.setMachine(id, { status: "Deployed", owner: "operator" });
    await expect(machine.destroy()).rejects.toThrow(/is Deployed and belongs to operator: release it/);
    lab.emulator.setMachine(id, { status: "Ready", owner: null });
    await machine.destroy();
    expect(() => lab.emulator.machine(id)).toThrow(/has no machine/);
    await lab.newEngine().provider("Machine").delete(id, outputs);
  });

  it("is adopted: its name, place and notes are managed, and it is let go in the end", async () => {
    const systemId = lab.systemId("alpha");
    const mine = { adopt: systemId, description: "mine", pool: "storage" };
    expect(await machine.apply(mine)).toBe("create");
    expect(machine.id).toBe(systemId);
    expect(writes()).toEqual(["PUT machines/"]);
    await machine.expectNoChanges(mine);
    await machine.destroy();
    expect(lab.emulator.machine("alpha")).toMatchObject({ description: "mine" });
  });

  it.each([
    [{ architecture: undefined }, /^architecture: is needed to enlist/],
    [{ macAddresses: ["nonsense"] }, /^macAddresses.0: not a MAC address/],
    [{ adopt: "abc123" }, /^architecture: is of a machine that is enlisted/],
    [
      { macAddresses: ["52:54:00:50:00:01"], hostname: "other" },
      /^macAddresses: machine echo .* has this address already/,
    ],
  ])("refuses %j by the name of the property", async (wrong, message) => {
    await expect(machine.apply({ ...args(), ...wrong })).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("is never made twice: after a lost answer, and after a run that was killed", async () => {
    lab.emulator.faults.add({ kind: "drop-after", method: "POST", path: /machines\/$/ });
    expect(await machine.apply(args())).toBe("create");
    const again = lab.newQuickEngine().resource("Machine", "new-1");
    expect(await again.apply(args())).toBe("create");
    expect(again.id).toBe(machine.id);
  });

  it("says why commissioning failed, and the next run commissions it again", async () => {
    lab.emulator.failures.add({ of: "commission" });
    const failed = machine.apply(args());
    await expect(failed).rejects.toThrow(/Failed commissioning. MAAS says:[^]*The next run commissions it again/);
    const partial = z
      .object({ id: z.string(), properties: z.record(z.string(), z.unknown()) })
      .parse(await failed.catch((error: unknown) => error));
    Object.assign(machine, { id: partial.id, outputs: partial.properties });
    expect(await machine.apply(args())).toBe("update");
    expect(view().status_name).toBe("Ready");
    await machine.expectNoChanges(args());
  });

  it("stays New when it is not to be commissioned", async () => {
    const plain = { ...args(), commission: { skip: true } };
    await machine.apply(plain);
    expect(view().status_name).toBe("New");
    await machine.expectNoChanges(plain);
    expect(await machine.apply({ ...args(), commission: { skipStorage: true } })).toBe("update");
    expect(view().status_name).toBe("Ready");
  });

  eightCases("Machine", {
    created: async () => expect(await machine.apply(args())).toBe("create"),
    unchanged: async () => {
      await machine.apply(args());
      await machine.expectNoChanges(args());
    },
    changedInPlace: async () => {
      await machine.apply(args());
      expect(await machine.apply({ ...args(), hostname: "new-2" })).toBe("update");
      await machine.expectNoChanges({ ...args(), hostname: "new-2" });
    },
    replaced: async () => {
      await machine.apply(args());
      const { id } = machine;
      const next = { ...args(), macAddresses: ["52:54:00:bb:00:02"] };
      expect(await machine.apply(next)).toBe("replace");
      expect(machine.id).not.toBe(id);
      await expect(send("PUT", id, {})).rejects.toThrow(/answered 404/);
      await machine.expectNoChanges(next);
    },
    driftRepaired: async () => {
      await machine.apply(args());
      await send("PUT", machine.id, { zone: "default" });
      expect(await machine.refresh()).toBe(true);
      expect(await machine.apply(args())).toBe("update");
      expect(view()).toMatchObject({ zone: { name: "zone-b" } });
      await machine.expectNoChanges(args());
    },
    deletedOutside: async () => {
      await machine.apply(args());
      await send("DELETE", machine.id);
      expect(await machine.refresh()).toBe(false);
      expect(await machine.apply(args())).toBe("create");
      await machine.expectNoChanges(args());
    },
    deletedTwice: async () => {
      await machine.apply(args());
      const { id, outputs } = machine;
      await machine.destroy();
      Object.assign(machine, { id, outputs });
      await machine.destroy();
    },
    inputRefused: async () => {
      await expect(machine.apply({ ...args(), macAddresses: ["nonsense"] })).rejects.toThrow(/^macAddresses[^:]*: /);
      expect(writes()).toEqual([]);
    },
  });
});
