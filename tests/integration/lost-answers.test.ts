import { type FaultKind } from "../../emulator";
import { everyWrite, live } from "../../kit/handlers/every-life";
import { Lab } from "../../kit/handlers/lab";

const KINDS: readonly FaultKind[] = ["drop-before", "drop-after", "truncate", "malform", "conflict", "unavailable"];

const cases = everyWrite.flatMap(({ life, write, what }) =>
  KINDS.map((kind) => [life.kind, what, kind, life, write] as const),
);

describe("an answer that is lost", () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.start();
  });
  afterEach(() => lab.close());

  it.each(cases)(
    "leaves a %s whose %s has the fault %s exactly as declared",
    async (_kind, _what, fault, life, write) => {
      lab.emulator.faults.add({ ...write, kind: fault });
      await live(lab, lab.newQuickEngine(), life);
      expect(lab.emulator.faults.struck).toBe(1);
    },
  );

  it.each(KINDS)("leaves a machine whose layout has the fault %s with that layout, applied once", async (fault) => {
    lab.emulator.setMachine("papa", { locked: false });
    const engine = lab.newQuickEngine();
    const args = { machine: lab.systemId("papa"), layout: "lvm", vgName: "data" };
    lab.emulator.faults.add({ method: "POST", op: "set_storage_layout", kind: fault });
    const layout = engine.resource("StorageLayout", "it");
    await layout.apply(args);
    expect(lab.emulator.faults.struck).toBe(1);
    expect(lab.emulator.machine("papa").volume_groups).toMatchObject([{ name: "data" }]);
    await layout.expectNoChanges(args);
    const wasDone = fault === "drop-after" || fault === "truncate" || fault === "malform";
    const sent = lab.emulator.requests.filter(({ method }) => method === "POST");
    expect(sent).toHaveLength(wasDone ? 1 : 2);
  });
});
