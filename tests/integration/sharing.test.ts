import { createServer } from "node:http";

import { z } from "zod";

import { createClient } from "../../provider/maas/http/client";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { twelve } from "../../kit/layouts/layouts";
import { type RecordedRequest } from "../../emulator";
import { Lab } from "../../kit/handlers/lab";
import { MachineStack, Pool } from "../../kit/handlers/machine-stack";

/** The most requests that were at the server at one time. */
function mostAtOnce(requests: readonly RecordedRequest[]): number {
  return Math.max(
    ...requests.map(
      ({ startedAt }) => requests.filter((one) => one.startedAt <= startedAt && one.finishedAt > startedAt).length,
    ),
  );
}

describe("what resources share", () => {
  let lab: Lab;
  afterEach(() => lab.close());

  const start = async (machines: number, latency: number): Promise<MachineStack[]> => {
    lab = await Lab.start({ fleet: blankFleet(machines), latency });
    const pool = new Pool(32);
    return Array.from({ length: machines }, (_, at) => {
      return new MachineStack(lab.systemId(hostnameOf(at)), twelve, pool, lab.engine);
    });
  };

  it("is a limit of four requests to a region at a time, however much the engine asks for at once", async () => {
    const stacks = await start(8, 5);
    await Promise.all(stacks.map((stack) => stack.up()));
    expect(mostAtOnce(lab.emulator.requests)).toBe(4);
  });

  it("is what was read, but not with those who ask after an own write that the reading did not see", async () => {
    const [stack] = await start(1, 0);
    const args = { machine: stack?.machine, blockDevice: "sdb" };
    const partition = lab.engine.resource("Partition", "data");
    await partition.apply({ ...args, filesystem: { type: "xfs", mountPoint: "/old" } });
    await partition.apply({ ...args, filesystem: { type: "xfs", mountPoint: "/newer" } });
    lab.emulator.clearRequests();
    lab.emulator.faults.add({ kind: "delay-after", method: "GET", path: "/blockdevices/", delayMs: 300 });
    const reading = [1, 2, 3].map(() => lab.engine.provider("Partition").read(partition.id, partition.outputs));
    // They are under way when the write begins.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await partition.apply({ ...args, filesystem: { type: "xfs", mountPoint: "/newest" } });
    await partition.refresh();
    expect(partition.outputs["filesystem"]).toEqual({ type: "xfs", mountPoint: "/newest" });
    const before = await Promise.all(reading);
    expect(before.map(({ props }) => props?.["filesystem"])).toEqual(
      before.map(() => ({ type: "xfs", mountPoint: "/newer" })),
    );
    // What was put together before the write, and came after it, is kept by nobody.
    await partition.refresh();
    expect(partition.outputs["filesystem"]).toEqual({ type: "xfs", mountPoint: "/newest" });
    expect(lab.emulator.requests.map(({ method }) => method).sort()).toEqual(["GET", "GET", "POST"]);
  });

  it("leaves room for other machines when one is slow", async () => {
    const stacks = await start(6, 0);
    await Promise.all(stacks.map((stack) => stack.up()));
    const engine = lab.newEngine();
    const [slow, ...others] = stacks.map((stack) => stack.in(engine));
    lab.emulator.faults.add({ kind: "delay-before", path: slow?.machine, times: "all", delayMs: 600 });
    let isSlowDone = false;
    const slowly = slow?.refresh().then(() => (isSlowDone = true));
    await Promise.all(others.map((stack) => stack.refresh()));
    expect(isSlowDone).toBe(false);
    await slowly;
  });
});

describe("the connections of a client", () => {
  it("are as few as the requests that it may have under way, and used again", async () => {
    let connections = 0;
    let underWay = 0;
    let most = 0;
    const server = createServer((_request, response) => {
      most = Math.max(most, (underWay += 1));
      setTimeout(() => {
        underWay -= 1;
        response.end("[]");
      }, 2);
    }).on("connection", () => (connections += 1));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const client = createClient({ apiUrl: `http://127.0.0.1:${port}/MAAS`, apiKey: "a:b:c", maxInFlight: 3 });
    const request = { method: "GET", path: ["nodes"], schema: z.array(z.unknown()) } as const;
    await Promise.all(Array.from({ length: 100 }, () => client.request(request)));
    for (let count = 0; count < 20; count += 1) await client.request(request);
    server.close();
    server.closeAllConnections();
    expect({ connections, most }).toEqual({ connections: 3, most: 3 });
  });
});
