import { createClient } from "../../../provider/maas/http/client";
import { readMachine } from "../../../provider/maas/api/machines";
import { MeasuredRegion } from "../../../tools/bench/region";

describe("the region of the benchmark", () => {
  let region: MeasuredRegion;

  beforeAll(async () => (region = await MeasuredRegion.start({ machines: 2, latency: 0 })));
  afterAll(() => region.close());

  it("counts requests and all of their bytes from its own process, anew after each question", async () => {
    const { url, apiKey, systemIds } = region.ready;
    expect(systemIds).toHaveLength(2);
    const client = createClient({ apiUrl: url, apiKey });
    const machine = await readMachine(client, systemIds[1] ?? "");
    expect(machine.hostname).toBe("bench-1");
    const traffic = await region.take();
    expect(traffic).toMatchObject({ reads: 1, writes: 0, connections: 1 });
    expect(traffic.sent).toBeGreaterThan(JSON.stringify(machine).length);
    expect(traffic.received).toBeGreaterThan("GET /MAAS/api/2.0/machines/ HTTP/1.1".length);
    expect(await region.take()).toMatchObject({ reads: 0, received: 0, sent: 0 });
  });
});
