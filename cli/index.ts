#!/usr/bin/env node
import { type Command, UsageError } from "./command";
import { emulator } from "./emulator";
import { show } from "./show";

const commands: Readonly<Record<string, Command>> = { emulator, show };

const help = (): string =>
  [
    "usage: pulumi-maas <command> [options]",
    "",
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`),
    "",
    "pulumi-maas <command> --help tells the options of one.",
  ].join("\n");

async function main([name = "--help", ...args]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === "--help" || name === "-h") process.stdout.write(`${help()}\n`);
  else if (command === undefined) throw new UsageError(`there is no command "${name}"\n\n${help()}`);
  else if (args.includes("--help") || args.includes("-h")) process.stdout.write(`${command.usage}\n`);
  else await command.run(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`pulumi-maas: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
