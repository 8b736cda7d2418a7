import { type Dispatcher } from "undici";
import { type z } from "zod";

import { type HttpAnswer } from "./answer";
import { parseBody } from "./body";
import { type Connect, dispatcherTo } from "./dispatcher";
import { RequestError, ResponseError, type Sent } from "./errors";
import { IN_FLIGHT, slotsFor } from "./limits";
import { type ConnectionAdvice, noAnswer } from "./no-answer";
import { retryDecision } from "./retry";
import { type Slots } from "./slots";

/** A contended write took 27 s and succeeded; less than this would make failures of successes. */
const DEADLINE_MS = 120_000;
/** A machine with much storage is 54 kB: this is a list of 5,000. */
const LONGEST_BODY = 256 * 2 ** 20;
/** A wait that is longer than this is announced. */
const QUIET_MS = 2_000;

/** A system that is spoken to over HTTP: where it is, and in which words. */
export interface HttpSystem {
  /** Its name, for messages: "MAAS". */
  readonly name: string;
  /** What answers there, for messages: "the region". */
  readonly server: string;
  /** Where it is, in one form: what is at one URL shares one limit of requests. */
  readonly url: string;
  /** What stands before the path of each request; `url` by default. A Unix socket has another. */
  readonly base?: string;
  /** How to connect: authorities, client certificates, the path of a socket. */
  readonly connect: Connect;
  /** Headers that authenticate one attempt; asked for each, since a nonce is used once. */
  readonly authenticate: () => Readonly<Record<string, string>>;
  /** The error that an answer stands for whose status is not 2xx. */
  readonly errorFor: (sent: Sent, answer: HttpAnswer) => RequestError;
  readonly advice: ConnectionAdvice & {
    /** When something answers that is not this system. */
    readonly stranger: string;
  };
}

/** How a client behaves. */
export interface ClientBehaviour {
  /** How many requests the server gets at a time. Default 4. */
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
export interface HttpRequest<T> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query, as messages show it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent whole, with its length: MAAS drops a chunked body in silence, and answers 200. */
  readonly body?: { readonly type: string; readonly text: string };
  /** What the body of the answer must be. */
  readonly schema: z.ZodType<T>;
  /** A deadline of its own. */
  readonly timeoutMs?: number;
}

/** What a request was answered with. */
export interface Answered<T> {
  readonly value: T;
  readonly headers: HttpAnswer["headers"];
}

/** Speaks to one system. Connections are kept alive and few; what may pass is tried again. */
export class HttpClient {
  private readonly dispatcher: Dispatcher;
  private readonly slots: Slots;
  private hasAnswered = false;
  private quietUntil = 0;

  constructor(
    private readonly system: HttpSystem,
    private readonly behaviour: ClientBehaviour,
  ) {
    this.slots = slotsFor(system.url, behaviour.maxInFlight);
    const options = {
      connections: behaviour.maxInFlight ?? IN_FLIGHT,
      connectTimeout: 10_000,
      // nginx closes an idle connection after 75 s: ours are gone before that.
      keepAliveTimeout: 30_000,
      maxResponseSize: LONGEST_BODY,
    };
    this.dispatcher = dispatcherTo(system.base ?? system.url, options, system.connect);
  }

  /** @throws RequestError */
  async request<T>(request: HttpRequest<T>): Promise<Answered<T>> {
    const { sleep = wait } = this.behaviour;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.slots.run(() => this.attempt(request));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        const { hasAnswered: isKnown, system } = this;
        const decision = retryDecision(error, { attempt, isKnown, server: system.server });
        if (!decision.retry) throw error;
        const { afterMs, reason } = decision;
        this.announce(`${reason}; ${request.method} again in ${Math.round(afterMs / 1_000)} s`, afterMs);
        if (afterMs > 0) await sleep(afterMs);
      }
    }
  }

  /** One line at a time, and none for a short wait: all requests that are under way wait for the same. */
  private announce(line: string, waitMs: number): void {
    if (waitMs <= QUIET_MS || Date.now() < this.quietUntil) return;
    this.quietUntil = Date.now() + waitMs;
    this.behaviour.announce?.(`${this.system.name} at ${this.system.url}: ${line}`);
  }

  private async attempt<T>(request: HttpRequest<T>): Promise<Answered<T>> {
    if (request.method !== "GET") await this.behaviour.beforeWrite?.();
    const { errorFor, advice } = this.system;
    const sent: Sent = { method: request.method, path: request.path };
    const answer = await this.send(request).catch((cause: unknown) => {
      throw noAnswer(sent, cause, LONGEST_BODY, advice);
    });
    const { status, body, headers } = answer;
    // A gateway answers in place of a server that is not there.
    if (status < 500) this.hasAnswered = true;
    if (status < 200 || status >= 300) throw errorFor({ ...sent, status }, answer);
    const parsed = parseBody(request.schema, body);
    if ("value" in parsed) return { value: parsed.value, headers };
    throw new ResponseError({ ...sent, status }, !parsed.spoilt, parsed.problem, advice.stranger);
  }

  private async send({ method, path, headers, body, ...request }: HttpRequest<unknown>): Promise<HttpAnswer> {
    const { base = this.system.url } = this.system;
    const timeoutMs = request.timeoutMs ?? this.behaviour.timeoutMs ?? DEADLINE_MS;
    const url = new URL(`${base}${path}`);
    const response = await this.dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        ...this.system.authenticate(),
        accept: "application/json",
        ...(body ? { "content-type": body.type } : {}),
        ...headers,
      },
      ...(body ? { body: body.text } : {}),
      signal: AbortSignal.timeout(timeoutMs),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
