import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { localEnvironment } from "../pulumi-cli/environment";
import { type Declaration } from "./declaration";
import { type Usage, watchUsage } from "./usage";

/** Inside the repository, so that a program finds the package as a user's program does. */
const scratch = join(__dirname, "../../.tmp");

/** The file backend would write each state twice, which would make the engine's share larger than elsewhere. */
const WITHOUT_BACKUPS = { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };

export type Program = "storage" | "noop";

/** What one run of the CLI took. */
export interface Run {
  readonly seconds: number;
  /** Undefined where there is no way to know. */
  readonly usage: Usage | undefined;
}

/** A stack on the real engine, with a state in files. */
export class Stack {
  private constructor(
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(program: Program, env: Readonly<Record<string, string>>): Promise<Stack> {
    mkdirSync(scratch, { recursive: true });
    const directory = mkdtempSync(join(scratch, "bench-"));
    copyFileSync(join(__dirname, "programs", `${program}.js`), join(directory, "index.js"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
    writeFileSync(join(directory, "package.json"), '{ "name": "bench", "private": true, "main": "index.js" }\n');
    const stack = new Stack(directory, { ...localEnvironment(directory), ...WITHOUT_BACKUPS, ...env });
    await stack.run(["stack", "init", "bench"]);
    return stack;
  }

  declare(declaration: Declaration): void {
    writeFileSync(join(this.directory, "declared.json"), JSON.stringify(declaration));
  }

  /** @throws when the CLI fails, with the end of what it said */
  async run(args: readonly string[]): Promise<Run> {
    const start = performance.now();
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.directory,
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-5_000)));
    }
    const finish = watchUsage(child.pid ?? 0);
    const [code] = (await once(child, "close").finally(finish)) as [number | null];
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return { seconds: (performance.now() - start) / 1000, usage: finish() };
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
