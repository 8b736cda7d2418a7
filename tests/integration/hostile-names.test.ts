import { getMachine, selectDisks } from "../../sdk";
import { configureByEnvironment } from "../../kit/handlers/configured";
import { Lab } from "../../kit/handlers/lab";
import { Outside } from "./traps/outside";

/** Clears a terminal, and makes what follows look like something else. */
const NAME = "\u001b[2J\u202Egood\u0007";
const CONTROL = /(?![\n\t])\p{C}/u;

describe("a name in MAAS that is meant for a terminal", () => {
  let lab: Lab;
  let machine: string;
  let outside: Outside;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    outside = new Outside(lab, machine);
    const ids = await Promise.all(["sdb", "sdc"].map(async (name) => (await outside.disk(name)).id));
    await outside.make("raids", { name: NAME, level: "raid-1", block_devices: ids });
  });
  afterEach(() => lab.close());

  it("is without its control characters in the problems of a check", async () => {
    const part = lab.engine.resource("Partition", "data");
    const news = { machine, blockDevice: "sdz", identity: part.identity };
    const { failures } = await lab.engine.provider("Partition").check({}, news);
    expect(failures).toMatchObject([{ property: "blockDevice", reason: expect.stringContaining("good") as string }]);
    expect(JSON.stringify(failures)).not.toMatch(/\\u00|\p{C}/u);
  });

  it("is without them in errors, and in what is kept of a partial failure", async () => {
    const raid = lab.engine.resource("Raid", "mine");
    const args = { machine, name: "mine", level: "raid-1", devices: ["sdb", "sdd"], identity: raid.identity };
    const error: unknown = await lab.engine
      .provider("Raid")
      .create(args)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining("good") as string });
    expect(String(error)).not.toMatch(CONTROL);
  });

  it("is without them in what is announced", async () => {
    const said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    await lab.engine.resource("StorageLayout", "blank").apply({ machine, layout: "blank", force: true });
    const lines = said.mock.calls.map(([line]) => String(line)).join("");
    said.mockRestore();
    expect(lines).toContain("good");
    expect(lines).not.toMatch(CONTROL);
  });

  it("is as it is in the results of data sources, which are data", async () => {
    configureByEnvironment(lab.emulator);
    const found = await getMachine({ systemId: machine });
    expect(found.disks.map(({ name }) => name)).toContain(NAME);
    // But not in what is said when they do not suffice.
    const select = (): unknown => selectDisks(found, { count: 99 });
    expect(select).toThrow("good");
    expect(select).not.toThrow(CONTROL);
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
  });
});
