import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { type Emulator, startEmulator } from "../../emulator";
import { localEnvironment } from "../../kit/engine/local-environment";
import { ProgramDirectory } from "../../kit/engine/program-directory";

describe("the stacks of three racks", () => {
  let emulator: Emulator;
  const directory = new ProgramDirectory();

  beforeAll(async () => {
    const disks = ["sda", "sdb", "sdc"].map((name) => ({
      name,
      size: 4e12,
      model: "disk",
      serial: name,
      tags: ["rotary"],
    }));
    const machines = ["rack-a", "rack-b"].map((rack) => ({
      hostname: `${rack}-1`,
      tags: [rack],
      boot_disk: "sda",
      disks,
    }));
    emulator = await startEmulator({ fleet: { tags: [{ name: "rack-a" }, { name: "rack-b" }], machines } });
    directory.copy("examples/racks");
  });
  afterAll(async () => {
    directory.remove();
    await emulator.close();
  });

  it("run side by side, and one that fails leaves the others alone", async () => {
    const env = {
      ...process.env,
      ...localEnvironment(directory.path),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      MAAS_API_URL: emulator.url,
      MAAS_API_KEY: emulator.apiKey,
    };
    const run = promisify(execFile)("npx", ["tsx", "side-by-side.ts", "rack-a", "rack-b", "rack-c"], {
      cwd: directory.program,
      env,
    });
    const said = await run.then(
      ({ stdout }) => stdout,
      (error: unknown) => String(error instanceof Error && "stderr" in error ? error.stderr : error),
    );
    expect(said).toContain("1 of 3 racks failed: rack-c");
    for (const rack of ["rack-a", "rack-b"]) expect(emulator.machine(`${rack}-1`).raids).toHaveLength(1);
  });
});
