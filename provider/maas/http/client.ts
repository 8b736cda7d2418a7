import { Agent } from "undici";
import { type z } from "zod";

import { parseBody } from "./body";
import { readCertificates } from "./certificates";
import { type MaasError, NonceUsedError, ResponseError, type Sent } from "./errors";
import { encodeParams, type Params } from "./form";
import { noAnswer } from "./no-answer";
import { authorization } from "./oauth";
import { errorFor, type Refusal, retryAfterOf } from "./refusal";
import { type Attempt, retryDecision } from "./retry";
import { Slots } from "./slots";

/** A contended write took 27 s and succeeded; less than this would make failures of successes. */
const DEADLINE_MS = 120_000;
/** About here the throughput of a region peaks; more only adds latency. */
const IN_FLIGHT = 4;
/** A machine with much storage is 54 kB: this is a list of 5,000. */
const LONGEST_BODY = 256 * 2 ** 20;
/** A wait that is longer than this is announced. */
const QUIET_MS = 2_000;

export interface ClientOptions {
  /** The region's base as `normaliseUrl` gives it. */
  readonly apiUrl: string;
  /** `consumer:token:secret` */
  readonly apiKey: string;
  /** PEM text, or the path of a file of it, with the authorities to trust instead of the system's. */
  readonly caCert?: string | undefined;
  /** Accepts any certificate: for tests on a network of one's own. */
  readonly insecure?: boolean | undefined;
  /** How many requests a region gets at a time. Default 4. */
  readonly maxInFlight?: number | undefined;
  /** The deadline of one request. Default 120,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Told about waits that a user would wonder about. */
  readonly announce?: ((line: string) => void) | undefined;
  /** Called before each attempt of a write; when it throws, nothing is sent. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
  /** How to wait between attempts. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}

/** One request. */
export interface MaasRequest<T> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Segments below `/api/2.0`; each is encoded by itself. */
  readonly path: readonly (string | number)[];
  /** All paths end in a slash except those of single partitions. Default true. */
  readonly slash?: boolean;
  readonly op?: string;
  readonly query?: Params;
  readonly form?: Params;
  /** What the body must be. */
  readonly schema: z.ZodType<T>;
}

export interface MaasClient {
  /** The region's base URL in one form, so that it can be compared across runs. */
  readonly apiUrl: string;
  request<T>(request: MaasRequest<T>): Promise<T>;
}

/** One limit for each region, whatever the number of clients in this process. */
const slotsByRegion = new Map<string, Slots>();

function slotsFor(apiUrl: string, count: number): Slots {
  const slots = slotsByRegion.get(apiUrl) ?? new Slots(count);
  slotsByRegion.set(apiUrl, slots);
  return slots;
}

/**
 * A client for one region. Connections are kept alive and few.
 * @throws CertificateError when `caCert` cannot be read
 */
export function createClient(options: ClientOptions): MaasClient {
  const client = new Client(options);
  return { apiUrl: options.apiUrl, request: (request) => client.request(request) };
}

type Attempted<T> =
  { readonly value: T } | { readonly error: MaasError; readonly failed: Omit<Attempt, "method" | "attempt"> };

/** Nothing about a second attempt would be different. */
const FINAL = { outcome: "refused" } as const;

class Client {
  private readonly agent: Agent;
  private readonly slots: Slots;
  private hasAnswered = false;
  private quietUntil = 0;

  constructor(private readonly options: ClientOptions) {
    const connections = options.maxInFlight ?? IN_FLIGHT;
    this.slots = slotsFor(options.apiUrl, connections);
    this.agent = new Agent({
      connections,
      connectTimeout: 10_000,
      // nginx closes an idle connection after 75 s: ours are gone before that.
      keepAliveTimeout: 30_000,
      maxResponseSize: LONGEST_BODY,
      connect: {
        ...(options.caCert ? { ca: readCertificates(options.caCert) } : {}),
        ...(options.insecure ? { rejectUnauthorized: false } : {}),
      },
    });
  }

  async request<T>(request: MaasRequest<T>): Promise<T> {
    const { sleep = wait } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.slots.run(() => this.attempt(request));
      if ("value" in result) return result.value;
      const { method } = request;
      const decision = retryDecision({ method, attempt, isKnown: this.hasAnswered, ...result.failed });
      if (!decision.retry) throw result.error;
      const { afterMs, reason } = decision;
      if (afterMs > QUIET_MS) this.announce(`${reason}; ${method} again in ${Math.round(afterMs / 1_000)} s`, afterMs);
      if (afterMs > 0) await sleep(afterMs);
    }
  }

  /** One line at a time: all requests that are under way wait for the same. */
  private announce(line: string, waitMs: number): void {
    if (Date.now() < this.quietUntil) return;
    this.quietUntil = Date.now() + waitMs;
    this.options.announce?.(`MAAS at ${this.options.apiUrl}: ${line}`);
  }

  private async attempt<T>(request: MaasRequest<T>): Promise<Attempted<T>> {
    if (request.method !== "GET") await this.options.beforeWrite?.();
    const sent: Sent = { method: request.method, path: pathOf(request) };
    let answer: Refusal;
    try {
      answer = await this.send(request);
    } catch (cause) {
      const { error, passing } = noAnswer(sent, cause, LONGEST_BODY);
      return { error, failed: passing ? { outcome: error.outcome } : FINAL };
    }
    const { status, body } = answer;
    // A gateway answers in place of a region that is not there.
    if (status < 500) this.hasAnswered = true;
    const told = { ...sent, status };
    if (status < 200 || status >= 300) {
      const error = errorFor(told, answer);
      const nonceUsed = error instanceof NonceUsedError;
      return { error, failed: { status, retryAfter: retryAfterOf(answer), nonceUsed } };
    }
    const parsed = parseBody(request.schema, body);
    if ("value" in parsed) return parsed;
    const advice =
      "This is not what MAAS answers: check the URL (maas:apiUrl or MAAS_API_URL), and proxies on the way.";
    return {
      error: new ResponseError(told, parsed.problem, advice),
      failed: parsed.spoilt ? { outcome: "unknown" } : FINAL,
    };
  }

  private async send(request: MaasRequest<unknown>): Promise<Refusal> {
    const { apiUrl, apiKey, timeoutMs = DEADLINE_MS } = this.options;
    const url = new URL(`${apiUrl}${pathOf(request)}`);
    // A text is sent with its length: MAAS drops a chunked body in silence, and answers 200.
    const hasBody = request.method === "POST" || request.method === "PUT";
    const response = await this.agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: {
        authorization: authorization(apiKey),
        accept: "application/json",
        ...(hasBody ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(hasBody ? { body: encodeParams(request.form ?? {}) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function pathOf({ path, slash = true, op, query = {} }: MaasRequest<unknown>): string {
  const search = encodeParams({ op, ...query });
  return `/api/2.0/${path.map(encodeURIComponent).join("/")}${slash ? "/" : ""}${search === "" ? "" : `?${search}`}`;
}
