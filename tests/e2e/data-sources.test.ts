import { type Emulator, startEmulator } from "../../emulator";
import { FLEET } from "../../kit/handlers/lab";
import { TestStack } from "../../kit/engine/stack";

const HEAD = 'import * as maas from "pulumi-maas";\n';

/** The host names that the program itself asks for, in whatever requests; resources ask about a machine by its id. */
const lookups = ({ requests }: Emulator) =>
  requests.filter(({ path }) => path.endsWith("/machines/")).flatMap(({ query }) => query["hostname"] ?? []);

describe("data sources on the real engine", () => {
  const emulators: Emulator[] = [];
  let stack: TestStack | undefined;

  const start = async (options: Parameters<typeof startEmulator>[0]): Promise<Emulator> => {
    const emulator = await startEmulator(options);
    emulators.push(emulator);
    return emulator;
  };
  afterEach(async () => {
    stack?.close();
    await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
  });

  test("that depend on what is not there yet are unknown in a preview, ask nothing, and see it in the run", async () => {
    const emulator = await start({ fleet: FLEET });
    const program = `${HEAD}
      const alpha = maas.getMachineOutput({ hostname: "alpha" });
      const made = new maas.Partition("made", { machine: alpha, blockDevice: "sdb", size: "1TB" });
      const later = maas.getMachineOutput({ hostname: made.id.apply(() => "bravo") });
      const after = maas.getMachineOutput({ hostname: "alpha" }, { dependsOn: [made] });
      export const before = alpha.hostname;
      export const other = later.fqdn;
      export const partitions = after.disks.apply((disks) => disks.flatMap((disk) => disk.partitions).length);`;
    stack = await TestStack.open({ program: { "index.ts": program }, maas: emulator });

    const preview = await stack.preview();
    expect(lookups(emulator)).toEqual(["alpha"]);
    expect(preview.output).toMatch(/before\s*: "alpha"/);
    expect(preview.output).toMatch(/other\s*: \[unknown\]/);
    expect(preview.output).toMatch(/partitions\s*: \[unknown\]/);

    emulator.clearRequests();
    const { outputs } = await stack.up();
    expect(outputs).toMatchObject({ other: "bravo.maas", partitions: 1 });
    expect(lookups(emulator).sort()).toEqual(["alpha", "alpha", "bravo"]);
  }, 120_000);

  test("of two sites and their resources each use their own region and key, which the state does not show", async () => {
    const east = await start({});
    const west = await start({ fleet: FLEET });
    expect(east.apiKey).not.toBe(west.apiKey);
    const program = `${HEAD}
      const east = new maas.Provider("east", { apiUrl: process.env.EAST_URL ?? "", apiKey: process.env.EAST_KEY ?? "" });
      const west = new maas.Provider("west", { apiUrl: process.env.WEST_URL ?? "", apiKeyVariable: "WEST_KEY" });
      const one = maas.getMachineOutput({ hostname: "stor-04" }, { provider: east });
      const two = maas.getMachineOutput({ hostname: "alpha" }, { provider: west });
      new maas.Partition("one", { machine: one, blockDevice: "sdc", size: "1TB" }, { provider: east });
      new maas.Partition("two", { machine: two, blockDevice: "sdc", size: "1TB" }, { provider: west });
      export const names = [one.hostname, two.hostname];`;
    stack = await TestStack.open({
      program: { "index.ts": program },
      env: {
        ...{ EAST_URL: east.url, EAST_KEY: east.apiKey, WEST_URL: west.url, WEST_KEY: west.apiKey },
        // A third site, where nobody is at home: what reaches it fails.
        ...{ MAAS_API_URL: "http://127.0.0.1:9/MAAS", MAAS_API_KEY: "another:site:key" },
      },
    });

    const { outputs, outcomes } = await stack.up();
    expect(outputs["names"]).toEqual(["stor-04", "alpha"]);
    expect(outcomes).toEqual({ "Partition/one": "create", "Partition/two": "create" });
    const { outcomes: refreshed } = await stack.preview({ refresh: true });
    expect(new Set(Object.values(refreshed))).toEqual(new Set(["same"]));

    for (const emulator of [east, west]) {
      // The emulator refuses any key but its own, and then knows no user.
      expect(new Set(emulator.requests.map(({ user }) => user))).toEqual(new Set(["admin"]));
    }
    expect(lookups(east)).not.toContain("alpha");
    expect(lookups(west)).not.toContain("stor-04");

    const secretOf = ({ apiKey }: Emulator) => apiKey.split(":")[2] ?? "";
    const state = stack.stateText();
    expect(state).not.toContain(secretOf(east));
    expect(state).not.toContain(secretOf(west));
    const decrypted = stack.start(["stack", "export", "--show-secrets"]);
    await decrypted.exited;
    expect(decrypted.output).toContain(secretOf(east));
    expect(decrypted.output).not.toContain(secretOf(west));
  }, 120_000);
});
