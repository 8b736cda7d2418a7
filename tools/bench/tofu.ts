import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Client, Scratch } from "./client";
import { type Run, runCommand } from "./command";
import { type Declared } from "../../kit/layouts/declared";
import { changedBy, type Operation } from "./operation";
import { tofuConfiguration } from "./tofu-configuration";

/** Where OpenTofu and Canonical's provider were built. */
export interface TofuBinaries {
  readonly tofu: string;
  readonly provider: string;
}

/** A plan reads everything first, as it does by default; with nothing to do it must say so. */
const COMMANDS: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  "new preview": ["plan"],
  up: ["apply", "-auto-approve"],
  preview: ["plan", "-detailed-exitcode"],
  "up again": ["apply", "-auto-approve"],
  refresh: ["apply", "-refresh-only", "-auto-approve"],
  change: ["apply", "-auto-approve"],
  "change all": ["apply", "-auto-approve"],
  destroy: ["destroy", "-auto-approve"],
};

/** OpenTofu with Canonical's provider, with a state in a file. */
export class TofuStack implements Client {
  private readonly scratch = new Scratch();
  private readonly env: Readonly<Record<string, string>>;

  constructor(
    private readonly binaries: TofuBinaries,
    env: Readonly<Record<string, string>>,
  ) {
    const settings = join(this.scratch.path, "settings.tfrc");
    const overrides = `dev_overrides { "canonical/maas" = ${JSON.stringify(dirname(binaries.provider))} }`;
    writeFileSync(settings, `provider_installation {\n  ${overrides}\n  direct {}\n}\n`);
    this.env = { ...env, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  }

  /** What its own runs do not know apart: each of them makes a plan first. */
  perform(operation: Operation, systemIds: readonly string[], layout: readonly Declared[]): Promise<Run> | undefined {
    const command = COMMANDS[operation];
    if (command === undefined) return undefined;
    const configuration = tofuConfiguration(systemIds, layout, changedBy(operation));
    writeFileSync(join(this.scratch.path, "main.tf.json"), JSON.stringify(configuration));
    const args = [...command, "-no-color", "-input=false"];
    return runCommand(this.binaries.tofu, args, { directory: this.scratch.path, env: this.env });
  }

  close(): void {
    this.scratch.remove();
  }
}
