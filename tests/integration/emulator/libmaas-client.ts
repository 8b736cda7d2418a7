import { randomInt } from "node:crypto";

import { request } from "undici";
import { z } from "zod";

import { type Emulator } from "../../../emulator";

type Value = string | number | boolean | null;

/** Fields in the order of the call; of a list each value is sent for itself. */
export type Fields = Readonly<Record<string, Value | readonly Value[]>>;

export interface LibmaasAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

const described = z.object({
  resources: z.array(
    z.object({
      auth: z
        .object({
          name: z.string(),
          uri: z.string(),
          params: z.array(z.string()),
          actions: z.array(z.object({ name: z.string(), method: z.string(), op: z.string().nullable() })),
        })
        .nullable(),
    }),
  ),
});

type Handler = NonNullable<z.output<typeof described>["resources"][number]["auth"]>;

/**
 * Calls as python-libmaas 0.6.8 does: it reads `describe/` without credentials, finds its handlers there by name, puts
 * parameters into their URIs, and sends everything but GET as multipart in base64, also where there is nothing to send.
 */
export class LibmaasClient {
  private constructor(
    private readonly emulator: Emulator,
    private readonly handlers: ReadonlyMap<string, Handler>,
  ) {}

  static async connect(emulator: Emulator): Promise<LibmaasClient> {
    const answer = await request(`${emulator.url}/api/2.0/describe/`);
    const { resources } = described.parse(await answer.body.json());
    const handlers = resources.flatMap(({ auth }) => (auth === null ? [] : [auth]));
    const named = new Map(handlers.map((handler) => [handler.name.replace(/Handler$/, ""), handler]));
    return new LibmaasClient(emulator, named);
  }

  /** `Raids.create` and the like; the handler's own parameters are among the fields. */
  async call(target: string, fields: Fields = {}): Promise<LibmaasAnswer> {
    const [resource = "", name = ""] = target.split(".");
    const handler = this.handlers.get(resource);
    const action = handler?.actions.find((other) => other.name === name);
    if (handler === undefined || action === undefined) throw new Error(`${target} is not described`);
    const uri = handler.params.reduce((text, param) => text.replace(`{${param}}`, String(fields[param])), handler.uri);
    const data = Object.entries(fields).filter(([field]) => !handler.params.includes(field));
    const pairs = data.flatMap(([field, value]) => [value].flat().map((one): [string, Value] => [field, one]));
    const query = new URLSearchParams(action.op === null ? [] : [["op", action.op]]);
    if (action.method === "GET") for (const [field, value] of pairs) query.append(field, String(value));
    return this.send(action.method, `${uri}?${query.toString()}`.replace(/\?$/, ""), pairs);
  }

  /** The answer's body; anything but success throws, as the library does. */
  async ok(target: string, fields: Fields = {}): Promise<unknown> {
    const { status, body } = await this.call(target, fields);
    if (status >= 300) throw new Error(`${target}: ${status} ${String(body)}`);
    return body;
  }

  private async send(method: string, url: string, pairs: readonly [string, Value][]): Promise<LibmaasAnswer> {
    const headers = { authorization: this.authorization(), accept: "application/json,*/*;q=0.9" };
    const sent = method === "GET" ? { headers } : { ...multipart(pairs, headers) };
    const answer = await request(url, { method: method as "GET", ...sent });
    const contentType = String(answer.headers["content-type"]);
    const text = await answer.body.text();
    return { status: answer.statusCode, contentType, body: contentType.includes("json") ? JSON.parse(text) : text };
  }

  /** With a realm, and in the order of oauthlib. */
  private authorization(): string {
    const [consumer = "", token = "", secret = ""] = this.emulator.apiKey.split(":");
    const now = String(Math.floor(Date.now() / 1000));
    const fields = [
      ["oauth_nonce", `${randomInt(2 ** 47)}${randomInt(2 ** 47)}${now}`],
      ["oauth_timestamp", now],
      ["oauth_version", "1.0"],
      ["oauth_signature_method", "PLAINTEXT"],
      ["oauth_consumer_key", consumer],
      ["oauth_token", token],
      ["oauth_signature", `%26${secret}`],
    ];
    return `OAuth realm="OAuth", ${fields.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
  }
}

/** Texts and other values have parts of different headers; nothing is an empty part. */
function part(name: string, value: Value): string {
  const isText = typeof value === "string";
  const disposition = `Content-Disposition: form-data; name="${name}"`;
  const head = isText
    ? [
        "Content-Transfer-Encoding: base64",
        disposition,
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
      ]
    : ["Content-Type: application/octet-stream", "MIME-Version: 1.0", "Content-Transfer-Encoding: base64", disposition];
  const base64 = Buffer.from(value === null ? "" : String(value)).toString("base64");
  const lines = base64.match(/.{1,76}/g) ?? [];
  return [...head, "", ...lines, ""].join("\r\n");
}

function multipart(pairs: readonly [string, Value][], headers: Readonly<Record<string, string>>) {
  const boundary = `===============${String(randomInt(2 ** 47)).padStart(19, "1")}==`;
  const parts = pairs.length === 0 ? ["\r\n"] : pairs.map(([name, value]) => `${part(name, value)}\r\n`);
  const body = `${parts.map((text) => `--${boundary}\r\n${text}`).join("")}--${boundary}--`;
  const type = `multipart/form-data; boundary="${boundary}"`;
  return { body, headers: { ...headers, "content-type": type, "mime-version": "1.0" } };
}
