import { type Emulator, startEmulator } from "../../emulator";
import { deriveIdentity } from "../../sdk/identity";
import { providerText } from "../../sdk/storage-resource";
import { Between } from "../../kit/handlers/between";
import { ProviderHost } from "../../kit/host/provider-host";
import { OperationError, secret } from "../../kit/host/provider-protocol";

/** A blank machine of the emulator's own fleet. */
const HOSTNAME = "stor-04";

describe("a step after a creation that is answered with ten megabytes", () => {
  let emulator: Emulator;
  let between: Between;
  let host: ProviderHost;

  beforeEach(async () => {
    emulator = await startEmulator();
    between = await Between.start(emulator.url);
    host = await ProviderHost.start({ config: { "maas:apiUrl": between.url, "maas:apiKey": secret(emulator.apiKey) } });
  });
  afterEach(async () => {
    await host.close();
    await between.close();
    await emulator.close();
  });

  test("keeps the id of what was made, and a short reason; the next run goes on from there", async () => {
    const page = `<!doctype html><title>Gate</title>${"x".repeat(10 * 2 ** 20)}`;
    // The second is the repetition after a look.
    const both = { method: "POST", path: /op=format/, times: 2, withheld: true };
    between.meddle({ ...both, answer: (response) => void response.writeHead(500).end(page) });
    const partitions = host.resource(providerText("Partition"));
    const inputs = {
      ...{ machine: emulator.machine(HOSTNAME).system_id, blockDevice: "sdc", size: "1GiB" },
      identity: deriveIdentity({ project: "test", stack: "host", path: ["Partition", "a"] }),
      filesystem: { type: "ext4" },
    };
    const error: unknown = await partitions.create(inputs).catch((reason: unknown) => reason);
    if (!(error instanceof OperationError)) throw new Error("the creation was to fail");
    expect(error.message).toContain('an HTML page ("Gate")');
    expect(error.message.length).toBeLessThan(1_000);
    expect(error.partial?.id).toMatch(/\/partition\/\d+$/);
    expect(error.partial?.properties).toMatchObject({ sizeBytes: 2 ** 30 });
    const repaired = await partitions.update(error.partial?.id ?? "", error.partial?.properties ?? {}, inputs);
    expect(repaired).toMatchObject({ filesystem: { type: "ext4" } });
  });
});
