import { type Emulator, startEmulator } from "../../emulator";
import { type Files } from "../../kit/engine/program-directory";
import { TestStack } from "../../kit/engine/stack";

const program = `
  import * as maas from "pulumi-maas";
  interface Place { machine: string }
  const place: Place = { machine: process.env.MACHINE ?? "" };
  const part = new maas.Partition("data", { ...place, blockDevice: "sdc", size: "1GiB" });
  new maas.Raid("md0", { ...place, level: "raid-1", devices: [part, "sdd"] });
  export const path = part.path;
  export const nodeArguments = process.execArgv.join(" ");`;

interface StoredResource {
  readonly urn: string;
  readonly inputs?: { readonly __provider?: string };
}

interface Loader {
  readonly name: string;
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
}

/** Said both ways: in Pulumi.yaml for a released CLI, in the environment for the language host that Go builds. */
const withoutTsNode = (name: string, nodeargs: string, packageJson: object = {}): Loader => ({
  name,
  files: {
    "Pulumi.yaml": `name: test
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: "${nodeargs}" }
`,
    "package.json": JSON.stringify({ name: "test", private: true, main: "index.ts", ...packageJson }),
  },
  env: { PULUMI_NODEJS_HOST_TYPESCRIPT: "false", PULUMI_NODEJS_HOST_NODEARGS: nodeargs },
});

const [major = 0] = process.versions.node.split(".").map(Number);

const others: readonly Loader[] = [
  withoutTsNode("tsx", "--import tsx"),
  withoutTsNode("tsx as an ES module", "--import tsx", { type: "module" }),
  // Older versions of Node cannot.
  ...(major >= 22 ? [withoutTsNode("the type stripping of Node", "--experimental-strip-types")] : []),
];

describe("a program loaded by ts-node, Pulumi's default,", () => {
  let emulator: Emulator;
  let stack: TestStack;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    emulator = await startEmulator();
    env = { MACHINE: emulator.machine("stor-04").system_id };
    stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator, env });
  });
  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  /** What the state says of where each resource's provider is. */
  const providersInState = async (): Promise<Record<string, string>> => {
    const { resources } = (await stack.exportState()).deployment as { resources: StoredResource[] };
    return Object.fromEntries(
      resources.flatMap(({ urn, inputs }) => (inputs?.__provider ? [[urn.split("::").pop(), inputs.__provider]] : [])),
    ) as Record<string, string>;
  };
  const oneLineEach = {
    data: 'exports.handler=()=>require("pulumi-maas/provider").Partition',
    md0: 'exports.handler=()=>require("pulumi-maas/provider").Raid',
  };

  test("keeps one line of text in the state for each resource", async () => {
    const { outcomes, outputs } = await stack.up();
    expect(outcomes).toEqual({ "Partition/data": "create", "Raid/md0": "create" });
    expect(outputs).toMatchObject({ path: "/dev/disk/by-dname/sdc-part1", nodeArguments: "" });
    expect(await providersInState()).toEqual(oneLineEach);
    await stack.expectNoChanges();
  });

  test.each(others)("may be loaded by $name, and nothing changes", async ({ files, env: loaderEnv }) => {
    stack.setProgram({ "index.ts": program, ...files });
    stack.setEnvironment(loaderEnv);
    const { outcomes, outputs } = await stack.up();
    expect(outcomes).toEqual({ "Partition/data": "same", "Raid/md0": "same" });
    expect(outputs["nodeArguments"]).toBe(loaderEnv["PULUMI_NODEJS_HOST_NODEARGS"]);
    expect(await providersInState()).toEqual(oneLineEach);
  });
});
