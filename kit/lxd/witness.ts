import { request } from "node:http";

/** An answer of LXD, as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(typeof value === "object" && value !== null ? value : {}));

/** Asks LXD over its socket, with nothing of the code under test in between. */
export class LxdWitness {
  constructor(private readonly socket: string) {}

  /** One request, whatever the answer. */
  async raw(method: string, path: string, body?: object): Promise<RawAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const headers = text === undefined ? {} : { "content-length": Buffer.byteLength(text) };
      const sent = request({ socketPath: this.socket, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
          resolve({ status: answer.statusCode ?? 0, body: recordIn(parsed) });
        });
      });
      sent.once("error", reject).end(text);
    });
  }

  /** One request that must succeed, its operation waited for; resolves with the metadata. */
  async ask(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const { status, body: answer } = await this.raw(method, path, body);
    const said = JSON.stringify(answer["error"]);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${said}`);
    if (answer["type"] !== "async") return recordIn(answer["metadata"]);
    // A failure is in the operation, or, in other versions, in its place.
    const { body: waited } = await this.raw("GET", `${String(answer["operation"])}/wait`);
    const operation = recordIn(waited["metadata"]);
    if (operation["status_code"] === 200) return operation;
    throw new Error(`${method} ${path} failed: ${JSON.stringify(operation["err"] ?? waited["error"])}`);
  }

  /** An object as LXD has it; undefined when it is not there. */
  async find(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { status, body } = await this.raw("GET", path);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body["error"])}`);
    return recordIn(body["metadata"]);
  }
}
