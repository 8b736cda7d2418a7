import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { type Environment, TestStack } from "../../kit/engine/stack";

const RIGHT = `
  new maas.Partition("a", { machine, blockDevice: "sdb", size: "1GB" });
  new maas.Partition("b", { machine, blockDevice: "sdc", size: "1GB" });
`;
/** Only the server could tell that there is no such disk; that two are mounted at one place, the program tells by itself. */
const WRONG = `
  const filesystem = { type: "ext4" as const, mountPoint: "/srv" };
  new maas.Partition("a", { machine, blockDevice: "sdy", size: "1GB", filesystem });
  new maas.Partition("b", { machine, blockDevice: "sdz", size: "1GB", filesystem });
`;
const LOOKS_AT_NOTHING = /this preview looks at nothing in MAAS/;

/** A pull request from a fork has no credentials, and a region may be out of reach. */
describe("a preview that cannot or shall not ask MAAS, on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;

  beforeAll(async () => {
    lab = await Lab.start();
    stack = await TestStack.open({ program: programText(lab.systemId("alpha"), RIGHT), maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  const declare = (body: string) => stack.setProgram(programText(lab.systemId("alpha"), body));
  const NOWHERE = { MAAS_API_URL: "http://127.0.0.1:9/MAAS" };
  const environment = (env: Environment) => {
    stack.setEnvironment({
      MAAS_API_URL: lab.emulator.url,
      MAAS_API_KEY: lab.emulator.apiKey,
      MAAS_PREVIEW: "online",
      ...env,
    });
  };
  const warnings = (messages: readonly string[]) => messages.filter((line) => LOOKS_AT_NOTHING.test(line));

  it("offline asks nobody, says nothing, and still holds the program against itself", async () => {
    environment({ MAAS_PREVIEW: "offline" });
    lab.emulator.clearRequests();
    const { messages, outcomes } = await stack.preview();
    expect(warnings(messages)).toEqual([]);
    expect(outcomes).toMatchObject({ "Partition/a": "create", "Partition/b": "create" });
    declare(WRONG);
    const said = (await stack.previewFails()).messages.join("\n");
    expect(said).toMatch(/Partition "[ab]" is mounted at \/srv/);
    expect(said).not.toContain("no device");
    expect(lab.emulator.requests).toEqual([]);
    declare(RIGHT);
  });

  it("goes on with one warning when MAAS is out of reach, and fails when it is to be strict", async () => {
    environment(NOWHERE);
    const { messages, outcomes } = await stack.preview();
    expect(warnings(messages)).toHaveLength(1);
    expect(outcomes).toMatchObject({ "Partition/a": "create", "Partition/b": "create" });
    environment({ ...NOWHERE, MAAS_PREVIEW: "strict" });
    expect((await stack.previewFails()).output).toContain("127.0.0.1:9");
  });

  it("goes on with one warning without a key, and fails when it is to be strict", async () => {
    environment({ MAAS_API_KEY: "" });
    expect(warnings((await stack.preview()).messages)).toHaveLength(1);
    environment({ MAAS_API_KEY: "", MAAS_PREVIEW: "strict" });
    expect((await stack.previewFails()).output).toContain("maas:apiKey");
  });

  it("online looks at a machine once for all of its resources, and at nothing when nothing changes", async () => {
    environment({});
    lab.emulator.clearRequests();
    await stack.preview();
    expect(lab.emulator.requests).toHaveLength(1);
    await stack.up();
    lab.emulator.clearRequests();
    await stack.preview();
    expect(lab.emulator.requests).toEqual([]);
  });
});
