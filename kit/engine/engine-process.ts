import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** The CLI as a process of its own, for tests that kill it. */
export class EngineProcess {
  /** Resolves with the exit code, or null when a signal ended the CLI. */
  readonly exited: Promise<number | null>;
  private text = "";
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    this.exited = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.text += chunk.toString();
        for (const listener of this.listeners) listener();
      });
    }
  }

  static start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): EngineProcess {
    const child = spawn("pulumi", args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new EngineProcess(child);
  }

  /** All that the CLI has written so far, standard output and errors in the order of arrival. */
  get output(): string {
    return this.text;
  }

  /** Waits until the output contains `text`. @throws when the CLI ends without it */
  async says(text: string): Promise<void> {
    if (this.text.includes(text)) return;
    const said = new Promise<boolean>((resolve) => {
      this.listeners.add(() => this.text.includes(text) && resolve(true));
    });
    const before = await Promise.race([said, this.exited.then(() => this.text.includes(text))]);
    if (!before) throw new Error(`the CLI ended without saying "${text}":\n${this.text}`);
  }

  /** `SIGINT` is Ctrl-C; `SIGKILL` leaves the provider hosts behind, as a crash does. */
  signal(signal: "SIGINT" | "SIGKILL"): void {
    this.child.kill(signal);
  }

  /** Sends a signal, and resolves when the CLI has ended. */
  async kill(signal: "SIGINT" | "SIGKILL"): Promise<void> {
    this.signal(signal);
    await this.exited;
  }

  /** The process ids of the provider hosts under the CLI, and of the shells that started them. */
  providerHosts(): number[] {
    const table = spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).stdout;
    const processes = table.split("\n").flatMap((line) => {
      const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
    });
    const below = (pid: number): typeof processes =>
      processes.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
    return below(this.child.pid ?? 0).flatMap(({ pid, args }) => (args.includes("dynamic-provider") ? [pid] : []));
  }

  /** Kills the provider hosts, as a lack of memory does. */
  killProviderHosts(): void {
    for (const pid of this.providerHosts()) process.kill(pid, "SIGKILL");
  }
}
