import * as pulumi from "@pulumi/pulumi";

import * as maas from "../../../sdk";
import * as lxd from "../../../sdk/lxd";

/** The test of a program, as its author writes one: nobody has a MAAS there. */
describe("a program under the mocks of Pulumi", () => {
  const asked: { token: string; inputs: unknown }[] = [];
  const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => void output.apply((value) => resolve(value)));

  beforeAll(async () => {
    delete process.env["MAAS_API_URL"];
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }: { name: string; inputs: object }) => ({ id: `${name}-id`, state: inputs }),
      call: ({ token, inputs }: { token: string; inputs: Record<string, unknown> }) => {
        asked.push({ token, inputs });
        const machine = { systemId: "abc123", hostname: inputs["hostname"], disks: [{ id: 3, name: "sda" }] };
        if (token === "maas:index:getMachine") return machine;
        if (token === "maas:index:getMachines") return { result: [machine] };
        return token === "lxd:index:getStoragePool" ? { name: "default", driver: "zfs" } : {};
      },
    });
  });
  beforeEach(() => asked.splice(0));

  test("has answers of its data sources from them, and hands them on to its resources", async () => {
    const node = maas.getMachineOutput({ hostname: "stor-01" });
    const partition = new maas.Partition("data", {
      machine: node,
      blockDevice: node.disks.apply((disks) => disks[0]?.name ?? ""),
      size: "1GB",
    });
    expect(await valueOf(partition.machine)).toBe("abc123");
    expect(asked).toEqual([{ token: "maas:index:getMachine", inputs: { hostname: "stor-01" } }]);
  });

  test("has lists as well, by functions and by outputs, of MAAS and of LXD", async () => {
    expect(await maas.getMachines({ tags: ["ceph"] })).toMatchObject([{ systemId: "abc123" }]);
    expect(await valueOf(maas.getMachinesOutput({}))).toHaveLength(1);
    expect(await lxd.getStoragePool({ name: "default" })).toMatchObject({ driver: "zfs" });
  });

  test("asks MAAS where they say nothing, and is told what is missing", async () => {
    await expect(maas.getRackControllers({})).rejects.toThrow("MAAS_API_URL");
  });
});
