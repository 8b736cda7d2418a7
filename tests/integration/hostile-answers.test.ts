import { type ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { getMachine } from "../../sdk";
import { maasConnection, maasRuns } from "../../provider/maas/connection";
import { Handler } from "../../provider/pulumi/handler";
import { partition } from "../../provider/maas/kinds/partition";
import { Between, type Meddling } from "../../kit/handlers/between";
import { everyLife } from "../../kit/handlers/every-life";
import { configureByEnvironment } from "../../kit/handlers/configured";
import { Lab } from "../../kit/handlers/lab";
import { TestEngine } from "../../kit/handlers/managed";
import { Outside } from "./traps/outside";

const MEBIBYTE = 2 ** 20;
/** More than this wedges the connection between host and engine (`provider/pulumi/host-errors.ts`). */
const MESSAGE_LIMIT = 8_000;

type Answer = (response: ServerResponse) => void;

const answer =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

const page = `<!doctype html><html><title>Gate</title>${"<p>x</p>".repeat((10 * MEBIBYTE) / 8)}</html>`;
const junk = Buffer.from(Array.from({ length: MEBIBYTE }, (_, at) => (at * 7919) % 256));
const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const deep = `{"id":1,"x":${'{"x":'.repeat(100_000)}1${"}".repeat(100_001)}`;
const polluting = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"id":1}';
const strings = JSON.stringify([{ id: "7", system_id: 7, size: "big", partitions: {}, filesystem: "ext4" }]);
const lie: Answer = (response) => {
  response.writeHead(200, { "content-length": "1000" }).write('{"id": 1');
  setTimeout(() => response.destroy(), 20);
};

const answers: readonly (readonly [string, Answer])[] = [
  ["a page of 10 MB", answer(page)],
  ["a page of 10 MB as a 500", answer(page, 500)],
  ["a validation text of 10 MB", answer(JSON.stringify({ size: ["x".repeat(10 * MEBIBYTE)] }), 400)],
  ["binary junk", answer(junk)],
  ["binary junk as a 502", answer(junk, 502)],
  ["a list for an object, an object for a list", answer('{"0":[]}')],
  ["texts for numbers", answer(strings)],
  ["nested lists without end", answer(nested)],
  ["nested objects without end", answer(deep)],
  ["nested lists without end as a 400", answer(nested, 400)],
  ["keys that lead to the prototype of all objects", answer(polluting)],
  ["keys that lead to the prototype of all objects, as a 400", answer(polluting, 400)],
  ["null", answer("null")],
  ["nothing", answer("")],
  ["a length that is a lie", lie],
];

/** The memory in use after everything that nobody needs was thrown away. */
function inUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("an answer that no MAAS gives", () => {
  let lab: Lab;
  let between: Between;
  let machine: string;
  let said: jest.SpyInstance;

  const engine = (apiKey = lab.emulator.apiKey) =>
    new TestEngine({ url: between.url, apiKey }, () => new Promise((resolve) => setImmediate(resolve)));
  const args = (more: object = {}) => ({ machine, blockDevice: "sdb", size: "10GB", ...more });
  const failureOf = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => new Error("this was to fail"),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );

  /** Short, without a part of the key, and plain for a terminal. */
  function expectShort(error: Error): void {
    expect(error.message).not.toBe("this was to fail");
    expect(error.message.length).toBeLessThan(MESSAGE_LIMIT);
    const seen = JSON.stringify([error.message, error.stack, error, said.mock.calls]);
    for (const part of lab.emulator.apiKey.split(":")) expect(seen).not.toContain(part);
    expect(error.message).not.toMatch(/(?![\n\t])\p{Cc}|\uFFFD/u);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  }

  beforeEach(async () => {
    said = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    lab = await Lab.start();
    between = await Between.start(lab.emulator.url);
    machine = lab.systemId("alpha");
  });
  afterEach(async () => {
    said.mockRestore();
    await between.close();
    await lab.close();
  });

  it.each(answers)(
    "to a look before a creation is told in short, and nothing is written: %s",
    async (_what, hostile) => {
      between.meddle({ method: "GET", times: 99, withheld: true, answer: hostile });
      const part = engine().resource("Partition", "data");
      expectShort(await failureOf(part.apply(args())));
      expect(between.arrived.filter((line) => !line.startsWith("GET"))).toEqual([]);
    },
  );

  it.each(answers)("to a creation that was done loses nothing: %s", async (_what, hostile) => {
    const run = engine();
    const part = run.resource("Partition", "data");
    between.meddle({ method: "POST", path: /partitions/, answer: hostile });
    const error = await part.apply(args()).then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
    );
    if (error !== undefined) expectShort(error);
    const again = engine().resource("Partition", "data");
    await again.apply(args());
    await again.expectNoChanges(args());
    const { partitions } = await new Outside(lab, machine).disk("sdb");
    expect(partitions.map(({ uuid }) => uuid)).toEqual([again.identity]);
  });

  it.each(answers)("to a format keeps the id of what was made, and a short reason: %s", async (_what, hostile) => {
    const part = engine().resource("Partition", "data");
    between.meddle({ method: "POST", path: /op=format/, times: 99, withheld: true, answer: hostile });
    const error = await failureOf(part.apply(args({ filesystem: { type: "ext4" } })));
    expectShort(error);
    expect(error).toMatchObject({ id: expect.stringMatching(/\/partition\/\d+$/) as string, properties: { machine } });
    expect(Reflect.get(error, "reasons")).toEqual([error.message]);
  });

  it.each(answers)("to a refresh changes no state: %s", async (_what, hostile) => {
    const part = engine().resource("Partition", "data");
    await part.apply(args());
    const before = { id: part.id, outputs: part.outputs };
    const later = Object.assign(engine().resource("Partition", "data"), before);
    between.meddle({ method: "GET", times: 99, withheld: true, answer: hostile });
    expectShort(await failureOf(later.refresh()));
    expect(later).toMatchObject(before);
  });

  /** Of each sort one: no JSON, JSON of another shape, nothing at all. */
  const sorts = answers.filter(([what]) => ["binary junk", "texts for numbers", "null", "nothing"].includes(what));
  const ofEveryKind = everyLife.flatMap((life) =>
    sorts.map(([what, hostile]) => [life.kind, what, life, hostile] as const),
  );

  it.each(ofEveryKind)(
    "to a look at a %s changes no state and writes nothing: %s",
    async (kind, _what, life, hostile) => {
      const resource = engine().resource(kind, "it");
      const given = { ...(await life.place(lab, lab.newQuickEngine())), ...life.args };
      await resource.apply(given);
      const before = { id: resource.id, outputs: resource.outputs };
      const later = Object.assign(engine().resource(kind, "it"), before);
      const another = engine().resource(kind, "another");
      const written = between.arrived.filter((line) => !line.startsWith("GET")).length;
      between.meddle({ method: "GET", times: 99, withheld: true, answer: hostile });
      expectShort(await failureOf(later.refresh()));
      expect(later).toMatchObject(before);
      expectShort(await failureOf(another.apply(given)));
      expect(between.arrived.filter((line) => !line.startsWith("GET"))).toHaveLength(written);
    },
  );

  it("a 401 that repeats the whole key shows none of its parts", async () => {
    const [consumer, token, secret] = lab.emulator.apiKey.split(":");
    const body = `Invalid signature. Expected signature base string: ${consumer}&${token}&${secret}`;
    const part = engine().resource("Partition", "data");
    for (const method of ["GET", "POST"])
      between.meddle({ method, times: 1, withheld: true, answer: answer(body, 401) });
    expectShort(await failureOf(part.apply(args())));
    const error = await failureOf(part.apply(args()));
    expectShort(error);
    expect(error.message).toContain("MAAS refused the API key");
  });

  it.each([301, 302, 307, 308])("a redirect of a write is not followed, wherever it leads", async (status) => {
    const elsewhere = await Between.start(lab.emulator.url);
    const location = `${elsewhere.url}/api/2.0/nodes/${machine}/?oauth_token=${lab.emulator.apiKey}`;
    between.meddle({ method: "POST", times: 9, withheld: true, answer: answer("", status, { location }) });
    const error = await failureOf(engine().resource("Partition", "data").apply(args()));
    expectShort(error);
    expect(error.message).toContain("redirects are not followed");
    between.meddle({ method: "GET", times: 9, withheld: true, answer: answer("", status, { location }) });
    expectShort(await failureOf(engine().resource("Partition", "data").apply(args())));
    expect(elsewhere.arrived).toEqual([]);
    await elsewhere.close();
  });

  it("a body that drips without end is given up after the time that is configured", async () => {
    const drip: Answer = (response) => {
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
    };
    const handler = new Handler(partition, maasConnection(maasRuns(() => new Promise((done) => setImmediate(done)))));
    const settings: Record<string, string> = {
      "maas:apiUrl": between.url,
      "maas:apiKey": lab.emulator.apiKey,
      "maas:timeout": "1",
    };
    await handler.configure({ config: { get: (key) => settings[key] } });
    between.meddle({ method: "GET", times: 99, withheld: true, answer: drip });
    const start = Date.now();
    const error = await failureOf(handler.read(`${machine}/partition/1`, {}));
    expectShort(error);
    expect(error.message).toContain("no answer in time");
    expect(Date.now() - start).toBeLessThan(15_000);
  });

  it("leaves nothing in memory: forty pages of 10 MB", async () => {
    const part = engine().resource("Partition", "data");
    const pages: Meddling = { method: "GET", times: 200, withheld: true, answer: answer(page) };
    between.meddle(pages);
    const errors: Error[] = [];
    for (let count = 0; count < 5; count += 1) errors.push(await failureOf(part.apply(args())));
    const before = inUse();
    for (let count = 0; count < 40; count += 1) errors.push(await failureOf(part.apply(args())));
    expect(inUse() - before).toBeLessThan(100 * MEBIBYTE);
    errors.forEach(expectShort);
  });

  it.each(answers)("to a data source is told in short: %s", async (_what, hostile) => {
    configureByEnvironment({ url: between.url, apiKey: lab.emulator.apiKey });
    between.meddle({ method: "GET", times: 99, withheld: true, answer: hostile });
    expectShort(await failureOf(getMachine({ systemId: machine })));
    expectShort(await failureOf(getMachine({ hostname: "alpha", powerParameters: true })));
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
  });

  it.each([
    ["nested lists without end", `{"power_pass":"hunter2","x":${nested}}`],
    ["keys that lead to the prototype of all objects", polluting],
  ])("in power parameters stays where it is: %s", async (_what, body) => {
    configureByEnvironment({ url: between.url, apiKey: lab.emulator.apiKey });
    between.meddle({ method: "GET", path: /power_parameters/, times: 9, withheld: true, answer: answer(body) });
    const outcome = await getMachine({ systemId: machine, powerParameters: true }).then(() => "", String);
    expect(outcome).not.toContain("hunter2");
    expect(outcome.length).toBeLessThan(MESSAGE_LIMIT);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
  });
});
