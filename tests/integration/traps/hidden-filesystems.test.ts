import { Lab } from "../../../kit/handlers/lab";
import { type Managed } from "../../../kit/handlers/managed";
import { type Kind } from "../../../kit/layouts/declared";
import { Outside } from "./outside";

describe("a machine that was never allocated, in a state in which MAAS shows no filesystems", () => {
  let lab: Lab;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(() => lab.close());

  const mounted = (mountPoint: string) => ({ filesystem: { type: "xfs", mountPoint } });
  const nextRun = (kind: Kind, name: string, before: Managed): Managed =>
    lab.newQuickEngine().continued(kind, name, before);
  const writes = () => lab.requests("alpha").filter((line) => !line.startsWith("GET"));

  it.each([
    "Testing",
    "Failed testing",
    "Entering rescue mode",
    "Failed to enter rescue mode",
    "Rescue mode",
    "Exiting rescue mode",
    "Failed to exit rescue mode",
  ] as const)("has no drift in %s: the state keeps what it has of filesystems", async (status) => {
    const layout = lab.engine.resource("StorageLayout", "layout");
    await layout.apply({ machine, layout: "flat" });
    const partition = lab.engine.resource("Partition", "data");
    const partitionArgs = { machine, blockDevice: "sdb", size: "1TB", ...mounted("/data") };
    await partition.apply(partitionArgs);
    const raid = lab.engine.resource("Raid", "md0");
    const raidArgs = { machine, name: "md0", level: "raid-1", devices: ["sdc", "sdd"], ...mounted("/srv") };
    await raid.apply(raidArgs);

    lab.emulator.setMachine("alpha", { status });
    const shown = lab.emulator.machine("alpha")["blockdevice_set"] as readonly { name: string; filesystem: unknown }[];
    expect(shown.find(({ name }) => name === "md0")).toMatchObject({ filesystem: null });
    lab.requests("alpha");
    const before = [partition, raid, layout].map(({ outputs }) => ({ ...outputs }));
    const now = [
      nextRun("Partition", "data", partition),
      nextRun("Raid", "md0", raid),
      nextRun("StorageLayout", "layout", layout),
    ];
    for (const [at, args] of [partitionArgs, raidArgs, { machine, layout: "flat" }].entries()) {
      await now[at]?.expectNoChanges(args);
    }
    expect(now.map(({ outputs }) => outputs)).toEqual(before);
    expect(writes()).toEqual([]);

    // When it is shown again, what somebody has changed is drift.
    lab.emulator.setMachine("alpha", { status: "Ready" });
    await nextRun("Partition", "data", partition).expectNoChanges(partitionArgs);
  });

  it("keeps a layout that stands alone, which only its filesystems tell from others", async () => {
    const layout = lab.engine.resource("StorageLayout", "layout");
    await layout.apply({ machine, layout: "flat" });
    lab.emulator.setMachine("alpha", { status: "Failed testing" });
    const next = nextRun("StorageLayout", "layout", layout);
    await next.expectNoChanges({ machine, layout: "flat" });
    const other = lab.newQuickEngine().resource("StorageLayout", "other");
    await expect(other.apply({ machine, layout: "blank", force: true })).rejects.toThrow(/^machine: .*Failed testing/);
  });

  it("gives nothing away that looks unused: the machine is waited for, and looked at again", async () => {
    const outside = new Outside(lab, machine);
    const { id } = await outside.disk("sdb");
    await outside.operate(`blockdevices/${id}`, "format", { fstype: "ext4" });
    lab.emulator.setMachine("alpha", { status: "Testing" });
    const late = lab.newQuickEngine().resource("Partition", "late");
    const lines = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const made = late.apply({ machine, blockDevice: "sdb", size: "1TB" }).catch(String);
    const isWaiting = () => lines.mock.calls.some(([line]) => String(line).includes("waiting for Ready"));
    while (!isWaiting()) await new Promise((resolve) => setTimeout(resolve, 10));
    lab.emulator.setMachine("alpha", { status: "Ready" });
    const said = await made;
    lines.mockRestore();
    expect(said).toMatch(/sdb of machine .* is in use by a filesystem \(ext4\)/);
    expect(lab.emulator.machine("alpha")["blockdevice_set"]).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ name: "sdb", partitions: [] })]) as object,
    );
  });
});
