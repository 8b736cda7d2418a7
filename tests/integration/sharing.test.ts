import { createServer } from "node:http";

import { z } from "zod";

import { createClient } from "../../provider/http/client";
import { blankFleet, hostnameOf } from "../../tools/bench/fleet";
import { DISKS, twelve } from "../../tools/bench/layout";
import { type RecordedRequest } from "../../emulator";
import { Lab } from "../support/lab";
import { MachineStack, Pool } from "../support/machine-stack";

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

  it("is what was read, but never what was read before an own write ended", async () => {
    const [stack] = await start(1, 3);
    const machine = stack?.machine ?? "";
    const mount = (mountPoint: string) => ({ type: "xfs", mountPoint });
    await Promise.all(
      DISKS.slice(2).map(async (blockDevice) => {
        const args = { machine, blockDevice };
        const partition = lab.engine.resource("Partition", blockDevice);
        await partition.apply({ ...args, filesystem: mount(`/old/${blockDevice}`) });
        expect(await partition.refresh()).toBe(true);
        await partition.apply({ ...args, filesystem: mount(`/new/${blockDevice}`) });
        await partition.refresh();
        expect(partition.outputs["filesystem"]).toEqual(mount(`/new/${blockDevice}`));
        const { id, outputs } = partition;
        await partition.destroy();
        expect(await lab.engine.provider("Partition").read(id, outputs)).toEqual({});
      }),
    );
  });

  it("leaves room for other machines when one is slow", async () => {
    const stacks = await start(6, 0);
    await Promise.all(stacks.map((stack) => stack.up()));
    const engine = lab.newEngine();
    const [slow, ...others] = stacks.map((stack) => stack.in(engine));
    lab.emulator.faults.add({ kind: "delay-before", path: slow?.machine, times: "all", delayMs: 1_500 });
    const slowly = slow?.refresh();
    const before = Date.now();
    await Promise.all(others.map((stack) => stack.refresh()));
    expect(Date.now() - before).toBeLessThan(1_000);
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
