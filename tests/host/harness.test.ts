import { ProviderHost } from "../../kit/host/provider-host";
import { OperationError, secret, UNKNOWN } from "../../kit/host/provider-protocol";

/** A provider that tells what reached it: the harness must show the real host, not what we think of it. */
const ECHO = `
  let config;
  exports.handler = () => ({
    configure: async (request) => { config = request.config; },
    check: async (olds, news) => ({ inputs: { ...news, key: config.get("maas:apiKey") }, failures: [{ property: "size", reason: "odd" }] }),
    diff: async (id, olds, news) => ({ changes: news.changes, replaces: ["machine"], deleteBeforeReplace: true }),
    create: async (inputs) => {
      if (inputs.fails) throw Object.assign(new Error("no mount"), { id: "a/1", properties: inputs, reasons: ["no mount"] });
      return { id: "a/1", outs: inputs };
    },
    read: async (id, props) => ({}),
    update: async (id, olds, news) => ({ outs: { ...news, was: olds.size } }),
    delete: async (id) => { throw new Error("still used: " + id); },
  });`;

describe("the harness of the real provider host", () => {
  let host: ProviderHost;

  beforeAll(async () => {
    host = await ProviderHost.start({ config: { "maas:apiKey": secret("a:b:c") } });
  });
  afterAll(() => host.close());

  test("sends configuration and inputs, and shows inputs and failures of a check", async () => {
    const checked = await host.resource(ECHO).check({}, { size: UNKNOWN });
    expect(checked).toEqual({
      inputs: { size: UNKNOWN, key: "a:b:c", __provider: ECHO },
      failures: [{ property: "size", reason: "odd" }],
    });
  });

  test.each([true, false, undefined])("shows %p as the answer of a diff", async (changes) => {
    const news = changes === undefined ? {} : { changes };
    expect(await host.resource(ECHO).diff("a/1", {}, news)).toEqual({
      changes,
      replaces: ["machine"],
      deleteBeforeReplace: true,
    });
  });

  test("creates, reads and updates", async () => {
    const echo = host.resource(ECHO);
    expect(await echo.create({ size: 4 })).toEqual({ id: "a/1", outs: { size: 4, __provider: ECHO } });
    expect(await echo.read("a/1", { size: 4 })).toMatchObject({ id: "" });
    expect(await echo.update("a/1", { size: 4 }, { size: 8 })).toEqual({ size: 8, was: 4, __provider: ECHO });
  });

  test("shows what the engine keeps of a partial failure", async () => {
    const failure = host.resource(ECHO).create({ fails: true });
    await expect(failure).rejects.toBeInstanceOf(OperationError);
    await expect(failure).rejects.toMatchObject({
      message: "no mount",
      partial: { id: "a/1", properties: { fails: true }, reasons: ["no mount"] },
    });
  });

  test("shows errors of a delete as the host passes them on", async () => {
    await expect(host.resource(ECHO).delete("a/1", {})).rejects.toThrow("still used: a/1");
    expect(host.stderr).toContain("still used: a/1");
  });
});
