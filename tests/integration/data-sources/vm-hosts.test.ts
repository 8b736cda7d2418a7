import { type ServerResponse } from "node:http";

import * as pulumi from "@pulumi/pulumi";

import { getVmHost, getVmHostOutput, getVmHosts, VmHostsRemovedError } from "../../../sdk";
import { connectionOf } from "../../../sdk/lxd";
import { Between } from "../../../kit/handlers/between";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("VM hosts", () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.start();
    configureByEnvironment(lab.emulator);
  });
  afterEach(() => lab.close());

  test("are listed with their storage pools, in one request", async () => {
    const hosts = await getVmHosts();
    expect(hosts).toMatchObject([
      {
        name: "vmhost-1",
        type: "lxd",
        defaultStoragePool: "default",
        total: { cores: 16, memoryBytes: 65_536 * 2 ** 20 },
        storagePools: [
          { id: "default", type: "dir", totalBytes: 107_374_182_400, default: true },
          { id: "fast", type: "zfs", availableBytes: 960_197_124_096, default: false },
        ],
      },
    ]);
    expect(lab.emulator.requests).toHaveLength(1);
  });

  test("are found by name or id; what is not there, and both or none of the two, is said", async () => {
    const { id } = await getVmHost({ name: "vmhost-1" });
    expect(await getVmHost({ id })).toMatchObject({ name: "vmhost-1" });
    await expect(getVmHost({ name: "nobody" })).rejects.toThrow(/has no VM host with name "nobody"/);
    await expect(getVmHost({ id: 99 })).rejects.toThrow(/has no VM host with id 99/);
    await expect(getVmHost({})).rejects.toThrow(/exactly one of id and name/);
  });

  test("give the connection that MAAS has to LXD, as a secret", async () => {
    const host = getVmHostOutput({ name: "vmhost-1", powerParameters: true });
    const { endpoint, clientKey } = connectionOf(host);
    expect(await pulumi.isSecret(pulumi.output(endpoint))).toBe(true);
    expect(await pulumi.isSecret(pulumi.output(clientKey ?? ""))).toBe(true);
    expect(await valueOf(pulumi.output(endpoint))).toMatch(/^https:\/\/.+:8443$/);
  });

  test("of a MAAS that has none any more are an error of their own", async () => {
    const between = await Between.start(lab.emulator.url);
    configureByEnvironment({ url: between.url, apiKey: lab.emulator.apiKey });
    const gone = (response: ServerResponse) =>
      response
        .writeHead(410, { "content-type": "text/plain" })
        .end("VM host (KVM) support has been removed from MAAS.");
    between.meddle({ path: /vm-hosts/, withheld: true, times: 2, answer: gone });
    const error: unknown = await getVmHosts().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VmHostsRemovedError);
    expect(String(error)).toMatch(/removed in MAAS 3\.8/);
    await between.close();
  });
});

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));
