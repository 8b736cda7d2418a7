import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CertificateError } from "../../../provider/http/certificates";
import { CERTIFICATE } from "../../../kit/http/certificate";
import { json, ScriptedServer } from "../../../kit/http/scripted-server";
import { clientOf, failure, read, write } from "./requests";

let region: ScriptedServer;
let waits: number[];
beforeEach(() => (waits = []));
afterEach(() => region.close());

describe("a region that is not there", () => {
  test("gets nothing, so that every verb may try again", async () => {
    region = await ScriptedServer.start(json(1));
    const client = clientOf(region, waits);
    await region.close();
    const error = await failure(client.request(write));
    expect(error).toMatchObject({ name: "ConnectionError", outcome: "not-sent" });
    expect(error.message).toContain("ECONNREFUSED");
    expect(waits).toEqual([250, 500, 1_000]);
  });

  test("is waited for when it was there before, with one line for all that wait", async () => {
    const lines: string[] = [];
    region = await ScriptedServer.start(json(1));
    const client = clientOf(region, waits, { announce: (line) => void lines.push(line) });
    await client.request(read);
    await region.close();
    const errors = await Promise.all([failure(client.request(read)), failure(client.request(write))]);
    expect(errors.map(({ name }) => name)).toEqual(["ConnectionError", "ConnectionError"]);
    const eachWaited = waits.reduce((sum, ms) => sum + ms, 0) / 2;
    expect(eachWaited).toBeGreaterThan(30_000);
    expect(lines).toEqual([
      expect.stringMatching(/: the region does not accept connections; (GET|POST) again in 4 s$/),
    ]);
  });

  test("is named when all of its addresses were tried in vain", async () => {
    region = await ScriptedServer.start(json(1));
    await region.close();
    const client = clientOf(region, waits, { apiUrl: region.url.replace("127.0.0.1", "localhost") });
    expect((await failure(client.request(read))).message).toMatch(/ECONNREFUSED .*\d+\n/);
  });
});

describe("TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const file = join(folder, "ca.pem");
  beforeAll(() => writeFileSync(file, CERTIFICATE));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    region = await ScriptedServer.start(json(1), { tls: true });
  });

  test("trusts an authority as text, as a file, or anything at all when told so", async () => {
    for (const options of [{ caCert: CERTIFICATE }, { caCert: file }, { insecure: true }]) {
      await expect(clientOf(region, waits, options).request(read)).resolves.toBe(1);
    }
  });

  test("refuses a certificate that nobody signed, once, and says what to give", async () => {
    const error = await failure(clientOf(region, waits).request(write));
    expect(error).toMatchObject({ name: "ConnectionError", outcome: "not-sent" });
    expect(error.message).toContain("maas:caCert or MAAS_API_CACERT");
    expect(waits).toEqual([]);
  });

  test("with a server that speaks plain HTTP is told as such, once", async () => {
    const plain = await ScriptedServer.start(json(1));
    const error = await failure(
      clientOf(region, waits, { apiUrl: plain.url.replace("http:", "https:") }).request(write),
    );
    await plain.close();
    expect(error).toMatchObject({ outcome: "not-sent" });
    expect(error.message).toContain("serves TLS at this URL");
    expect(waits).toEqual([]);
  });

  test("names the setting of a certificate that cannot be read", () => {
    expect(() => clientOf(region, waits, { caCert: join(folder, "none.pem") })).toThrow(CertificateError);
    writeFileSync(file, "no certificate");
    expect(() => clientOf(region, waits, { caCert: file })).toThrow(/maas:caCert .*holds no certificate in PEM/);
  });
});
