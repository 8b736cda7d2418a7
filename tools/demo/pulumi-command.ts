import { spawn } from "node:child_process";

/** The `pulumi` on the given PATH, in the terminal of this process: its colours and its progress are Pulumi's own. */
export class PulumiCommand {
  constructor(
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @returns the exit code; a signal counts as 130, as in a shell after Ctrl-C */
  run(args: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const child = spawn("pulumi", args, {
        cwd: this.directory,
        env: { ...process.env, ...this.env },
        // Pulumi shows its live tree only where somebody could type.
        stdio: "inherit",
      });
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 130));
    });
  }
}
