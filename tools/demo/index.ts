import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { machineText } from "../../cli/machine-text";
import { type Emulator, startEmulator, writeState } from "../../emulator";
import { createClient } from "../../provider/maas/http/client";
import { ensureBuild } from "../../kit/engine/ensure-build";
import { pulumiDirectory } from "../../kit/engine/pulumi-directory";
import { localEnvironment } from "../../kit/engine/local-environment";
import { PulumiCommand } from "./pulumi-command";
import { screen } from "./screen";

const repository = join(__dirname, "../..");
/** Everything that the demo keeps; it begins anew each time, so that a run that was broken off is no burden. */
const scratch = join(repository, ".demo");
const stack = "demo";
const hostname = "stor-01";

/** Ctrl-C reaches Pulumi, too, which ends its running steps first; the demo ends after it. */
let interrupted = false;

class Stopped extends Error {}

const freshEnvironment = (emulator: Emulator): Record<string, string> => {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(join(repository, `Pulumi.${stack}.yaml`), { force: true });
  mkdirSync(scratch);
  return {
    ...localEnvironment(scratch),
    PULUMI_STACK: stack,
    MAAS_API_URL: emulator.url,
    MAAS_API_KEY: emulator.apiKey,
    PATH: `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`,
  };
};

const writeEnvironmentFile = (env: Readonly<Record<string, string>>): void => {
  const lines = Object.entries(env).map(([key, value]) => `export ${key}='${value.replaceAll("'", `'\\''`)}'`);
  writeFileSync(join(scratch, "env"), `${lines.join("\n")}\n`);
};

const showMachine = async (emulator: Emulator): Promise<void> => {
  const client = createClient({ apiUrl: emulator.url, apiKey: emulator.apiKey });
  screen.line(await machineText(client, hostname, screen.colour));
};

const must = async (pulumi: PulumiCommand, args: readonly string[]): Promise<void> => {
  screen.command(`pulumi ${args.join(" ")}`);
  const code = await pulumi.run(args);
  if (interrupted) throw new Stopped("stopped; `npm run demo` begins anew");
  if (code !== 0) throw new Stopped(`pulumi ${args[0] ?? ""} ended with ${code}`);
};

const counted = ({ requests }: Emulator): string => {
  const writes = requests.filter(({ method }) => method !== "GET").length;
  return `${requests.length} requests to MAAS, ${writes} of them writes`;
};

const tour = async (emulator: Emulator, pulumi: PulumiCommand): Promise<void> => {
  screen.step(`An emulated MAAS at ${emulator.url}`, `Its machine ${hostname}, as MAAS commissions it: layout "flat".`);
  await showMachine(emulator);

  screen.step("The disks as a program", "examples/quickstart/index.ts: preview first, then the real thing.");
  await must(pulumi, ["stack", "init", stack]);
  emulator.clearRequests();
  await must(pulumi, ["up", "--yes"]);
  screen.line(screen.dim(counted(emulator)));

  screen.step(`What MAAS now knows about ${hostname}`, "Read back from its API.");
  await showMachine(emulator);

  screen.step("Again, and nothing changes", "It fails if there is anything to do; a refresh looks at MAAS first.");
  emulator.clearRequests();
  await must(pulumi, ["up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes"]);
  screen.line(screen.dim(counted(emulator)));
};

const sayHowToGoOn = (emulator: Emulator): void => {
  const { port } = new URL(emulator.url);
  screen.step("Go on", "The program is examples/quickstart/index.ts.");
  screen.line("The emulated MAAS again, as it was left, until Ctrl-C:");
  screen.line(`  ${screen.bold(`npx pulumi-maas emulator --state .demo/maas.json --port ${port}`)}`);
  screen.line("and in another terminal:");
  screen.line(`  ${screen.bold(". .demo/env")}                    so that Pulumi finds both`);
  screen.line(`  ${screen.bold("pulumi up")}                      after a change to the program`);
  screen.line(`  ${screen.bold(`npx pulumi-maas show ${hostname}`)}   the tree`);
  screen.line(`  ${screen.bold("pulumi destroy")}                 takes everything off the disks again`);
  screen.line(`On a MAAS of your own: ${screen.bold("examples/quickstart/README.md")}`);
};

const main = async (): Promise<void> => {
  ensureBuild();
  const emulator = await startEmulator();
  try {
    const env = freshEnvironment(emulator);
    writeEnvironmentFile(env);
    await tour(emulator, new PulumiCommand(repository, env));
    writeState(join(scratch, "maas.json"), emulator.snapshot());
    sayHowToGoOn(emulator);
  } finally {
    await emulator.close();
  }
};

process.on("SIGINT", () => (interrupted = true));
main().catch((error: unknown) => {
  const text = error instanceof Stopped ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n${text}\n`);
  process.exitCode = interrupted ? 130 : 1;
});
