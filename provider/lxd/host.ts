import { PermissionError, RequestError } from "../http/errors";
import { readServer, redeemToken, type Server } from "./api/server";
import { LxdClient, type LxdClientOptions } from "./http/client";
import { Holdings } from "./storage/holdings";

/** LXD 5.0 LTS is the oldest that is tested. */
const OLDEST_EXTENSION = "storage_volume_project_move";

/** One LXD, as a run of the engine or a program sees it. */
export class LxdHost {
  /** Everything but the first questions goes through it: it sends nothing to a server that does not trust us. */
  readonly client: LxdClient;
  private readonly firstClient: LxdClient;
  readonly holdings: Holdings;
  private known: Promise<Server> | undefined;

  constructor(private readonly options: LxdClientOptions) {
    this.firstClient = new LxdClient(options);
    this.client = new LxdClient({ ...options, ready: () => this.server() });
    this.holdings = new Holdings((ms) => this.client.sleep(ms));
  }

  /** The project of what names none. */
  get project(): string {
    return this.options.project;
  }

  /** What the server says of itself, asked once. @throws when it does not trust us, or is too old */
  server(): Promise<Server> {
    this.known ??= this.trusted().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  /** The server in one text, whichever address it is reached by: the fingerprint of its certificate. */
  async identity(): Promise<string> {
    const { environment } = await this.server();
    return environment?.certificate_fingerprint || this.client.endpoint;
  }

  async isClustered(): Promise<boolean> {
    return (await this.server()).environment?.server_clustered === true;
  }

  /** @throws when the server lacks an extension of the API, with what it is for */
  async require(extension: string, what: string): Promise<void> {
    const problem = await this.lacks(extension, what);
    if (problem !== undefined) throw new Error(problem);
  }

  /** What is missing, for a preview; undefined when it is there. */
  async lacks(extension: string, what: string): Promise<string | undefined> {
    const { api_extensions: extensions, environment } = await this.server();
    if (extensions.includes(extension)) return undefined;
    const { server = "lxd", server_version: version = "" } = environment ?? {};
    return `${what} needs the API extension "${extension}", which ${server} ${version} at ${this.client.endpoint} lacks`;
  }

  private async trusted(): Promise<Server> {
    const server = await this.untilTrusted();
    if (server.api_extensions.includes(OLDEST_EXTENSION)) return server;
    const version = server.environment?.server_version ?? "";
    throw new Error(
      `LXD ${version} at ${this.client.endpoint} is too old: pulumi-maas needs LXD 5.0 or newer, or Incus`,
    );
  }

  private async untilTrusted(): Promise<Server> {
    const { trustToken, clientCertificate } = this.options;
    const server = await readServer(this.firstClient);
    if (server.auth === "trusted") return server;
    const untrusted = `LXD at ${this.client.endpoint} does not trust ${
      clientCertificate === undefined ? "a caller without a client certificate" : "the client certificate"
    }`;
    if (clientCertificate === undefined || trustToken === undefined) {
      throw new Error(
        `${untrusted}. On the server, "lxc config trust add <file>" trusts a certificate, and "lxc config trust add ` +
          `--name pulumi" makes a token for lxd:trustToken (or LXD_TRUST_TOKEN).`,
      );
    }
    let refused: RequestError | undefined;
    try {
      await redeemToken(this.firstClient, trustToken, server.api_extensions.includes("explicit_trust_token"));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refused = error;
    }
    // Another process may have redeemed the same token at the same time.
    const now = await readServer(this.firstClient);
    if (now.auth === "trusted") return now;
    const used =
      refused instanceof PermissionError ? "the trust token was used before, or has expired" : refused?.message;
    throw new Error(`${untrusted}: ${used ?? "the trust token changed nothing"}. Make another token on the server.`);
  }
}
