import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { deriveIdentity } from "../../sdk/identity";
import { providerText } from "../../sdk/storage-resource";
import { ProviderHost } from "../../kit/host/provider-host";
import { type Properties, secret } from "../../kit/host/provider-protocol";

/** A blank machine of the emulator's own fleet. */
const HOSTNAME = "stor-04";

describe("two provider hosts, as two explicit providers for one region have them", () => {
  let emulator: Emulator;
  let machine: string;
  let hosts: ProviderHost[];
  let folders: string[];

  const start = async (options: EmulatorOptions, computers = 1): Promise<[ProviderHost, ProviderHost]> => {
    emulator = await startEmulator(options);
    machine = emulator.machine(HOSTNAME).system_id;
    const config = {
      "maas:apiUrl": emulator.url,
      "maas:apiKey": secret(emulator.apiKey),
      ...(computers > 1 ? { "maas:writerLock": "region" } : {}),
    };
    folders = Array.from({ length: computers }, () => mkdtempSync(join(tmpdir(), "computer-")));
    const startOn = (at: number) => ProviderHost.start({ config, env: { TMPDIR: folders[at % computers] ?? "" } });
    const [one, other] = await Promise.all([startOn(0), startOn(1)]);
    hosts = [one, other];
    return [one, other];
  };
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await emulator.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const create = async (host: ProviderHost, name: string, given: Properties): Promise<string> => {
    const identity = deriveIdentity({ project: "test", stack: "hosts", path: ["Partition", name] });
    const inputs = { machine, size: "1GiB", tags: [], bootable: false, identity, ...given };
    const partitions = host.resource(providerText("Partition"));
    return (await partitions.create((await partitions.check({}, inputs)).inputs)).id;
  };
  const writes = () => emulator.requests.filter(({ method, path }) => method !== "GET" && !path.includes("/tags/"));

  test.each([
    ["one computer", 1],
    ["two computers that share nothing but the region", 2],
  ])("never write to one machine at the same time, on %s, in a region whose writes race", async (_title, computers) => {
    const both = await start({ races: true, latency: 20 }, computers);
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

  test.each([
    ["", 1, "waiting for another pulumi-maas process on this computer"],
    [", on another computer", 2, "waiting for another pulumi-maas that writes to it"],
  ])("one goes on when the other was killed while it held the machine%s", async (_where, computers, announced) => {
    const faults: EmulatorOptions["faults"] = [
      { kind: "delay-before", method: "POST", path: "/partitions/", delayMs: 60_000 },
    ];
    const [one, other] = await start({ faults }, computers);
    const lost = create(one, "lost", { blockDevice: "sdb" }).catch(() => "no answer");
    while (emulator.faults.struck === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const next = create(other, "next", { blockDevice: "sdc" });
    while (!other.stdout.includes(announced)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(writes()).toEqual([]);
    await one.kill();
    expect(await lost).toBe("no answer");
    expect(await next).toContain(`${machine}/partition/`);
  });
});
