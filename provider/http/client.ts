import { readFileSync } from "node:fs";

import { Agent, type Dispatcher } from "undici";
import { type z } from "zod";

import { ConnectionError, type MaasError, ResponseError, type Sent } from "./errors";
import { encodeParams, type Params } from "./form";
import { authorization } from "./oauth";
import { errorFor, type Refusal, readable } from "./refusal";
import { retryDecision } from "./retry";
import { Slots } from "./slots";
import { normaliseUrl } from "./url";

/** A contended write took 27 s and succeeded; less than this would make failures of successes. */
const DEADLINE_MS = 120_000;
/** About here the throughput of a region peaks; more only adds latency. */
const IN_FLIGHT = 4;
/** A list of 2,000 machines is about this long. */
const LONGEST_BODY = 64 * 2 ** 20;
/** A wait that is longer than this is announced. */
const QUIET_MS = 2_000;

export interface ClientOptions {
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

const slotsFor = (apiUrl: string, count: number): Slots => {
  const slots = slotsByRegion.get(apiUrl) ?? new Slots(count);
  slotsByRegion.set(apiUrl, slots);
  return slots;
};

const readCertificates = (caCert: string): string =>
  caCert.includes("-----BEGIN") ? caCert : readFileSync(caCert, "utf8");

function agentFor(options: ClientOptions, inFlight: number): Agent {
  return new Agent({
    connections: inFlight,
    connectTimeout: 10_000,
    keepAliveTimeout: 30_000,
    maxResponseSize: LONGEST_BODY,
    connect: {
      ...(options.caCert ? { ca: readCertificates(options.caCert) } : {}),
      ...(options.insecure ? { rejectUnauthorized: false } : {}),
    },
  });
}

/** The answer to one attempt. */
interface Answer extends Refusal {
  readonly status: number;
}

/** A client for one region. Connections are kept alive and few. */
export function createClient(options: ClientOptions): MaasClient {
  const apiUrl = normaliseUrl(options.apiUrl) ?? options.apiUrl;
  const inFlight = options.maxInFlight ?? IN_FLIGHT;
  const slots = slotsFor(apiUrl, inFlight);
  const agent = agentFor(options, inFlight);
  const send = (request: MaasRequest<unknown>) => slots.run(() => sendOnce(agent, apiUrl, options, request));
  return {
    apiUrl,
    request: async (request) => {
      for (let attempt = 1; ; attempt += 1) {
        const result = await attemptOnce(request, send, pathOf(request));
        if ("value" in result) return result.value;
        const decision = retryDecision({ method: request.method, attempt, ...result.failed });
        if (!decision.retry) throw result.error;
        if (decision.afterMs > QUIET_MS) {
          const seconds = Math.round(decision.afterMs / 1_000);
          options.announce?.(`MAAS at ${apiUrl}: ${decision.reason}; ${request.method} again in ${seconds} s`);
        }
        await new Promise((resolve) => setTimeout(resolve, decision.afterMs));
      }
    },
  };
}

const pathOf = ({ path, slash = true, op }: MaasRequest<unknown>): string =>
  `/api/2.0/${path.map(encodeURIComponent).join("/")}${slash ? "/" : ""}${op === undefined ? "" : `?op=${op}`}`;

type Attempted<T> =
  | { readonly value: T }
  | {
      readonly error: MaasError;
      readonly failed: Pick<Parameters<typeof retryDecision>[0], "status" | "outcome" | "retryAfter" | "nonceUsed">;
    };

async function attemptOnce<T>(
  request: MaasRequest<T>,
  send: (request: MaasRequest<T>) => Promise<Answer>,
  path: string,
): Promise<Attempted<T>> {
  const sent: Sent = { method: request.method, path };
  let answer: Answer;
  try {
    answer = await send(request);
  } catch (cause) {
    const error = connectionError(sent, cause);
    return { error, failed: { outcome: error.outcome } };
  }
  const { status, body, headers } = answer;
  const told = { ...sent, status };
  if (status < 200 || status >= 300) {
    const retryAfter = typeof headers["retry-after"] === "string" ? Number(headers["retry-after"]) : Number.NaN;
    return {
      error: errorFor(told, answer),
      failed: {
        status,
        ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
        nonceUsed: status === 401 && body.includes("Nonce already used"),
      },
    };
  }
  const parsed = parseBody(request.schema, body);
  if ("value" in parsed) return parsed;
  const error = new ResponseError(
    told,
    parsed.problem,
    "The body is not what MAAS sends: is there a proxy on the way?",
  );
  return { error, failed: { outcome: request.method === "GET" ? "unknown" : "refused" } };
}

function parseBody<T>(schema: z.ZodType<T>, body: string): { value: T } | { problem: string } {
  let json: unknown = body;
  try {
    json = body === "" ? undefined : JSON.parse(body);
  } catch {
    // Texts like the "OK" of set_boot_disk are no JSON: the schema decides.
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""} in ${readable(body).slice(0, 200)}` };
}

async function sendOnce(
  agent: Agent,
  apiUrl: string,
  options: ClientOptions,
  request: MaasRequest<unknown>,
): Promise<Answer> {
  const url = new URL(`${apiUrl}${pathOf(request)}`);
  for (const [key, value] of new URLSearchParams(encodeParams(request.query ?? {})))
    url.searchParams.append(key, value);
  // A text is sent with its length: MAAS drops a chunked body in silence, and answers 200.
  const body = request.method === "GET" || request.method === "DELETE" ? undefined : encodeParams(request.form ?? {});
  const timeout = options.timeoutMs ?? DEADLINE_MS;
  const response: Dispatcher.ResponseData = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: {
      authorization: authorization(options.apiKey),
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(timeout),
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
  return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
}

/** Failures before anything was sent, by Node's and undici's codes. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "EPROTO",
]);

function connectionError(sent: Sent, cause: unknown): ConnectionError {
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const timedOut = cause instanceof Error && (cause.name === "TimeoutError" || /TIMEOUT/.test(code));
  const said = cause instanceof Error ? cause.message : String(cause);
  const isTls = /CERT|TLS|SELF_SIGNED|VERIFY/.test(code);
  const advice = isTls
    ? "Give the authority that signed the region's certificate (maas:caCert or MAAS_API_CACERT)."
    : "Check that the region is up, and the URL (maas:apiUrl or MAAS_API_URL).";
  const outcome = NOT_SENT.has(code) ? "not-sent" : "unknown";
  return new ConnectionError(sent, outcome, timedOut ? `no answer in time (${said})` : said, advice, cause);
}
