import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { deriveIdentity } from "../../sdk/identity";
import { providerText } from "../../sdk/storage-resource";
import { ProviderHost } from "../support/provider-host";
import { type Properties, secret } from "../support/provider-protocol";

/** A blank machine of the emulator's own fleet. */
const HOSTNAME = "stor-04";

describe("two provider hosts, as two explicit providers for one region have them", () => {
  let emulator: Emulator;
  let machine: string;
  let hosts: ProviderHost[];

  const start = async (options: EmulatorOptions): Promise<[ProviderHost, ProviderHost]> => {
    emulator = await startEmulator(options);
    machine = emulator.machine(HOSTNAME).system_id;
    const config = { "maas:apiUrl": emulator.url, "maas:apiKey": secret(emulator.apiKey) };
    const [one, other] = await Promise.all([ProviderHost.start({ config }), ProviderHost.start({ config })]);
    hosts = [one, other];
    return [one, other];
  };
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await emulator.close();
  });

  const create = async (host: ProviderHost, name: string, given: Properties): Promise<string> => {
    const identity = deriveIdentity({ project: "test", stack: "hosts", path: ["Partition", name] });
    const inputs = { machine, size: "1GiB", tags: [], bootable: false, identity, ...given };
    const partitions = host.resource(providerText("Partition"));
    return (await partitions.create((await partitions.check({}, inputs)).inputs)).id;
  };
  const writes = () => emulator.requests.filter(({ method }) => method !== "GET");

  test("never write to one machine at the same time, in a region whose writes race", async () => {
    const both = await start({ races: true, latency: 20 });
    const disks = ["sdb", "sdc", "sdd"];
    const made = disks.flatMap((blockDevice) =>
      both.map((host, at) => create(host, `${blockDevice}-${at}`, { blockDevice })),
    );
    const ids = await Promise.all(made);
    expect(new Set(ids).size).toBe(6);
    expect(writes().map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const found = emulator.machine(HOSTNAME)["blockdevice_set"];
    for (const name of disks) {
      const disk = expect.objectContaining({ name, partitions: [expect.anything(), expect.anything()] }) as unknown;
      expect(found).toContainEqual(disk);
    }
  });

  test("one goes on when the other was killed while it held the machine, and says what it waits for", async () => {
    const [one, other] = await start({ faults: [{ kind: "delay-before", method: "POST", delayMs: 60_000 }] });
    const lost = create(one, "lost", { blockDevice: "sdb" }).catch(() => "no answer");
    while (emulator.faults.struck === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const next = create(other, "next", { blockDevice: "sdc" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(writes()).toEqual([]);
    await one.kill();
    expect(await lost).toBe("no answer");
    expect(await next).toContain(`${machine}/partition/`);
    expect(other.stdout).toContain("waiting for another pulumi-maas process on this computer");
  }, 40_000);
});
