import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { HostedResource } from "./hosted-resource";
import { configureRequest, type Properties, unary } from "./provider-protocol";

/** The provider's constant text requires the package by name from the host's working directory: here it links to itself. */
const repository = join(__dirname, "../..");
const hostScript = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");

export interface ProviderHostOptions {
  /** Stack configuration with full keys ("maas:apiUrl"), as the engine sends it; wrap secrets with {@link secret}. */
  readonly config?: Properties;
  /** Added to the host's environment; MAAS_* of the caller is never inherited. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A listener in the engine's place: the host does not talk to it, our provider makes sure that it is there. */
class FakeEngine {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  static listen(): Promise<FakeEngine> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        if (address === null || typeof address === "string") reject(new Error("no TCP port"));
        else resolve(new FakeEngine(server, `127.0.0.1:${address.port}`));
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const environment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("MAAS_"))),
  ...extra,
});

/** The host says which port it listens on in its first line; what follows on standard output is its log. */
const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the provider host ended with ${code} before it named its port`)));
    if (child.stdout) createInterface({ input: child.stdout }).once("line", resolve);
  });

/** Pulumi's own dynamic provider host, in a process of its own, driven as the engine drives it. */
export class ProviderHost {
  /** Resolves with the exit code, or null when a signal ended the host. */
  readonly exited: Promise<number | null>;
  private log = "";
  private said = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly engine: FakeEngine,
    private readonly client: ResourceProviderClient,
  ) {
    this.exited = new Promise((resolve) => child.once("exit", resolve));
    child.stderr?.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
    child.stdout?.on("data", (chunk: Buffer) => (this.said += chunk.toString()));
  }

  static async start(options: ProviderHostOptions = {}): Promise<ProviderHost> {
    const engine = await FakeEngine.listen();
    const child = spawn(process.execPath, [hostScript, engine.address], {
      cwd: repository,
      env: environment(options.env ?? {}),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await firstLine(child);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const host = new ProviderHost(child, engine, client);
    await unary((done) => client.configure(configureRequest(options.config ?? {}), done));
    return host;
  }

  /** The operations of all resources whose state carries this `__provider` text. */
  resource(providerText: string): HostedResource {
    return new HostedResource(this.client, providerText);
  }

  /** All that the host has written to standard error. */
  get stderr(): string {
    return this.log;
  }

  /** All that the host has written to standard output after its port: what it announces. */
  get stdout(): string {
    return this.said;
  }

  /** What `kill -9` of the CLI looks like from the host. */
  killEngine(): Promise<void> {
    return this.engine.close();
  }

  /** Ends the host at once, as a lack of memory does, and leaves behind whatever it holds. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.exited;
    await this.engine.close();
  }
}
