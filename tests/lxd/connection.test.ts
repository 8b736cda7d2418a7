import { bodyOf, type ClientCertificate, fingerprintOf, makeCertificate } from "../../kit/lxd/certificates";
import { LxdDaemon } from "../../kit/lxd/daemon";
import { LxdEngine } from "../../kit/lxd/engine";

const textAt = (value: unknown, ...path: string[]): string => {
  const found = path.reduce<unknown>((at, key) => Reflect.get(Object(at) as object, key), value);
  return typeof found === "string" ? found : "";
};

/** A daemon of its own: what it trusts is what these tests are about. */
describe("a connection to LXD", () => {
  let daemon: LxdDaemon;
  let endpoint: string;
  let server: { certificate: string; fingerprint: string };
  const trusted = makeCertificate();

  const trust = (client: ClientCertificate, more: object = {}) =>
    daemon.witness.ask("POST", "/1.0/certificates", {
      name: "tests",
      type: "client",
      certificate: bodyOf(client.certificate),
      ...more,
    });

  beforeAll(async () => {
    daemon = await LxdDaemon.start();
    ({ endpoint } = await daemon.listen());
    const certificate = textAt(await daemon.witness.ask("GET", "/1.0"), "environment", "certificate");
    server = { certificate, fingerprint: fingerprintOf(certificate) };
    await trust(trusted);
    await daemon.witness.ask("POST", "/1.0/storage-pools", { name: "there", driver: "dir" });
  });
  afterAll(() => daemon.stop());

  const settings = (client: ClientCertificate, more: Record<string, string> = {}) => ({
    "lxd:endpoint": endpoint,
    "lxd:clientCertificate": client.certificate,
    "lxd:clientKey": client.key,
    ...more,
  });

  /** What comes of reading a pool with this configuration: its driver, or the error. */
  const read = async (configuration: Record<string, string>): Promise<unknown> => {
    const provider = new LxdEngine(configuration).provider("StoragePool");
    try {
      return (await provider.read("there", {})).props?.["driver"];
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };

  test("over TLS trusts the server's certificate, or its fingerprint in any form", async () => {
    const colons = server.fingerprint.toUpperCase().replace(/(..)(?!$)/g, "$1:");
    expect(await read(settings(trusted, { "lxd:serverCertificate": server.certificate }))).toBe("dir");
    expect(await read(settings(trusted, { "lxd:serverFingerprint": server.fingerprint }))).toBe("dir");
    expect(await read(settings(trusted, { "lxd:serverFingerprint": colons }))).toBe("dir");
  });

  test("sends nothing to a server that is not the one to trust, and says how to trust it", async () => {
    const stranger = makeCertificate();
    const text = await read(settings(trusted, { "lxd:serverFingerprint": stranger.fingerprint }));
    expect(text).toContain(`the certificate of the server has the fingerprint ${server.fingerprint}`);
    expect(text).toContain(`the one to trust is ${stranger.fingerprint}`);
    for (const configuration of [
      settings(trusted),
      settings(trusted, { "lxd:serverCertificate": stranger.certificate }),
    ]) {
      expect(await read(configuration)).toMatch(/self-signed certificate.*\n.*lxd:serverFingerprint/);
    }
  });

  test("with a certificate that LXD does not trust is one clear error", async () => {
    const text = await read(settings(makeCertificate(), { "lxd:serverFingerprint": server.fingerprint }));
    expect(text).toMatch(/does not trust the client certificate.*lxc config trust add.*lxd:trustToken/);
  });

  test("redeems a trust token once, which also says whom to trust", async () => {
    const client = makeCertificate();
    const token = await newToken();
    expect(await read(settings(client, { "lxd:trustToken": token }))).toBe("dir");
    // It is trusted now: the token is not looked at again.
    expect(await read(settings(client, { "lxd:trustToken": token }))).toBe("dir");
    expect(await read(settings(client, { "lxd:serverFingerprint": server.fingerprint }))).toBe("dir");
    const late = await read(settings(makeCertificate(), { "lxd:trustToken": token }));
    expect(late).toMatch(/the trust token was used before, or has expired/);
    expect(late).not.toContain(token);
  });

  const newToken = async (): Promise<string> => {
    const { body } = await daemon.witness.raw("POST", "/1.0/certificates", { name: "t", type: "client", token: true });
    const secret = textAt(body, "metadata", "metadata", "secret");
    const token = { client_name: "t", fingerprint: server.fingerprint, addresses: [endpoint.slice(8)], secret };
    return Buffer.from(JSON.stringify(token)).toString("base64");
  };

  test("with a certificate that is limited to a project manages volumes there, and sees of pools what it may", async () => {
    const client = makeCertificate();
    await daemon.witness.ask("POST", "/1.0/projects", { name: "mine", config: { "features.storage.volumes": "true" } });
    await trust(client, { restricted: true, projects: ["mine"] });
    const configuration = settings(client, { "lxd:serverFingerprint": server.fingerprint });
    const engine = new LxdEngine(configuration);
    const volume = engine.resource("StorageVolume", "v");
    const args = { project: "mine", pool: "there", name: "v", size: "1MiB" };
    expect(await volume.apply(args)).toBe("create");
    await volume.expectNoChanges(args);
    const elsewhere = engine.resource("StorageVolume", "w");
    await expect(elsewhere.apply({ pool: "there", name: "w" })).rejects.toThrow(
      /(not authorized|not have permission).*\n.*limited to other/,
    );
    await expect(engine.resource("StoragePool", "p").apply({ name: "p", driver: "dir" })).rejects.toThrow(/403/);

    // A pool that somebody with more rights has made: nothing of what may not be seen is taken for drift.
    const made = new LxdEngine({ "lxd:endpoint": daemon.endpoint }).resource("StoragePool", "q");
    const pool = { name: "q", driver: "dir", config: { "user.a": "1" } };
    await made.apply(pool);
    const seen = new LxdEngine(configuration).continued("StoragePool", "q", made);
    await seen.expectNoChanges(pool);
    await expect(seen.apply({ ...pool, config: { "user.a": "2" } })).rejects.toThrow(/limited to projects/);
    await new LxdEngine(configuration).continued("StorageVolume", "v", volume).destroy();
  });

  test("that does not come about says what to look at", async () => {
    expect(await read({ "lxd:endpoint": "unix:///nowhere/unix.socket" })).toMatch(/ENOENT.*\n.*lxd:endpoint/);
    expect(await read({ "lxd:endpoint": "http://here" })).toMatch(/lxd:endpoint .*must be https:/);
    expect(await read({ "lxd:endpoint": endpoint, "lxd:clientCertificate": "x" })).toMatch(/lxd:clientKey/);
    expect(await read({ "lxd:endpoint": endpoint, "lxd:clientCertificate": "x", "lxd:clientKey": "secret" })).toMatch(
      /lxd:clientCertificate is not PEM/,
    );
    expect(await read({ "maas:explicit": "true" })).toMatch(/must be an lxd.Provider, and this is a maas.Provider/);
  });
});
