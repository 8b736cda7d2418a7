import { type ServerResponse } from "node:http";

import { type Emulator, startEmulator } from "../../emulator";
import { deriveIdentity } from "../../sdk/identity";
import { providerText } from "../../sdk/storage-resource";
import { Between } from "../../kit/handlers/between";
import { type HostedResource } from "../../kit/host/hosted-resource";
import { ProviderHost } from "../../kit/host/provider-host";
import { OperationError, type Properties, secret } from "../../kit/host/provider-protocol";

/** A blank machine of the emulator's own fleet. */
const HOSTNAME = "stor-04";

describe("the parts of the API key", () => {
  let emulator: Emulator;
  let between: Between;
  let host: ProviderHost;
  let partitions: HostedResource;
  /** Everything that leaves the host: answers, and errors with what the engine would keep of them. */
  let seen: unknown[];

  beforeEach(async () => {
    emulator = await startEmulator();
    between = await Between.start(emulator.url);
    host = await ProviderHost.start({
      config: { "maas:apiUrl": between.url, "maas:apiKey": secret(emulator.apiKey) },
    });
    partitions = host.resource(providerText("Partition"));
    seen = [];
  });
  afterEach(async () => {
    await host.close();
    await between.close();
    await emulator.close();
  });

  const args = (name: string, more: Properties = {}): Properties => ({
    machine: emulator.machine(HOSTNAME).system_id,
    blockDevice: "sdc",
    size: "1GiB",
    identity: deriveIdentity({ project: "test", stack: "host", path: ["Partition", name] }),
    ...more,
  });
  const look = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work;
      seen.push(result);
      return result;
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      seen.push({ message: error.message, partial: error.partial });
      return undefined;
    }
  };
  const everything = () => JSON.stringify([seen, host.stdout, host.stderr]);
  const expectNoSecret = () => {
    for (const part of emulator.apiKey.split(":")) expect(everything()).not.toContain(part);
  };

  test("are in no answer, no state, no message and no log of a life with waits, losses and failures", async () => {
    const busy = (status: number) => (response: ServerResponse) =>
      void response.writeHead(status, { "retry-after": "3" }).end("busy");
    between.meddle({ method: "GET", withheld: true, answer: busy(503) });
    between.meddle({ method: "POST", path: /partitions/, answer: (response) => void response.socket?.destroy() });
    const { inputs } = (await look(partitions.check({}, args("a")))) ?? { inputs: {} };
    const made = await look(partitions.create(inputs));
    await look(partitions.read(made?.id ?? "", made?.outs ?? {}));
    await look(partitions.create(args("b", { blockDevice: "no-such-disk" })));
    between.meddle({
      method: "POST",
      path: /op=mount/,
      withheld: true,
      answer: (response) => void response.writeHead(500).end("boom"),
    });
    const filesystem = { type: "ext4", mountPoint: "/srv" };
    await look(partitions.update(made?.id ?? "", made?.outs ?? {}, args("a", { filesystem })));
    await look(partitions.delete(made?.id ?? "", made?.outs ?? {}));
    await host.close();
    expect(host.stdout).toMatch(/the region is busy \(503\); GET again in 3 s[^]*looking whether MAAS has done it/);
    expect(seen).toHaveLength(6);
    expectNoSecret();
  });

  test("are in nothing when MAAS repeats all of them with its 401", async () => {
    const body = `Invalid signature. Expected signature base string: ${emulator.apiKey}`;
    between.meddle({ times: 99, withheld: true, answer: (response) => void response.writeHead(401).end(body) });
    await look(partitions.check({}, args("a")));
    await look(partitions.create(args("a")));
    await look(partitions.read(`${emulator.machine(HOSTNAME).system_id}/partition/1`, {}));
    await host.close();
    expect(everything().split("MAAS refused the API key").length).toBeGreaterThan(3);
    expectNoSecret();
  });

  test.each(["not-a-key-of-three-parts", "one:two:three:four"])(
    "are not repeated when they make no key: %s",
    async (key) => {
      await host.close();
      host = await ProviderHost.start({ config: { "maas:apiUrl": between.url, "maas:apiKey": secret(key) } });
      partitions = host.resource(providerText("Partition"));
      await look(partitions.check({}, args("a")));
      await look(partitions.create(args("a")));
      await host.close();
      expect(everything()).toContain("must have three parts");
      expect(everything()).not.toContain(key);
    },
  );
});
