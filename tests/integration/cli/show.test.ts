import { execFile } from "node:child_process";
import { join } from "node:path";

import { type Emulator, startEmulator } from "../../../emulator";

/** The command as a user runs it, but from its sources: no build is needed. */
const command = join(__dirname, "../../../cli/index.ts");

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const pulumiMaas = (args: readonly string[], env: Record<string, string> = {}): Promise<Result> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env["PATH"] ?? "", ...env } };
    const child = execFile(process.execPath, ["--import", "tsx", command, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

describe("pulumi-maas show", () => {
  let emulator: Emulator;
  let env: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator();
    env = { MAAS_API_URL: emulator.url, MAAS_API_KEY: emulator.apiKey };
  });
  afterAll(() => emulator.close());

  test("shows the tree of a machine by hostname and by system id, without colours in a pipe", async () => {
    const { system_id: systemId } = emulator.machine("stor-01");
    const { stdout, code } = await pulumiMaas(["show", "stor-01"], env);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe(`stor-01 (${systemId}, Ready)`);
    expect(stdout).toMatch(/├─ sda-part1 +512 MiB +partition +fat32 "efi" +\/boot\/efi +bootable/);
    expect(stdout).toMatch(/├─ sda .*boot disk/);
    expect(stdout).not.toContain("\u001b");
    expect((await pulumiMaas(["show", systemId], env)).stdout).toBe(stdout);
  });

  test("fails for a machine that is not there", async () => {
    const { code, stderr } = await pulumiMaas(["show", "nowhere"], env);
    expect(code).toBe(1);
    expect(stderr).toBe(`pulumi-maas: MAAS at ${emulator.url} has no machine "nowhere"\n`);
  });

  test("names what is missing in the environment", async () => {
    const { code, stderr } = await pulumiMaas(["show", "stor-01"], { MAAS_API_URL: emulator.url });
    expect(code).toBe(1);
    expect(stderr).toContain("MAAS_API_KEY");
    expect(stderr).not.toContain("    at ");
  });

  test.each([
    [["show"], "show which machine?"],
    [["show", "--frobnicate"], 'show has no option "--frobnicate"'],
    [["frobnicate"], 'there is no command "frobnicate"'],
    [["toString"], 'there is no command "toString"'],
  ])("refuses %j and shows how to call it", async (args, message) => {
    const { code, stderr } = await pulumiMaas(args, env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("usage: pulumi-maas");
  });

  test("lists its commands, and explains one", async () => {
    expect((await pulumiMaas([])).stdout).toContain("show       the disks of machines as a tree");
    expect((await pulumiMaas(["show", "--help"])).stdout).toContain("A machine is a hostname or a system id");
  });
});
