import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { API_HASH } from "./api-description";
import { type ApiRequest } from "./dispatch";
import { type Delivery, type Exchange } from "./exchange";
import { parseTarget } from "./target";
import { type Reply } from "../wire/reply";

/** The nginx before a region takes no larger bodies. */
const LARGEST_BODY = 10 * 1024 ** 2;

/** Of an emulator that runs for days only the latest requests are kept. */
const LONGEST_LEDGER = 100_000;

/** One request and what became of it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** As it came. */
  readonly body: string;
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Whose key it was signed with; undefined when the request was not authenticated. */
  readonly user: string | undefined;
  /** Bytes of the answer's body. */
  readonly sent: number;
}

/** The requests of an emulator, in the order of their answers. */
export class Ledger {
  readonly requests: RecordedRequest[] = [];

  add(request: RecordedRequest): void {
    this.requests.push(request);
    if (this.requests.length > LONGEST_LEDGER) this.requests.splice(0, LONGEST_LEDGER / 2);
  }

  clear(): void {
    this.requests.length = 0;
  }
}

/** The HTTP server of an emulator. */
export function createEmulatorServer(exchange: Exchange, ledger: Ledger): Server {
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = Date.now();
    const body = hasBody(message) ? await readBody(message) : NO_BODY;
    if (body === "incomplete") return;
    const request: ApiRequest = {
      method: message.method ?? "GET",
      ...parseTarget(message.url ?? "/"),
      headers: message.headers,
      body: body === "too large" ? NO_BODY : body,
    };
    const delivery = body === "too large" ? TOO_LARGE : await exchange.run(request);
    ledger.add(recordOf(request, delivery, startedAt));
    deliver(response, delivery);
  };
  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 32 * 1024 }, (message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  return server;
}

const TOO_LARGE: Delivery = {
  reply: { status: 413, contentType: "text/html", body: "", headers: {}, fromHandler: false },
  username: undefined,
  isTruncated: false,
};

const NO_BODY = Buffer.alloc(0);

/** A message without either of these headers ends with its head. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** A client that breaks off before its body is complete has sent nothing. */
function readBody(message: IncomingMessage): Promise<Buffer | "too large" | "incomplete"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
    });
    message.on("end", () => resolve(size <= LARGEST_BODY ? Buffer.concat(chunks) : "too large"));
    message.on("error", () => resolve("incomplete"));
    message.on("close", () => resolve("incomplete"));
  });
}

function headersOf(reply: Reply): Record<string, string> {
  return {
    "Content-Type": reply.contentType,
    Vary: "Authorization, Cookie",
    "X-Frame-Options": "DENY",
    ...(reply.fromHandler ? { "X-MAAS-API-Hash": API_HASH } : {}),
    ...reply.headers,
  };
}

function deliver(response: ServerResponse, { reply, isTruncated }: Delivery): void {
  if (reply === undefined) {
    response.destroy();
    return;
  }
  const length = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...headersOf(reply), "Content-Length": String(length) });
  // A text goes out in one write with its head.
  if (!isTruncated) response.end(reply.body);
  else response.write(Buffer.from(reply.body).subarray(0, Math.floor(length / 2)), () => response.destroy());
}

function recordOf(request: ApiRequest, delivery: Delivery, startedAt: number): RecordedRequest {
  const { method, path, query, body } = request;
  return {
    method,
    path,
    query: queryOf(query),
    body: body.toString("utf8"),
    status: delivery.reply?.status ?? 0,
    startedAt,
    finishedAt: Date.now(),
    user: delivery.username,
    sent: Buffer.byteLength(delivery.reply?.body ?? ""),
  };
}

function queryOf(query: URLSearchParams): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    found[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return found;
}
