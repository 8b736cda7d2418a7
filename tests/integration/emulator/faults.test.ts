import { LabApi } from "./lab-api";

let lab: LabApi;

beforeEach(async () => {
  lab = await LabApi.start();
});

afterEach(() => lab.close());

const partitions = (): unknown => lab.emulator.machine("charlie")["blockdevice_set"];

describe("faults on request", () => {
  it("answers a conflict with Retry-After, does nothing, and lets the next request through", async () => {
    const sda = await lab.device("charlie", "sda");
    const before = partitions();
    lab.emulator.faults.add({ kind: "conflict", method: "POST", path: "/partitions/" });
    const refused = await lab.post(`${sda}partitions/`, { size: "1G" });
    expect([refused.status, refused.headers["retry-after"], refused.headers["content-type"]]).toEqual([
      409,
      "5",
      "text/html; charset=utf-8",
    ]);
    expect(refused.headers["x-maas-api-hash"]).toBeUndefined();
    expect(partitions()).toEqual(before);
    expect((await lab.post(`${sda}partitions/`, { size: "1G" })).status).toBe(200);
  });

  it("answers 503 for as many requests as it is told, from the nth on", async () => {
    lab.emulator.faults.add({ kind: "unavailable", path: "/version/", nth: 2, times: 2, retryAfterS: null });
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await lab.get("version/"));
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
    expect(answers[1]?.headers["retry-after"]).toBeUndefined();
  });

  it("drops a request before it is worked on: nothing is made", async () => {
    const sda = await lab.device("charlie", "sda");
    const before = partitions();
    lab.emulator.faults.add({ kind: "drop-before", method: "POST" });
    await expect(lab.post(`${sda}partitions/`, { size: "1G" })).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(partitions()).toEqual(before);
    expect(lab.emulator.requests.at(-1)).toMatchObject({ method: "POST", status: 0 });
  });

  it("drops an answer after the work is done: the object is there", async () => {
    const sda = await lab.device("charlie", "sda");
    lab.emulator.faults.add({ kind: "drop-after", method: "POST" });
    await expect(lab.post(`${sda}partitions/`, { size: "1G" })).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await lab.get(`${sda}partitions/`)).body).toHaveLength(1);
  });

  it("cuts an answer short after its length was announced", async () => {
    lab.emulator.faults.add({ kind: "truncate", path: "/version/" });
    await expect(lab.get("version/")).rejects.toThrow(/aborted|ECONNRESET/);
  });

  it("breaks the JSON of an answer", async () => {
    lab.emulator.faults.add({ kind: "malform", path: "/version/" });
    const answer = await fetch(`${lab.emulator.url}/api/2.0/version/`);
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(/not valid JSON/);
  });

  it("delays a request or its answer by the time it is told", async () => {
    lab.emulator.faults.add({ kind: "delay-before", path: "/version/", delayMs: 60 });
    lab.emulator.faults.add({ kind: "delay-after", path: "/version/", delayMs: 60 });
    await lab.get("version/");
    const [request] = lab.emulator.requests;
    expect((request?.finishedAt ?? 0) - (request?.startedAt ?? 0)).toBeGreaterThanOrEqual(115);
  });

  it("refuses a nonce as used, with the nonce of the request", async () => {
    lab.emulator.faults.add({ kind: "nonce-used", op: "whoami" });
    const refused = await lab.send("GET", "users/", {
      query: { op: "whoami" },
      auth: { params: { oauth_nonce: "my-nonce" } },
    });
    expect([refused.status, refused.body]).toEqual([401, "Authorization Error: 'Nonce already used: my-nonce'"]);
  });

  it("strikes the same requests for the same seed", async () => {
    const run = async (seed: number): Promise<number[]> => {
      const other = await LabApi.start({ seed, faults: [{ kind: "conflict", probability: 0.5, times: "all" }] });
      const statuses = [];
      for (let count = 0; count < 20; count += 1) statuses.push((await other.get("version/")).status);
      await other.close();
      return statuses;
    };
    const [first, again, other] = [await run(5), await run(5), await run(6)];
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(new Set(first)).toEqual(new Set([200, 409]));
  });

  it("counts what struck, and forgets faults that are cleared", async () => {
    lab.emulator.faults.add({ kind: "conflict", times: "all" });
    await lab.get("version/");
    expect(lab.emulator.faults.struck).toBe(1);
    lab.emulator.faults.clear();
    expect((await lab.get("version/")).status).toBe(200);
  });

  it("refuses a fault that is none", () => {
    expect(() => lab.emulator.faults.add({ kind: "conflict", probability: 2 })).toThrow(/probability/);
  });
});

describe("latency on request", () => {
  it("lets every request take the fixed time", async () => {
    const slow = await LabApi.start({ latency: 40 });
    await slow.get("version/");
    const [request] = slow.emulator.requests;
    expect((request?.finishedAt ?? 0) - (request?.startedAt ?? 0)).toBeGreaterThanOrEqual(38);
    await slow.close();
  });

  it("gives requests the times of a real region, and works on four at a time", async () => {
    const region = await LabApi.start({ latency: "region" });
    const path = `${region.node("alpha")}blockdevices/`;
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: 8 }, () => region.get(path)));
    // Eight lists of 44 ms each, four at a time.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(80);
    await region.close();
  });

  it("shows in a read what was there when it began", async () => {
    const slow = await LabApi.start({ latency: 60 });
    const sda = await slow.device("charlie", "sda");
    await slow.post(`${sda}partitions/`, { size: "1G" });
    const write = slow.post(`${sda}partitions/`, { size: "1G" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    // Begins before the write is done, and answers after it.
    const read = await slow.get(`${sda}partitions/`);
    await write;
    expect(read.body).toHaveLength(1);
    await slow.close();
  });
});
