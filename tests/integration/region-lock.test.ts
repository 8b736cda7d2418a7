import { spawnSync } from "node:child_process";

import { z } from "zod";

import { createLockTag } from "../../provider/maas/api/lock-tags";
import { createClient, type MaasClient } from "../../provider/maas/http/client";
import { leaseText, newLease } from "../../provider/maas/machine/lease";
import { RegionLock } from "../../provider/maas/machine/region-lock";
import { twelve } from "../../kit/layouts/layouts";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";
import { TestEngine } from "../../kit/handlers/managed";

const BASE = "pulumi-maas-writer-abc123";
const moment = (ms = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the lock of a machine in the region", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start();
  });
  afterEach(() => lab.close());

  const client = (): MaasClient => createClient({ apiUrl: lab.emulator.url, apiKey: lab.emulator.apiKey });
  /** Another computer: a client of its own, and no folder that is shared. */
  const lock = (leaseMs?: number, announce: (line: string) => void = () => undefined): RegionLock =>
    new RegionLock(client(), "abc123", { announce, sleep: () => moment(), ...(leaseMs ? { leaseMs } : {}) });
  const tags = () => {
    const names = lab.emulator.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/2\.0\//, "")}`);
    lab.emulator.clearRequests();
    return names;
  };

  it("is one tag that is made and deleted again", async () => {
    const one = lock();
    expect(await one.hold()).toBe(false);
    expect(await one.hold()).toBe(false);
    await one.release();
    expect(tags()).toEqual(["POST tags/", `DELETE tags/${BASE}/`]);
  });

  /** Several computers at once, each of which works for a moment. */
  const workTogether = async (count: number): Promise<{ most: number; waited: boolean[] }> => {
    let holders = 0;
    let most = 0;
    const work = async (): Promise<boolean> => {
      const one = lock();
      const waited = await one.hold();
      most = Math.max(most, (holders += 1));
      await moment(10);
      holders -= 1;
      await one.release();
      return waited;
    };
    const waited = await Promise.all(Array.from({ length: count }, work));
    return { most, waited };
  };

  it("has one holder at a time, and says to those who waited that somebody has written", async () => {
    const { most, waited } = await workTogether(5);
    expect(most).toBe(1);
    expect(waited).toContain(true);
  });

  it("is taken over by one of several when its lease has lapsed, and leaves nothing behind", async () => {
    await createLockTag(client(), { name: BASE, comment: leaseText(newLease(Date.now() - 5_000)) });
    const { most, waited } = await workTogether(5);
    expect(most).toBe(1);
    expect(waited).toEqual([true, true, true, true, true]);
    const made = tags().filter((name) => name.startsWith("POST")).length;
    expect(made).toBeGreaterThan(5);
    const left = await client().request({
      method: "GET",
      path: ["tags"],
      schema: z.array(z.object({ name: z.string() })),
    });
    expect(left.filter(({ name }) => name.startsWith(BASE))).toEqual([]);
  });

  it("is known to be lost by a holder that slept until its lease had lapsed", async () => {
    const sleeper = lock(2_000);
    await sleeper.hold();
    await moment(3_200);
    const next = lock();
    expect(await next.hold()).toBe(true);
    const again = sleeper.hold();
    await moment(100);
    await next.release();
    expect(await again).toBe(true);
  });

  it("is renewed in good time by a holder that works on", async () => {
    const worker = lock(6_000);
    await worker.hold();
    await moment(4_000);
    lab.emulator.clearRequests();
    expect(await worker.hold()).toBe(false);
    expect(tags()).toEqual([`PUT tags/${BASE}/`, expect.stringMatching(`GET tags/${BASE}-[0-9a-f]{12}/`)]);
    await worker.release();
  });

  it("is not waited for when its holder was a process of this computer that has ended", async () => {
    const { pid } = spawnSync("node", ["--version"]);
    await createLockTag(client(), { name: BASE, comment: leaseText({ ...newLease(Date.now() + 60_000), pid }) });
    const next = lock();
    expect(await next.hold()).toBe(true);
    await next.release();
  });

  it("is refused when a tag of somebody else has its name", async () => {
    await createLockTag(client(), { name: BASE, comment: "mine" });
    await expect(lock().hold()).rejects.toThrow(`the tag ${BASE} in MAAS is not a lock of pulumi-maas`);
  });
});

it("costs two requests for a machine and a run", async () => {
  const lab = await Lab.start({ fleet: blankFleet(1) });
  const engine = new TestEngine(lab.emulator, undefined, undefined, { "maas:writerLock": "region" });
  const stack = new MachineStack(lab.systemId(hostnameOf(0)), twelve, new Pool(), engine);
  await stack.up();
  const counted = lab.emulator.requests.filter(({ path }) => path.includes("/tags/")).map(({ method }) => method);
  expect(counted).toEqual(["POST"]);
  await lab.close();
});
