import { type Attempt, retryDecision } from "../../../provider/maas/http/retry";

const READS = ["GET"];
const WRITES = ["POST", "PUT", "DELETE"];
const ALL = [...READS, ...WRITES];

const isRetried = (failed: Omit<Attempt, "attempt">, attempt = 1): boolean =>
  retryDecision({ ...failed, attempt }).retry;

type Case = [what: string, failed: Omit<Attempt, "method" | "attempt">, retriedVerbs: string[]];

const TABLE: Case[] = [
  ["409 with Retry-After: the transaction was rolled back", { status: 409, retryAfter: 5 }, ALL],
  ["429 of a limit of rates", { status: 429, retryAfter: 5 }, ALL],
  ["409 without: the machine is in another state", { status: 409 }, []],
  ["503 with Retry-After: a rack was not available", { status: 503, retryAfter: 10 }, ALL],
  ["503 without", { status: 503 }, READS],
  ["502 of a gateway", { status: 502 }, READS],
  ["502 of a gateway that names a time", { status: 502, retryAfter: 5 }, READS],
  ["504 of a gateway", { status: 504 }, READS],
  ["500: the same request fails in the same way", { status: 500 }, []],
  ["500 that names a time", { status: 500, retryAfter: 5 }, []],
  ["400", { status: 400 }, []],
  ["401", { status: 401 }, []],
  ["401 of a nonce that was used before: a write is looked for", { status: 401, nonceUsed: true }, READS],
  ["403", { status: 403 }, []],
  ["404", { status: 404 }, []],
  ["410", { status: 410 }, []],
  ["a redirect", { status: 301 }, []],
  ["no answer, the work may be done", { outcome: "unknown" }, READS],
  ["nothing was sent", { outcome: "not-sent" }, ALL],
  ["an answer that will be the same again", { outcome: "refused" }, []],
];

describe.each(TABLE)("%s", (_what, failed, retriedVerbs) => {
  test.each(ALL)("is as the table says for %s", (method) => {
    expect(isRetried({ ...failed, method })).toBe(retriedVerbs.includes(method));
  });
});

test("a busy region is asked ten times, one that is down twelve, everything else four, a nonce twice", () => {
  const lastRetried = (failed: Omit<Attempt, "attempt">): number =>
    [...Array(20).keys()].filter((attempt) => isRetried(failed, attempt + 1)).length;
  expect(lastRetried({ method: "POST", status: 409, retryAfter: 5 })).toBe(9);
  expect(lastRetried({ method: "GET", outcome: "unknown" })).toBe(3);
  expect(lastRetried({ method: "POST", outcome: "not-sent" })).toBe(3);
  expect(lastRetried({ method: "POST", outcome: "not-sent", isKnown: true })).toBe(11);
  expect(lastRetried({ method: "GET", status: 502, isKnown: true })).toBe(11);
  expect(lastRetried({ method: "GET", outcome: "unknown", isKnown: true })).toBe(3);
  expect(lastRetried({ method: "GET", status: 401, nonceUsed: true })).toBe(1);
});

test("the header says how long to wait, a minute at most", () => {
  expect(retryDecision({ method: "PUT", status: 409, retryAfter: 5, attempt: 3 })).toMatchObject({ afterMs: 5_000 });
  expect(retryDecision({ method: "PUT", status: 503, retryAfter: 900, attempt: 1 })).toMatchObject({ afterMs: 60_000 });
});

test("without a header the waits double", () => {
  const waits = [1, 2, 3].map((attempt) => retryDecision({ method: "GET", status: 504, attempt }));
  expect(waits).toMatchObject([{ afterMs: 250 }, { afterMs: 500 }, { afterMs: 1_000 }]);
});
