import { createServer } from "node:http";

import { status } from "@grpc/grpc-js";

import { type Emulator, startEmulator } from "../../emulator";
import { deriveIdentity } from "../../sdk/identity";
import { type Kind, providerText } from "../../sdk/storage-resource";
import { type HostedResource } from "../../kit/host/hosted-resource";
import { ProviderHost } from "../../kit/host/provider-host";
import { OperationError, type Properties, secret, UNKNOWN } from "../../kit/host/provider-protocol";

/** A blank machine of the emulator's own fleet. */
const HOSTNAME = "stor-04";

const identity = (kind: Kind, name: string): string =>
  deriveIdentity({ project: "test", stack: "host", path: [kind, name] });

const failureOf = async (operation: Promise<unknown>): Promise<OperationError> => {
  try {
    await operation;
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error("the operation was to fail, and it succeeded");
};

describe("pulumi-maas in the real provider host", () => {
  let emulator: Emulator;
  let host: ProviderHost;
  let machine: string;

  const startHost = (url: string = emulator.url): Promise<ProviderHost> =>
    ProviderHost.start({ config: { "maas:apiUrl": url, "maas:apiKey": secret(emulator.apiKey) } });
  const resource = (kind: Kind): HostedResource => host.resource(providerText(kind));
  const partition = (name: string, given: Properties = {}): Properties => ({
    machine,
    blockDevice: "sdc",
    size: "1GiB",
    identity: identity("Partition", name),
    ...given,
  });
  const writes = (): number => emulator.requests.filter(({ method }) => method !== "GET").length;

  beforeEach(async () => {
    emulator = await startEmulator();
    machine = emulator.machine(HOSTNAME).system_id;
    host = await startHost();
  });
  afterEach(async () => {
    await host.close();
    await emulator.close();
  });

  test("takes a resource through check, create, read, diff, update and delete", async () => {
    const partitions = resource("Partition");
    const { inputs, failures } = await partitions.check({}, partition("a"));
    expect(failures).toEqual([]);
    const { id, outs } = await partitions.create(inputs);
    expect(id).toMatch(new RegExp(`^${machine}/partition/\\d+$`));
    expect(outs).toMatchObject({ ...inputs, sizeBytes: 2 ** 30, __provider: providerText("Partition") });
    const read = await partitions.read(id, outs);
    expect(read).toMatchObject({ id, outs });

    const formatted = partition("a", { filesystem: { type: "ext4", mountPoint: "/srv" } });
    const { inputs: news } = await partitions.check(inputs, formatted);
    expect(await partitions.diff(id, outs, inputs)).toMatchObject({ changes: false, replaces: [] });
    expect(await partitions.diff(id, outs, news)).toMatchObject({ changes: undefined, replaces: [] });
    const updated = await partitions.update(id, outs, news);
    expect(updated).toMatchObject({ filesystem: { type: "ext4", mountPoint: "/srv" }, sizeBytes: 2 ** 30 });

    await partitions.delete(id, updated);
    expect(await partitions.read(id, updated)).toMatchObject({ id: "" });
    await expect(partitions.delete(id, updated)).resolves.toBeUndefined();
  });

  test("is configured for every one of the first calls, although they come at once", async () => {
    const checks = Array.from({ length: 20 }, (_, index) => resource("Partition").check({}, partition(`p${index}`)));
    for (const { failures } of await Promise.all(checks)) expect(failures).toEqual([]);
  });

  test("says what is missing in its configuration in every call, not in the first alone", async () => {
    await host.close();
    host = await ProviderHost.start();
    for (let call = 0; call < 2; call += 1) {
      const { failures } = await resource("Partition").check({}, partition("a"));
      const reasons = failures.map(({ reason }) => reason).join();
      for (const name of ["maas:apiUrl", "MAAS_API_URL", "maas:apiKey", "MAAS_API_KEY"])
        expect(reasons).toContain(name);
    }
    await expect(resource("Partition").create(partition("a"))).rejects.toThrow("MAAS_API_KEY");
  });

  test("reads the environment where the configuration is silent", async () => {
    await host.close();
    host = await ProviderHost.start({ env: { MAAS_API_URL: emulator.url, MAAS_API_KEY: emulator.apiKey } });
    expect((await resource("Partition").check({}, partition("a"))).failures).toEqual([]);
  });

  test("lets unknown values of a preview pass through a check, whole and inside lists", async () => {
    const raid = { machine, level: "raid-1", name: "md0", identity: identity("Raid", "md0") };
    for (const devices of [UNKNOWN, ["sdc", UNKNOWN]]) {
      const { inputs, failures } = await resource("Raid").check({}, { ...raid, devices });
      expect(failures).toEqual([]);
      expect(inputs).toMatchObject({ devices });
    }
    const { inputs, failures } = await resource("Partition").check({}, partition("a", { machine: UNKNOWN }));
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ machine: UNKNOWN });
  });

  test("answers the engine's question about a dependent with a replacement, after a check with an update", async () => {
    const raids = resource("Raid");
    const raid = { machine, level: "raid-1", name: "md0", devices: ["sdc", "sdd"], identity: identity("Raid", "md0") };
    const { inputs } = await raids.check({}, raid);
    const { id, outs } = await raids.create(inputs);
    const unknown: Properties = { ...inputs, devices: UNKNOWN };
    delete unknown["__provider"];
    expect(await raids.diff(id, outs, unknown)).toEqual({
      changes: true,
      replaces: ["devices"],
      deleteBeforeReplace: true,
    });
    const checked = await raids.check(inputs, unknown);
    expect(await raids.diff(id, outs, checked.inputs)).toMatchObject({ changes: undefined, replaces: [] });
  });

  test("finds no difference in a provider text of another version", async () => {
    const partitions = resource("Partition");
    const { inputs } = await partitions.check({}, partition("a"));
    const { id, outs } = await partitions.create(inputs);
    const other = host.resource(`${providerText("Partition")};`);
    expect(await other.diff(id, outs, inputs)).toMatchObject({ changes: false });
  });

  test("keeps what exists when a later step fails, and goes on from there", async () => {
    const partitions = resource("Partition");
    const taken = await partitions.check({}, partition("a", { filesystem: { type: "ext4", mountPoint: "/srv" } }));
    const first = await partitions.create(taken.inputs);
    const wanted = partition("b", { blockDevice: "sdd", filesystem: { type: "ext4", mountPoint: "/srv" } });
    const { partial, message } = await failureOf(partitions.create(wanted));
    expect(message).toContain("/srv");
    expect(partial?.id).toMatch(/\/partition\/\d+$/);
    expect(partial?.reasons).toEqual([message]);
    expect(partial?.properties).toMatchObject({
      __provider: providerText("Partition"),
      sizeBytes: 2 ** 30,
      machine,
    });

    await partitions.delete(first.id, first.outs);
    const repaired = await partitions.update(partial?.id ?? "", partial?.properties ?? {}, wanted);
    expect(repaired).toMatchObject({ filesystem: { mountPoint: "/srv" } });
  });

  test("keeps id and machine of a partial failure that is too large for the host to tell whole", async () => {
    const raids = resource("Raid");
    const raid = {
      ...{ machine, level: "raid-1", name: "md0", devices: ["sdc", "sdd"], identity: identity("Raid", "md0") },
      tags: Array.from({ length: 80 }, (_, at) => `${at}-`.padEnd(250, "x")),
    };
    const { id, outs } = await raids.create(raid);
    const taken = { type: "ext4", mountPoint: "/taken" };
    await resource("Partition").create(partition("a", { blockDevice: "sde", filesystem: taken }));
    const { partial } = await failureOf(raids.update(id, outs, { ...raid, filesystem: taken }));
    expect(partial?.id).toBe(id);
    expect(partial?.properties).toEqual({
      machine,
      identity: raid.identity,
      apiUrl: emulator.url,
      __provider: providerText("Raid"),
    });
    const after = await raids.read(id, partial?.properties ?? {});
    expect(after.outs).toMatchObject({ level: "raid-1", tags: [...raid.tags].sort() });
  });

  test("does not pass on the status of an answer as the status of the call, nor a stack to the terminal", async () => {
    const failure = await failureOf(resource("Partition").read(`${machine}/partition/999`, {}));
    expect(failure.code).toBe(status.UNKNOWN);
    expect(failure.message).toContain("999");
    await host.close();
    expect(host.stderr).toContain("999");
    expect(host.stderr).not.toContain("    at ");
  });

  test("drops nothing from the state when another server answers", async () => {
    const partitions = resource("Partition");
    const { inputs } = await partitions.check({}, partition("a"));
    const { id, outs } = await partitions.create(inputs);
    await host.close();
    const elsewhere = await startEmulator({ seed: 2 });
    try {
      host = await startHost(elsewhere.url);
      await expect(resource("Partition").read(id, outs)).rejects.toThrow(emulator.url);
      await expect(resource("Partition").delete(id, outs)).rejects.toThrow(emulator.url);
    } finally {
      await elsewhere.close();
    }
  });

  test.each([
    ["a page of ten megabytes", 500, `<html>${"x".repeat(10 * 2 ** 20)}</html>`],
    ["a validation text of ten megabytes", 400, JSON.stringify({ size: ["x".repeat(10 * 2 ** 20)] })],
    ["a field name of ten megabytes", 400, JSON.stringify({ ["x".repeat(10 * 2 ** 20)]: ["is wrong"] })],
  ])("survives %s, and cuts it short", async (_what, code, body) => {
    await host.close();
    const server = createServer((_request, response) => response.writeHead(code).end(body));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    try {
      host = await startHost(`http://127.0.0.1:${port}/MAAS`);
      const failure = await failureOf(resource("Partition").create(partition("a")));
      expect(failure.message.length).toBeLessThan(10_000);
      // The connection of host and engine still works.
      expect((await resource("Raid").check({}, { machine: UNKNOWN })).failures).not.toEqual([]);
    } finally {
      server.close();
    }
  });

  test("names the secret key nowhere", async () => {
    const partitions = resource("Partition");
    const { inputs } = await partitions.check({}, partition("a"));
    const { outs } = await partitions.create(inputs);
    const failure = await failureOf(partitions.create(partition("b", { blockDevice: "no-such-disk" })));
    const seen = JSON.stringify([inputs, outs, failure.message, failure.partial, host.stderr]);
    for (const part of emulator.apiKey.split(":")) expect(seen).not.toContain(part);
  });

  test("ends while it is idle when its engine is gone", async () => {
    const partitions = resource("Partition");
    await partitions.check({}, partition("a"));
    await host.killEngine();
    expect(await host.exited).toBe(1);
  });

  test("writes nothing more and ends when its engine is gone", async () => {
    const { inputs } = await resource("Partition").check({}, partition("a"));
    await host.killEngine();
    const before = writes();
    await expect(resource("Partition").create(inputs)).rejects.toThrow();
    expect(await host.exited).not.toBe(0);
    expect(writes()).toBe(before);
  });
});
