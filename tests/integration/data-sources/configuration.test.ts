import { getMachine, getMachines } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("a program without an engine", () => {
  afterEach(() => {
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
  });

  test("is told everything that is missing, with both ways to give it", async () => {
    await expect(getMachines()).rejects.toThrow(
      /maas:apiUrl \(or the environment variable MAAS_API_URL\) is missing.*maas:apiKey \(or the .* MAAS_API_KEY\) is missing/s,
    );
  });

  test("is told that its key is refused, without the key", async () => {
    const lab = await Lab.start();
    const apiKey = `${lab.emulator.apiKey.slice(0, -4)}nope`;
    configureByEnvironment({ url: lab.emulator.url, apiKey });
    const reason = await getMachine({ hostname: "alpha" }).then(() => "no error", String);
    expect(reason).toContain("MAAS refused the API key");
    for (const part of apiKey.split(":")) expect(reason).not.toContain(part);
    await lab.close();
  });

  test("never shares an answer between regions or users", async () => {
    const labs = [await Lab.start(), await Lab.start()];
    for (const { emulator } of labs) {
      for (const user of ["admin", "operator"]) {
        configureByEnvironment({ url: emulator.url, apiKey: emulator.apiKeys[user] ?? "" });
        await getMachines({ tags: ["ceph"] });
      }
      expect(emulator.requests.map(({ user }) => user)).toEqual(["admin", "operator"]);
    }
    await Promise.all(labs.map((lab) => lab.close()));
  });
});
