import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo } from "node:net";

import { CERTIFICATE, PRIVATE_KEY } from "./certificate";

/** A request as it arrived. */
export interface Arrived {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly socket: IncomingMessage["socket"];
}

export type Answer = (response: ServerResponse, arrived: Arrived) => void;

/** A server that answers as a test tells it, and keeps what arrived. */
export class ScriptedServer {
  readonly arrived: Arrived[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Each answer serves one request, the last one all that follow. */
  static async start(answers: Answer | readonly Answer[], { tls = false } = {}): Promise<ScriptedServer> {
    const queue = typeof answers === "function" ? [answers] : [...answers];
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url, headers, socket } = request;
        const arrived = { method, url, headers, socket, body: Buffer.concat(chunks).toString() };
        region.arrived.push(arrived);
        (queue.length > 1 ? queue.shift() : queue[0])?.(response, arrived);
      });
    };
    const server = tls ? createTlsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, listener) : createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const region = new ScriptedServer(server, `${tls ? "https" : "http"}://127.0.0.1:${port}/MAAS`);
    return region;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

/** An answer in JSON. */
export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
  };

/** An answer in plain text. */
export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
  };

/** The connection is cut before an answer. */
export const cut: Answer = (_response, { socket }) => void socket.destroy();
