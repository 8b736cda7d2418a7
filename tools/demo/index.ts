import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { machineText } from "../../cli/machine-text";
import { type Emulator, startEmulator } from "../../emulator";
import { createClient } from "../../provider/http/client";
import { ensureBuild } from "../ensure-build";
import { pulumiDirectory } from "../pulumi-cli/directory";
import { localEnvironment } from "../pulumi-cli/environment";
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

const sayHowToGoOn = (stays: boolean): void => {
  screen.step("Go on", "The program is examples/quickstart/index.ts.");
  if (stays) {
    screen.line(`This MAAS stays until you press Ctrl-C. In another terminal, in ${repository}:\n`);
    screen.line("  . .demo/env                          so that Pulumi finds it");
    screen.line("  pulumi up                            after a change to the program");
    screen.line(`  npx pulumi-maas show ${hostname}         the tree`);
    screen.line("  pulumi destroy                       takes everything off the disks again");
    return;
  }
  screen.line("  npm run demo -- --stay               the same, and the emulated MAAS stays: change the program,");
  screen.line("                                       pulumi up, pulumi destroy");
  screen.line("  examples/quickstart/README.md        the same on a MAAS of your own");
};

const main = async (): Promise<void> => {
  const stays = process.argv.includes("--stay");
  ensureBuild();
  const emulator = await startEmulator();
  try {
    const env = freshEnvironment(emulator);
    writeEnvironmentFile(env);
    await tour(emulator, new PulumiCommand(repository, env));
    sayHowToGoOn(stays);
    if (stays) await new Promise((resolve) => process.once("SIGINT", resolve));
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
