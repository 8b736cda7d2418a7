import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { type Answer } from "./context";
import { type Dispatcher } from "./dispatch";
import { API_HASH, ApiError, CONTENT_TYPE } from "./errors";

/** nginx before a region takes no larger bodies. */
const LARGEST_BODY = 10 * 2 ** 20;

/** One request and its answer, for those who count. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly body: string;
  readonly status: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Bytes of the answer's body. */
  readonly sent: number;
}

/** An answer on its way out. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands between the wire and the API; tests and demos put faults and delays here. */
export type Middleware = (
  request: IncomingMessage,
  body: Buffer,
  next: () => Outgoing,
  response: ServerResponse,
) => Promise<void>;

function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
    });
    request.on("end", () => resolve(size <= LARGEST_BODY ? Buffer.concat(chunks) : undefined));
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}

const render = ({ status, contentType, body }: Answer): Outgoing => ({
  status,
  headers: {
    "content-type": contentType,
    vary: "Authorization, Cookie",
    "x-maas-api-hash": API_HASH,
    "x-frame-options": "DENY",
  },
  body: typeof body === "string" && contentType !== CONTENT_TYPE.json ? body : JSON.stringify(body),
});

const renderError = (error: ApiError): Outgoing => ({
  status: error.status,
  headers: {
    "content-type": error.contentType,
    vary: "Authorization, Cookie",
    "x-frame-options": "DENY",
    ...error.headers,
  },
  body: error.body,
});

/** A body that comes in chunks is dropped in silence by the region itself: fields are missing then. */
const effectiveBody = (request: IncomingMessage, body: Buffer): Buffer =>
  request.headers["transfer-encoding"] === undefined ? body : Buffer.alloc(0);

export function answerApi(dispatcher: Dispatcher, request: IncomingMessage, body: Buffer): Outgoing {
  try {
    return render(
      dispatcher.answer({
        method: request.method ?? "GET",
        url: request.url ?? "/",
        headers: request.headers,
        body: effectiveBody(request, body),
      }),
    );
  } catch (error) {
    if (error instanceof ApiError) return renderError(error);
    // A mistake of the emulator's own looks like one of MAAS's: the client sees a 500 with the text.
    return renderError(new ApiError(500, CONTENT_TYPE.text, error instanceof Error ? error.message : String(error)));
  }
}

export function send(response: ServerResponse, { status, headers, body }: Outgoing): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function queryOf(url: URL): Record<string, string | string[]> {
  const entries = [...new Set(url.searchParams.keys())].map((name): [string, string | string[]] => {
    const values = url.searchParams.getAll(name);
    return [name, values.length === 1 ? (values[0] ?? "") : values];
  });
  return Object.fromEntries(entries);
}

function recordOf(request: IncomingMessage, body: Buffer, answer: Outgoing, startedAt: number): RecordedRequest {
  const url = new URL(request.url ?? "/", "http://emulator");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: queryOf(url),
    body: body.toString("utf8"),
    status: answer.status,
    startedAt,
    finishedAt: Date.now(),
    sent: Buffer.byteLength(answer.body),
  };
}

/** The HTTP server of an emulator. */
export function createEmulatorServer(
  dispatcher: Dispatcher,
  middleware: Middleware,
  record: (request: RecordedRequest) => void,
): Server {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = Date.now();
    const body = await readBody(request);
    if (body === undefined) {
      send(response, { status: 413, headers: { "content-type": CONTENT_TYPE.html }, body: "" });
      return;
    }
    const next = (): Outgoing => {
      const answer = answerApi(dispatcher, request, body);
      record(recordOf(request, body, answer, startedAt));
      return answer;
    };
    await middleware(request, body, next, response);
  };
  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 32_768 }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // Django's own limits are not reached by clients of ours; a client that breaks off is no event.
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
  return server;
}
