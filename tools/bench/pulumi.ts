import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { localEnvironment } from "../../kit/engine/local-environment";
import { type Client, Scratch } from "./client";
import { type Run, runCommand } from "./command";
import { declarationOf } from "./declaration";
import { type Declared } from "../../kit/layouts/declared";
import { changedBy, type Operation } from "./operation";

export type Program = "storage" | "noop";

/** The file backend would write each state twice, which would make the engine's share larger than elsewhere. */
const WITHOUT_BACKUPS = { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };

/** Where nothing may be left to do, the CLI fails if there is. */
const COMMANDS: Readonly<Record<Operation, readonly string[]>> = {
  "new preview": ["preview"],
  up: ["up", "--yes", "--skip-preview"],
  preview: ["preview", "--expect-no-changes"],
  "up again": ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  "previewed refresh": ["refresh", "--yes", "--expect-no-changes"],
  change: ["up", "--yes", "--skip-preview"],
  "change all": ["up", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
  "previewed up": ["up", "--yes"],
  "previewed destroy": ["destroy", "--yes"],
};

/** A stack on the real engine, with a state in files. */
export class PulumiStack implements Client {
  private readonly scratch = new Scratch();
  private readonly env: Readonly<Record<string, string>>;

  private constructor(program: Program, env: Readonly<Record<string, string>>) {
    const { path } = this.scratch;
    copyFileSync(join(__dirname, "programs", `${program}.js`), join(path, "index.js"));
    writeFileSync(join(path, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
    writeFileSync(join(path, "package.json"), '{ "name": "bench", "private": true, "main": "index.js" }\n');
    this.env = { ...localEnvironment(path), ...WITHOUT_BACKUPS, ...env };
  }

  static async open(program: Program, env: Readonly<Record<string, string>>): Promise<PulumiStack> {
    const stack = new PulumiStack(program, env);
    await stack.run(["stack", "init", "bench"]);
    return stack;
  }

  perform(operation: Operation, systemIds: readonly string[], layout: readonly Declared[]): Promise<Run> {
    const declaration = declarationOf(systemIds, layout, changedBy(operation));
    writeFileSync(join(this.scratch.path, "declared.json"), JSON.stringify(declaration));
    return this.run(COMMANDS[operation]);
  }

  close(): void {
    this.scratch.remove();
  }

  private run(args: readonly string[]): Promise<Run> {
    const all = [...args, "--non-interactive", "--color", "never"];
    return runCommand("pulumi", all, { directory: this.scratch.path, env: this.env });
  }
}
