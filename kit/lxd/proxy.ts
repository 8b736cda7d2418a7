import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request as send, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Meddling } from "../handlers/between";
import { sharedSocket } from "./shared";

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A socket that passes requests on to the LXD of the tier, notes them, and meddles with those that a test names. */
export class LxdProxy {
  private noted: string[] = [];
  private readonly planned: (Meddling & { left: number })[] = [];

  private constructor(
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  static async start(): Promise<LxdProxy> {
    const directory = mkdtempSync(join(tmpdir(), "lxd-proxy-"));
    const server = createServer((request, response) => void proxy.pass(request, response));
    const proxy: LxdProxy = new LxdProxy(server, directory);
    await new Promise<void>((resolve) => server.listen(proxy.socket, resolve));
    return proxy;
  }

  private get socket(): string {
    return join(this.directory, "unix.socket");
  }

  get endpoint(): string {
    return `unix://${this.socket}`;
  }

  /** What arrived since the last call, as `GET /1.0/storage-pools/fast`; waits for operations are left out. */
  requests(): string[] {
    const noted = this.noted.filter((line) => !line.includes("/operations/"));
    this.noted = [];
    return noted;
  }

  meddle(meddling: Meddling): void {
    this.planned.push({ ...meddling, left: meddling.times ?? 1 });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        rmSync(this.directory, { recursive: true, force: true });
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    this.noted.push(`${method} ${url}`);
    const sent = await bodyOf(request);
    const meddling = this.planned.find(
      (one) => one.left > 0 && (one.method ?? method) === method && (one.path?.test(url) ?? true),
    );
    if (meddling !== undefined) meddling.left -= 1;
    await meddling?.meanwhile?.();
    if (meddling?.withheld) return meddling.answer?.(response);
    const answer = await this.passOn(request, Buffer.from(meddling?.body ?? sent));
    if (meddling?.answer !== undefined) return meddling.answer(response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private passOn(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const headers = { ...request.headers, "content-length": body.length };
    return new Promise((resolve, reject) => {
      const { method, url: path } = request;
      const onward = send({ socketPath: sharedSocket(), method, path, headers }, (answer) => {
        bodyOf(answer).then(
          (whole) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: whole }),
          reject,
        );
      });
      onward.once("error", reject).end(body);
    });
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks);
}
