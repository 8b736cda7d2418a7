import { randomBytes } from "node:crypto";
import { connect } from "node:net";

import { type Emulator } from "../../../emulator";

/** What came back; the body is parsed where it is JSON. */
export interface GoAnswer {
  readonly status: number;
  readonly body: unknown;
  /** As it came: Go decodes sizes into integers, and a point in one would break it. */
  readonly text: string;
}

/** Fields in the order in which Go's `url.Values` writes them: sorted by name. */
export type Fields = Readonly<Record<string, string | number | readonly (string | number)[]>>;

function urlEncoded(fields: Fields): string {
  const pairs = new URLSearchParams();
  for (const name of Object.keys(fields).sort()) {
    for (const value of [fields[name] ?? []].flat()) pairs.append(name, String(value));
  }
  return pairs.toString();
}

/**
 * Sends what Canonical's Terraform provider sends through gomaasclient, to the byte: one connection per request; OAuth
 * parameters in any order, among them a realm; an operation in the query, also where there is none; and a POST without
 * fields in chunks.
 */
export class GoClient {
  private sent = 0;

  constructor(private readonly emulator: Emulator) {}

  get(path: string): Promise<GoAnswer> {
    return this.send("GET", path);
  }

  post(path: string, fields: Fields = {}, op = ""): Promise<GoAnswer> {
    return this.send("POST", `${path}?op=${op}`, urlEncoded(fields));
  }

  put(path: string, fields: Fields): Promise<GoAnswer> {
    return this.send("PUT", path, urlEncoded(fields));
  }

  delete(path: string): Promise<GoAnswer> {
    return this.send("DELETE", path);
  }

  private send(method: string, path: string, body?: string): Promise<GoAnswer> {
    const { host, port, hostname, pathname } = new URL(this.emulator.url);
    const length = body === "" ? "Transfer-Encoding: chunked" : `Content-Length: ${Buffer.byteLength(body ?? "")}`;
    const head = [
      `${method} ${pathname}/api/2.0/${path} HTTP/1.1`,
      `Host: ${host}`,
      "User-Agent: Go-http-client/1.1",
      "Connection: close",
      ...(body === undefined ? [] : [length]),
      `Authorization: ${this.authorization()}`,
      ...(body === undefined ? [] : ["Content-Type: application/x-www-form-urlencoded"]),
      "Accept-Encoding: gzip",
    ];
    const message = `${head.join("\r\n")}\r\n\r\n${body === "" ? "0\r\n\r\n" : (body ?? "")}`;
    return exchange(hostname, Number(port), message);
  }

  private authorization(): string {
    const [consumer = "", token = "", secret = ""] = this.emulator.apiKey.split(":");
    const parameters = [
      `oauth_consumer_key="${consumer}"`,
      `oauth_token="${token}"`,
      `oauth_signature="%26${secret}"`,
      `oauth_timestamp="${Math.floor(Date.now() / 1000)}"`,
      `oauth_nonce="${randomBytes(16).toString("hex")}"`,
      'oauth_signature_method="PLAINTEXT"',
      'oauth_version="1.0"',
      'realm="MAAS+API"',
    ];
    this.sent += 1;
    const first = this.sent % parameters.length;
    return `OAuth ${[...parameters.slice(first), ...parameters.slice(0, first)].join(", ")}`;
  }
}

function exchange(host: string, port: number, message: string): Promise<GoAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, host, () => socket.write(message));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(answerOf(Buffer.concat(chunks).toString("utf8"))));
  });
}

function answerOf(message: string): GoAnswer {
  const end = message.indexOf("\r\n\r\n");
  const head = message.slice(0, end);
  const text = message.slice(end + 4);
  const isJson = /^content-type: application\/json/im.test(head);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
  return { status, text, body: isJson ? (JSON.parse(text) as unknown) : text };
}
