import { setTimeout as timeout } from "node:timers/promises";

import { type Answered, type ApiRequest, type Dispatcher } from "./dispatch";
import { type FullFault } from "../faults/fault";
import { type Latency, latencyOf, REGION_SLOTS, Slots } from "../faults/latency";
import { type FaultPlan, type FaultTarget } from "../faults/plan";
import { NonceTurns } from "./nonce-turns";
import { nonceOf } from "./oauth";
import { type Random } from "../world/random";
import { type Rows } from "../world/storage/records";
import { authorizationError, conflict, type Refusal, type Reply, unavailable } from "../wire/reply";

/** What is sent: an answer, a part of one, or nothing but the end of the connection. */
export interface Delivery {
  readonly reply: Reply | undefined;
  readonly username: string | undefined;
  readonly isTruncated: boolean;
}

export interface ExchangeOptions {
  readonly latency: Latency;
  /** Requests work on what was there when they came, as MAAS's transactions do. */
  readonly races: boolean;
}

/** In a race, writes take at least this long: without it nothing would ever overlap. */
const RACING_WRITE_MS = 15;

const DROPPED: Delivery = { reply: undefined, username: undefined, isTruncated: false };

/** Takes a request through its faults and its time to its answer. */
export class Exchange {
  private readonly slots = new Slots(REGION_SLOTS);
  private readonly nonces = new NonceTurns();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly plan: FaultPlan,
    private readonly random: Random,
    private readonly options: ExchangeOptions,
  ) {}

  async run(request: ApiRequest): Promise<Delivery> {
    const target = targetOf(request);
    const faults = this.plan.strike(target);
    await this.delay(faults, "delay-before");
    if (has(faults, "drop-before")) return DROPPED;
    const refusal = refusalBy(faults, request);
    if (refusal !== undefined) return { reply: refusal.reply, username: undefined, isTruncated: false };
    const answered = await this.work(request, target);
    await this.delay(faults, "delay-after");
    if (has(faults, "drop-after")) return { ...DROPPED, username: answered.username };
    const reply = has(faults, "malform") ? malformed(answered.reply) : answered.reply;
    return { reply, username: answered.username, isTruncated: has(faults, "truncate") };
  }

  private async delay(faults: readonly FullFault[], kind: FullFault["kind"]): Promise<void> {
    for (const fault of faults) if (fault.kind === kind) await sleep(fault.delayMs);
  }

  private work(request: ApiRequest, target: FaultTarget): Answered | Promise<Answered> {
    const { latency } = this.options;
    if (latency === 0 && !this.options.races) return this.dispatcher.answer(request);
    return latency === "region" ? this.slots.run(() => this.takeTime(request, target)) : this.takeTime(request, target);
  }

  private takeTime(request: ApiRequest, target: FaultTarget): Promise<Answered> {
    const isRacing = this.options.races && request.method !== "GET";
    const snapshot = isRacing ? this.dispatcher.snapshot(request) : undefined;
    const nonce = nonceOf(request.headers.authorization);
    return this.nonces.run(nonce, () => this.inItsTurn(request, target, snapshot));
  }

  /** A read shows what was there when it began; a write is done at its end. */
  private async inItsTurn(request: ApiRequest, target: FaultTarget, snapshot: Rows | undefined): Promise<Answered> {
    if (request.method === "GET") {
      const answered = this.dispatcher.answer(request);
      await sleep(this.duration(target, answered.reply.body.length));
      return answered;
    }
    await sleep(this.duration(target, 0));
    return this.dispatcher.answer(request, snapshot);
  }

  private duration(target: FaultTarget, bytes: number): number {
    const ms = latencyOf(this.options.latency, target, bytes, this.random);
    return this.options.races && target.method !== "GET" ? Math.max(ms, RACING_WRITE_MS) : ms;
  }
}

/** A request that takes long does not keep a process alive whose server is closed. */
const sleep = (ms: number): Promise<void> => timeout(ms, undefined, { ref: false });

function targetOf({ method, path, query }: ApiRequest): FaultTarget {
  return { method, path, op: query.get("op") ?? undefined };
}

function has(faults: readonly FullFault[], kind: FullFault["kind"]): boolean {
  return faults.some((fault) => fault.kind === kind);
}

function refusalBy(faults: readonly FullFault[], { headers }: ApiRequest): Refusal | undefined {
  for (const { kind, retryAfterS } of faults) {
    if (kind === "conflict") return conflict(retryAfterS);
    if (kind === "unavailable") return unavailable(retryAfterS);
    if (kind === "nonce-used") {
      const nonce = /oauth_nonce="([^"]*)"/.exec(headers.authorization ?? "")?.[1] ?? "";
      return authorizationError(`'Nonce already used: ${nonce}'`);
    }
  }
  return undefined;
}

/** Half of the text, and something that no JSON ends in. */
function malformed(reply: Reply): Reply {
  return { ...reply, body: `${reply.body.slice(0, Math.ceil(reply.body.length / 2))}\u0000{]` };
}
