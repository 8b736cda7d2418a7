import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { implementation } from "./availability";
import { LxdWitness } from "./witness";

const run = promisify(execFile);

/** A port of this computer that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** What is mounted below a directory, the innermost first: LXD leaves its loop pools mounted when it ends. */
const mountsBelow = (directory: string): string[] =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${directory}/`))
    .sort()
    .reverse();

/** A real LXD with a directory of its own. */
export class LxdDaemon {
  /** Sees what the daemon holds, over the socket, without the code under test. */
  readonly witness: LxdWitness;

  private constructor(
    private readonly child: ChildProcess,
    readonly directory: string,
  ) {
    this.witness = new LxdWitness(this.socket);
  }

  static async start(): Promise<LxdDaemon> {
    // A socket's path has at most 107 bytes, so the directory must not be deep.
    const directory = mkdtempSync(join(tmpdir(), "lxd-"));
    const log = openSync(join(directory, "lxd.log"), "w");
    const { command, directoryVariable } = implementation();
    const env = { ...process.env, [directoryVariable]: directory };
    const child = spawn(command, ["--group", "root"], { env, stdio: ["ignore", log, log] });
    closeSync(log);
    const failed = new Promise<never>((_resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`LXD ended:\n${readFileSync(join(directory, "lxd.log"), "utf8")}`)));
    });
    failed.catch(() => undefined);
    await Promise.race([run(command, ["waitready", "--timeout=60"], { env }), failed]);
    return new LxdDaemon(child, directory);
  }

  get socket(): string {
    return join(this.directory, "unix.socket");
  }

  /** The endpoint as a program configures it. */
  get endpoint(): string {
    return `unix://${this.socket}`;
  }

  /** Begins to listen on a port of this computer. */
  async listen(): Promise<{ readonly endpoint: string; readonly port: number }> {
    const port = await freePort();
    await this.witness.ask("PATCH", "/1.0", { config: { "core.https_address": `127.0.0.1:${port}` } });
    return { endpoint: `https://127.0.0.1:${port}`, port };
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) resolve();
      this.child.once("exit", () => resolve());
    });
    this.child.kill("SIGTERM");
    await ended;
    for (const path of mountsBelow(this.directory)) await run("umount", ["--lazy", path]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
