import { randomBytes } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { Agent as TlsAgent, request as httpsRequest } from "node:https";

import { type Bindings } from "./bindings";
import { type RecordedRequest } from "./recording";

/** An answer as it came: the body is parsed where the server says that it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Pairs = readonly (readonly [string, string])[];

/** Sends recorded requests, byte for byte as their format says; knows nothing of the project's own client. */
export class Sender {
  private readonly agent: Agent;

  constructor(
    private readonly url: URL,
    private readonly apiKeys: Readonly<Record<string, string>>,
    private readonly defaultUser: string,
    sockets = 1,
  ) {
    const options = { keepAlive: true, maxSockets: sockets };
    this.agent = url.protocol === "https:" ? new TlsAgent(options) : new Agent(options);
  }

  close(): void {
    this.agent.destroy();
  }

  send(request: RecordedRequest, bindings: Bindings): Promise<Answer> {
    const [contentType, body] = this.body(request, bindings);
    const authorization = this.authorization(request, bindings);
    const headers = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
    };
    const { hostname: host, port } = this.url;
    const options = {
      host,
      port,
      method: request.method,
      path: this.path(request, bindings),
      headers,
      agent: this.agent,
    };
    return new Promise((resolve, reject) => {
      const start = this.url.protocol === "https:" ? httpsRequest : httpRequest;
      const sent = start(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answered = textHeaders(response.headers);
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: response.statusCode ?? 0,
            headers: answered,
            body: parsed(answered["content-type"], text),
          });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  private authorization({ auth, user }: RecordedRequest, bindings: Bindings): string | undefined {
    if (auth === "none") return undefined;
    if (auth?.header !== undefined) return bindings.expand(auth.header);
    const [consumer = "", token = "", secret = ""] = this.keyOf(user ?? this.defaultUser).split(":");
    const parameters: Record<string, string> = {
      oauth_version: "1.0",
      oauth_signature_method: "PLAINTEXT",
      oauth_consumer_key: consumer,
      oauth_token: token,
      oauth_signature: `&${secret}`,
      oauth_nonce: randomBytes(12).toString("hex"),
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    };
    for (const [name, value] of Object.entries(auth?.params ?? {})) parameters[name] = bindings.expand(value);
    const kept = Object.entries(parameters).filter(([name]) => auth?.omit?.includes(name) !== true);
    return `OAuth ${kept.map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(auth?.separator ?? ", ")}`;
  }

  private keyOf(user: string): string {
    const key = this.apiKeys[user];
    if (key === undefined) throw new Error(`there is no API key for the user ${user}`);
    return key;
  }

  private body(request: RecordedRequest, bindings: Bindings): [string | undefined, string | undefined] {
    const hasBody = request.form !== undefined || ["POST", "PUT"].includes(request.method);
    const pairs = expandedPairs(request.form, bindings);
    switch (request.encoding ?? (hasBody ? "form" : "none")) {
      case "none":
        return [undefined, undefined];
      case "form":
        return ["application/x-www-form-urlencoded", urlEncoded(pairs)];
      case "multipart":
        return multipart(pairs);
      case "json":
        return ["application/json", JSON.stringify(expandedJson(request.json, bindings))];
      case "raw":
        return [request.content_type, bindings.expand(request.text ?? "")];
    }
  }

  private path({ path, query }: RecordedRequest, bindings: Bindings): string {
    const target = bindings.expand(path);
    const base = this.url.pathname.replace(/\/$/, "");
    const pairs = urlEncoded(expandedPairs(query, bindings));
    return encodeURI(base + (target.startsWith("/") ? target : `/api/2.0/${target}`)) + (pairs && `?${pairs}`);
  }
}

function textHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) texts[name] = String(value);
  return texts;
}

function parsed(contentType: string | undefined, text: string): unknown {
  if (contentType?.startsWith("application/json") !== true) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function expandedPairs(fields: RecordedRequest["form"], bindings: Bindings): Pairs {
  return Object.entries(fields ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => [bindings.expand(name), bindings.expand(one)] as const),
  );
}

function urlEncoded(pairs: Pairs): string {
  return pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

function multipart(pairs: Pairs): [string, string] {
  const boundary = randomBytes(12).toString("hex");
  const parts = pairs.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return [`multipart/form-data; boundary=${boundary}`, `${parts.join("")}--${boundary}--\r\n`];
}

function expandedJson(value: unknown, bindings: Bindings): unknown {
  if (typeof value === "string") return bindings.expand(value);
  if (Array.isArray(value)) return value.map((one) => expandedJson(one, bindings));
  if (typeof value !== "object" || value === null) return value;
  if ("$int" in value) return bindings.get(String(value.$int));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expandedJson(one, bindings)]));
}
