import { BusyError, ConnectionError, type RequestError, ResponseError } from "../../../provider/http/errors";
import { type Attempt, retryDecision } from "../../../provider/http/retry";
import { errorFor } from "../../../provider/maas/http/error-for";

const READS = ["GET"];
const WRITES = ["POST", "PUT", "DELETE"];
const ALL = [...READS, ...WRITES];

type Failing = (method: string) => RequestError;

/** The error of an answer of MAAS with this status. */
const answered =
  (status: number, { retryAfter, body = "" }: { retryAfter?: number; body?: string } = {}): Failing =>
  (method) =>
    errorFor(
      { method, path: "/", status },
      { status, body, headers: retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` } },
    );

const unanswered =
  (outcome: "not-sent" | "unknown", isFinal = false): Failing =>
  (method) =>
    new ConnectionError({ method, path: "/" }, outcome, isFinal, "no answer", "");

const notUnderstood =
  (isFinal: boolean): Failing =>
  (method) =>
    new ResponseError({ method, path: "/", status: 200 }, isFinal, "no JSON", "");

const NONCE_USED = answered(401, { body: "Authorization Error: 'Nonce already used: 1'" });

const isRetried = (error: RequestError, attempt: Attempt = { attempt: 1 }): boolean =>
  retryDecision(error, attempt).retry;

type Case = [what: string, failing: Failing, retriedVerbs: string[]];

const TABLE: Case[] = [
  ["409 with Retry-After: the transaction was rolled back", answered(409, { retryAfter: 5 }), ALL],
  ["429 of a limit of rates", answered(429, { retryAfter: 5 }), ALL],
  ["409 without: the machine is in another state", answered(409), []],
  ["503 with Retry-After: a rack was not available", answered(503, { retryAfter: 10 }), ALL],
  ["503 without", answered(503), READS],
  ["502 of a gateway", answered(502), READS],
  ["502 of a gateway that names a time", answered(502, { retryAfter: 5 }), READS],
  ["504 of a gateway", answered(504), READS],
  ["500: the same request fails in the same way", answered(500), []],
  ["500 that names a time", answered(500, { retryAfter: 5 }), []],
  ["400", answered(400), []],
  ["401", answered(401), []],
  ["401 of a nonce that was used before: a write is looked for", NONCE_USED, READS],
  ["403", answered(403), []],
  ["404", answered(404), []],
  ["410", answered(410), []],
  ["a redirect", answered(301), []],
  ["no answer, the work may be done", unanswered("unknown"), READS],
  ["nothing was sent", unanswered("not-sent"), ALL],
  ["nothing was sent, and never will be", unanswered("not-sent", true), []],
  ["an answer that was spoilt on its way", notUnderstood(false), READS],
  ["an answer that will be the same again", notUnderstood(true), []],
];

describe.each(TABLE)("%s", (_what, failing, retriedVerbs) => {
  test.each(ALL)("is as the table says for %s", (method) => {
    expect(isRetried(failing(method))).toBe(retriedVerbs.includes(method));
  });
});

test("a busy region is asked ten times, one that is down twelve, everything else four, a nonce twice", () => {
  const lastRetried = (error: RequestError, isKnown = false): number =>
    [...Array(20).keys()].filter((attempt) => isRetried(error, { attempt: attempt + 1, isKnown })).length;
  expect(lastRetried(answered(409, { retryAfter: 5 })("POST"))).toBe(9);
  expect(lastRetried(unanswered("unknown")("GET"))).toBe(3);
  expect(lastRetried(unanswered("not-sent")("POST"))).toBe(3);
  expect(lastRetried(unanswered("not-sent")("POST"), true)).toBe(11);
  expect(lastRetried(answered(502)("GET"), true)).toBe(11);
  expect(lastRetried(unanswered("unknown")("GET"), true)).toBe(3);
  expect(lastRetried(NONCE_USED("GET"))).toBe(1);
});

test("the header says how long to wait, a minute at most", () => {
  const sent = { method: "PUT", path: "/" };
  const wait = (status: number, retryAfter: number, attempt: number) =>
    retryDecision(new BusyError({ ...sent, status }, retryAfter, "busy", ""), { attempt });
  expect(wait(409, 5, 3)).toMatchObject({ afterMs: 5_000 });
  expect(wait(503, 900, 1)).toMatchObject({ afterMs: 60_000 });
});

test("without a header the waits double", () => {
  const waits = [1, 2, 3].map((attempt) => retryDecision(answered(504)("GET"), { attempt }));
  expect(waits).toMatchObject([{ afterMs: 250 }, { afterMs: 500 }, { afterMs: 1_000 }]);
});
