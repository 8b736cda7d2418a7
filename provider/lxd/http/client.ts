import { z } from "zod";

import { type ClientBehaviour, HttpClient, type HttpRequest, type HttpSystem } from "../../http/client";
import { ResponseError } from "../../http/errors";
import { type LxdSettings } from "../config";
import { errorFor, errorSaying } from "./errors";
import { settle } from "./operation";
import { baseOf, connectionTo } from "./transport";

/** A pool on a slow disk is formatted before LXD answers. */
const DEADLINE_MS = 600_000;
/** Each wait for an operation keeps a request open: they must not keep others from being sent. */
const IN_FLIGHT = 64;

const ADVICE: HttpSystem["advice"] = {
  unreachable: "Check that LXD is up, that its socket may be opened, and where it is (lxd:endpoint or LXD_ENDPOINT).",
  handshake:
    "LXD signs its own certificate: give it as lxd:serverCertificate, or its SHA-256 as lxd:serverFingerprint (`lxc info` " +
    "on the server shows both). If it was trusted before and was not renewed, somebody may be in between.",
  stranger: "This is not what LXD answers: check the endpoint (lxd:endpoint or LXD_ENDPOINT), and proxies on the way.",
};

export interface LxdClientOptions extends LxdSettings, Omit<ClientBehaviour, "timeoutMs"> {
  /** Awaited before each request: what must be known of the server first. */
  readonly ready?: () => Promise<unknown>;
}

/** Where a request goes: segments below `/1.0`, each encoded by itself, and what is asked along. */
export interface Target {
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | undefined>>;
}

export interface Write extends Target {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly body?: object;
  /** The ETag of what was read; the write is refused when somebody else has changed it since. */
  readonly ifMatch?: string | undefined;
  /** What is done, for messages of a long operation: `copy volume "data"`. */
  readonly what: string;
}

export interface Read<T> {
  readonly value: T;
  readonly etag: string | undefined;
}

/** The three forms that every answer of LXD has. */
const envelopeSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("sync"), metadata: z.unknown() }),
  z.object({ type: z.literal("async"), operation: z.string() }),
  z.object({ type: z.literal("error"), error_code: z.number(), error: z.string() }),
]);

export type Envelope = z.infer<typeof envelopeSchema>;

/** A client for one LXD. */
export class LxdClient {
  private readonly http: HttpClient;

  /** @throws CertificateError when a certificate or key cannot be read */
  constructor(private readonly options: LxdClientOptions) {
    const { endpoint, timeoutMs = DEADLINE_MS, maxInFlight = IN_FLIGHT } = options;
    const system: HttpSystem = {
      name: "LXD",
      server: "LXD",
      url: endpoint,
      base: baseOf(endpoint),
      connect: connectionTo(options),
      authenticate: () => ({}),
      errorFor,
      advice: ADVICE,
    };
    this.http = new HttpClient(system, { ...options, timeoutMs, maxInFlight });
  }

  get endpoint(): string {
    return this.options.endpoint;
  }

  announce(line: string): void {
    this.options.announce?.(`LXD at ${this.endpoint}: ${line}`);
  }

  sleep(ms: number): Promise<void> {
    return (this.options.sleep ?? wait)(ms);
  }

  async get<T>(target: Target, schema: z.ZodType<T>): Promise<Read<T>> {
    await this.options.ready?.();
    const path = pathOf(target);
    const { envelope, etag } = await this.send({ method: "GET", path });
    const parsed = schema.safeParse(envelope.type === "sync" ? envelope.metadata : undefined);
    if (parsed.success) return { value: parsed.data, etag };
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.map(String).join(".") || "the answer"}: ${issue?.message ?? "not as expected"}`;
    throw new ResponseError({ method: "GET", path }, true, problem, ADVICE.stranger);
  }

  /** Sends one write and waits until it is done, whether LXD answers at once or with an operation. */
  async write(write: Write): Promise<void> {
    await this.options.ready?.();
    const { method, body, ifMatch, what } = write;
    const sent = { method, path: pathOf(write) };
    const { envelope } = await this.send({
      ...sent,
      ...(body === undefined ? {} : { body: { type: "application/json", text: JSON.stringify(body) } }),
      ...(ifMatch === undefined ? {} : { headers: { "if-match": ifMatch } }),
    });
    if (envelope.type === "error") throw errorSaying({ ...sent, status: envelope.error_code }, envelope.error);
    if (envelope.type === "async") await settle(this, sent, envelope.operation, what);
  }

  /** One request, in its envelope: some answers of LXD are errors though their status is 200. */
  async send(
    request: Omit<HttpRequest<Envelope>, "schema">,
  ): Promise<{ envelope: Envelope; etag: string | undefined }> {
    const { value, headers } = await this.http.request({ ...request, schema: envelopeSchema });
    const { etag } = headers;
    return { envelope: value, etag: typeof etag === "string" ? etag : undefined };
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function pathOf({ path, query = {} }: Target): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, value);
  const asked = search.toString();
  return `/1.0${path.map((segment) => `/${encodeURIComponent(segment)}`).join("")}${asked === "" ? "" : `?${asked}`}`;
}
