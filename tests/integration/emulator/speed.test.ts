import { createServer } from "node:http";
import { type AddressInfo } from "node:net";

import { type Emulator, type Fleet, lab, startEmulator } from "../../../emulator";
import { Bindings } from "../../../kit/contract/bindings";
import { Sender } from "../../../kit/contract/sender";

/*
 * Ratios of processor time, never limits in seconds: both sides of a ratio are measured in turns, in this process, with the
 * same client, and the least of several rounds counts.
 */

const ROUNDS = 7;
const REQUESTS = 150;

/** A fleet with a copy of each machine of the lab's, that many times, and a user for each copy. */
function copies(count: number): Fleet {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const users = numbers.map((at) => ({
    username: `user${at}`,
    admin: at === 0,
    api_key: `consumer${at}:token:secret`,
  }));
  const machines = numbers.flatMap((at) =>
    lab.machines.map((machine) => ({ ...machine, hostname: `${machine.hostname}-${at}` })),
  );
  return { ...lab, users, machines };
}

/** Something to send requests to, with what one of them costs. */
class Target {
  private readonly sender: Sender;
  private least = Infinity;

  constructor(
    url: string,
    apiKeys: Readonly<Record<string, string>>,
    private readonly path: string,
  ) {
    this.sender = new Sender(new URL(url), apiKeys, Object.keys(apiKeys).at(-1) ?? "", 4);
  }

  async round(): Promise<void> {
    const before = process.cpuUsage();
    for (let sent = 0; sent < REQUESTS; sent += 1) {
      const { status } = await this.sender.send({ method: "GET", path: this.path }, Bindings.none);
      expect(status).toBe(200);
    }
    const { user, system } = process.cpuUsage(before);
    this.least = Math.min(this.least, (user + system) / REQUESTS);
  }

  /** Microseconds of processor time for a request, the client's included. */
  get cost(): number {
    return this.least;
  }

  close(): void {
    this.sender.close();
  }
}

async function ratio(measured: Target, reference: Target): Promise<number> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await reference.round();
    await measured.round();
  }
  measured.close();
  reference.close();
  return measured.cost / reference.cost;
}

const target = ({ url, apiKeys }: Emulator, path: string) => new Target(url, apiKeys, path);

describe("the emulator's own work for a request", () => {
  it("is a small part of what a bare server of the same answer costs", async () => {
    const emulator = await startEmulator();
    const path = `nodes/${emulator.machine("stor-01").system_id}/blockdevices/`;
    const body = JSON.stringify(emulator.machine("stor-01")["blockdevice_set"], null, 4);
    const bare = createServer((_request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(body);
    });
    await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
    const { port } = bare.address() as AddressInfo;
    const reference = new Target(`http://127.0.0.1:${port}/MAAS`, emulator.apiKeys, path);
    const measured = await ratio(target(emulator, path), reference);
    bare.close();
    await emulator.close();
    // 1.75 since the client of the recordings does less itself: the whole is less than twice the bare server.
    expect(measured).toBeLessThan(2);
  });

  it.each([
    ["who asks", () => "users/?op=whoami"],
    ["one machine's disks", (systemId: string) => `nodes/${systemId}/blockdevices/`],
    ["one machine", (systemId: string) => `machines/${systemId}/`],
  ])("does not grow with the fleet: %s", async (_name, path) => {
    const [small, large] = await Promise.all([1, 200].map((count) => startEmulator({ fleet: copies(count) })));
    if (small === undefined || large === undefined) throw new Error("no emulator");
    const of = (emulator: Emulator) => target(emulator, path(emulator.machine("stor-01-0").system_id));
    const measured = await ratio(of(large), of(small));
    await small.close();
    await large.close();
    expect(measured).toBeLessThan(1.4);
  });
});
