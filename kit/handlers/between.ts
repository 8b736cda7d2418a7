import { createServer, type IncomingMessage, request as send, type Server, type ServerResponse } from "node:http";

/** How one request fares between a client and MAAS. */
export interface Meddling {
  readonly method?: string;
  readonly path?: RegExp;
  /** How many matching requests; 1 by default. */
  readonly times?: number;
  /** What happens while the request is on its way to MAAS. */
  readonly meanwhile?: () => Promise<void>;
  /** What MAAS gets in place of the request's body. */
  readonly body?: string;
  /** Keeps the request from MAAS: nothing is done. */
  readonly withheld?: boolean;
  /** What the client gets in place of MAAS's answer. */
  readonly answer?: (response: ServerResponse) => void;
}

/** A server that passes requests on to MAAS, as a proxy does, and meddles with those that a test names. */
export class Between {
  /** What arrived, as `POST /MAAS/api/2.0/…`. */
  readonly arrived: string[] = [];
  /** How many requests were meddled with. */
  struck = 0;
  private readonly planned: (Meddling & { left: number })[] = [];

  private constructor(
    private readonly server: Server,
    private readonly region: URL,
    readonly url: string,
  ) {}

  static async start(regionUrl: string): Promise<Between> {
    const server = createServer((request, response) => void between.pass(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const region = new URL(regionUrl);
    const between: Between = new Between(server, region, `http://127.0.0.1:${port}${region.pathname}`);
    return between;
  }

  meddle(meddling: Meddling): void {
    this.planned.push({ ...meddling, left: meddling.times ?? 1 });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    this.arrived.push(`${method} ${url}`);
    const sent = await bodyOf(request);
    const meddling = this.planned.find(
      (one) => one.left > 0 && (one.method ?? method) === method && (one.path?.test(url) ?? true),
    );
    if (meddling !== undefined) {
      meddling.left -= 1;
      this.struck += 1;
    }
    await meddling?.meanwhile?.();
    if (meddling?.withheld) return meddling.answer?.(response);
    const answer = await this.passOn(request, Buffer.from(meddling?.body ?? sent));
    if (meddling?.answer !== undefined) return meddling.answer(response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private passOn(request: IncomingMessage, body: Buffer) {
    const headers = { ...request.headers, "content-length": body.length };
    const { hostname, port } = this.region;
    return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
      const onward = send({ hostname, port, method: request.method, path: request.url, headers }, (answer) => {
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
