import { implementation } from "../../kit/lxd/availability";
import { sharedWitness } from "../../kit/lxd/shared";

/** The tier must show the real LXD, with the drivers that its tests are about. */
describe("the LXD of this tier", () => {
  const lxd = sharedWitness();

  test("is the real one, trusts its socket, and has its own directory", async () => {
    const server = await lxd.ask("GET", "/1.0");
    expect(server).toMatchObject({ auth: "trusted", environment: { server: implementation().name } });
  });

  test.each([
    { driver: "dir", config: {} },
    { driver: "btrfs", config: { size: "256MiB" } },
  ])("makes a $driver pool with a volume, and removes both", async ({ driver, config }) => {
    const name = `harness-${driver}`;
    await lxd.ask("POST", "/1.0/storage-pools", { name, driver, config });
    await lxd.ask("POST", `/1.0/storage-pools/${name}/volumes/custom`, { name: "v" });
    expect(await lxd.find(`/1.0/storage-pools/${name}/volumes/custom/v`)).toMatchObject({ name: "v", type: "custom" });
    await lxd.ask("DELETE", `/1.0/storage-pools/${name}/volumes/custom/v`);
    await lxd.ask("DELETE", `/1.0/storage-pools/${name}`);
    expect(await lxd.find(`/1.0/storage-pools/${name}`)).toBeUndefined();
  });

  test("waits for operations, and tells one that failed from one that went well", async () => {
    await lxd.ask("POST", "/1.0/storage-pools", { name: "harness-ops", driver: "dir" });
    const volumes = "/1.0/storage-pools/harness-ops/volumes/custom";
    await expect(
      lxd.ask("POST", volumes, { name: "w", source: { type: "copy", name: "nothing", pool: "harness-ops" } }),
    ).rejects.toThrow(/Storage (pool )?volume not found/);
    await lxd.ask("DELETE", "/1.0/storage-pools/harness-ops");
  });
});
