import { type Emulator, startEmulator } from "../../emulator";
import { type Files } from "../support/program-directory";
import { TestStack } from "../support/stack";

const program = `
  import * as maas from "pulumi-maas";
  interface Place { machine: string }
  const place: Place = { machine: process.env.MACHINE ?? "" };
  const part = new maas.Partition("data", { ...place, blockDevice: "sdc", size: "1GiB" });
  new maas.Raid("md0", { ...place, level: "raid-1", devices: [part, "sdd"] });
  export const path = part.path;`;

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

const loaders: readonly Loader[] = [
  { name: "ts-node, Pulumi's default,", files: {}, env: {} },
  withoutTsNode("tsx", "--import tsx"),
  withoutTsNode("tsx as an ES module", "--import tsx", { type: "module" }),
  // Older versions of Node cannot.
  ...(major >= 22 ? [withoutTsNode("the type stripping of Node", "--experimental-strip-types")] : []),
];

describe("a program loaded by", () => {
  let emulator: Emulator;
  let stack: TestStack;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    stack.close();
    await emulator.close();
  });

  test.each(loaders)("$name makes the same resources with the same text in the state", async ({ files, env }) => {
    const { system_id: machine } = emulator.machine("stor-04");
    stack = await TestStack.open({
      program: { "index.ts": program, ...files },
      maas: emulator,
      env: { MACHINE: machine, ...env },
    });
    const { outcomes, outputs } = await stack.up();
    expect(outcomes).toEqual({ "Partition/data": "create", "Raid/md0": "create" });
    expect(outputs["path"]?.value).toBe("/dev/disk/by-dname/sdc-part1");
    const state = JSON.stringify(await stack.exportState());
    expect(state).toContain('exports.handler=()=>require(\\"pulumi-maas/provider\\").Raid');
    await stack.expectNoChanges();
  });
});
