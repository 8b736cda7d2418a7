import { everyLife } from "../../kit/handlers/every-life";
import { Lab } from "../../kit/handlers/lab";
import { type Managed } from "../../kit/handlers/managed";

describe("the state of a machine", () => {
  let lab: Lab;
  let machine: string;
  let raid: Managed;
  const args = () => ({ machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"] });

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    raid = lab.newQuickEngine().resource("Raid", "md0");
  });
  afterEach(() => lab.close());

  it("is waited for when it ends by itself, and the wait is announced", async () => {
    const lines = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const said = () => lines.mock.calls.map(([line]) => String(line)).join("");
    lab.emulator.setMachine("alpha", { status: "Commissioning" });
    const made = raid.apply(args());
    while (!said().includes("waiting for Ready")) await new Promise((resolve) => setTimeout(resolve, 10));
    lab.emulator.setMachine("alpha", { status: "Ready" });
    expect(await made).toBe("create");
    const announced = said();
    lines.mockRestore();
    expect(announced).toMatch(/machine alpha .* is Commissioning: waiting for Ready \(0 s of at most \d+ s\)/);
    expect(lab.emulator.machine("alpha").raids).toHaveLength(1);
  });

  it.each([
    [{ status: "Deployed" }, /alpha .* is Deployed.*release it/],
    [{ status: "Broken" }, /alpha .* is Broken.*mark it as fixed/],
    [{ locked: true }, /alpha .* is locked: unlock it/],
  ] as const)("is refused with the way out, before anything is written: %j", async (change, message) => {
    lab.emulator.setMachine("alpha", change);
    lab.emulator.clearRequests();
    await expect(raid.apply(args())).rejects.toThrow(message);
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  const onMachine = everyLife.filter(({ kind }) => !["Tag", "Machine"].includes(kind));

  it.each(onMachine.map((life) => [life.kind, life] as const))(
    "refuses a %s on a machine that is Broken, and one that is locked, and writes nothing",
    async (kind, life) => {
      const given = { ...(await life.place(lab, lab.newQuickEngine())), ...life.args };
      const one = lab.newQuickEngine().resource(kind, "it");
      lab.emulator.setMachine("alpha", { status: "Broken" });
      lab.emulator.clearRequests();
      await expect(one.apply(given)).rejects.toThrow(/^machine: machine alpha .* is Broken.*mark it as fixed/);
      lab.emulator.setMachine("alpha", { status: "Ready", locked: true });
      await expect(lab.newQuickEngine().resource(kind, "it").apply(given)).rejects.toThrow(/is locked: unlock it/);
      expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
    },
  );

  it("does not matter while everything is as declared", async () => {
    await raid.apply(args());
    lab.emulator.setMachine("alpha", { status: "Deployed", owner: "admin" });
    lab.emulator.clearRequests();
    await raid.expectNoChanges(args());
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("takes the resources along when the machine is removed", async () => {
    await raid.apply(args());
    lab.emulator.removeMachine("alpha");
    expect(await raid.refresh()).toBe(false);
  });

  it("begins anew when the machine is commissioned again", async () => {
    await raid.apply(args());
    lab.emulator.recommission("alpha");
    expect(await raid.refresh()).toBe(false);
    const again = lab.newQuickEngine().resource("Raid", "md0");
    expect(await again.apply(args())).toBe("create");
    await again.expectNoChanges(args());
  });
});
