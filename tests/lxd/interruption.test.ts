import { type ServerResponse } from "node:http";

import { LxdEngine, LxdResource } from "../../kit/lxd/engine";
import { LxdProxy } from "../../kit/lxd/proxy";
import { sharedWitness } from "../../kit/lxd/shared";

const lxd = sharedWitness();
const onServer = (pool: string, name: string) => lxd.find(`/1.0/storage-pools/${pool}/volumes/custom/${name}`);

/** The connection breaks after LXD has done the work. */
const lost = { answer: (response: { destroy(): void }) => response.destroy() };

describe("an answer that is lost", () => {
  let proxy: LxdProxy;

  beforeAll(async () => {
    proxy = await LxdProxy.start();
    await lxd.ask("POST", "/1.0/storage-pools", { name: "in-one", driver: "btrfs", config: { size: "512MiB" } });
    await lxd.ask("POST", "/1.0/storage-pools", { name: "in-two", driver: "dir" });
  });
  afterAll(async () => {
    await proxy.close();
    for (const pool of ["in-one", "in-two"]) await lxd.ask("DELETE", `/1.0/storage-pools/${pool}`);
  });

  const soon = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 100));
  const newEngine = () => new LxdEngine({ "lxd:endpoint": proxy.endpoint }, soon);

  test("is looked for: everything is made, changed, moved and deleted once", async () => {
    const engine = newEngine();
    const pool = engine.resource("StoragePool", "p");
    proxy.meddle({ method: "POST", path: /storage-pools$/, ...lost });
    await pool.apply({ name: "in-p", driver: "dir" });
    proxy.meddle({ method: "PUT", ...lost });
    expect(await pool.apply({ name: "in-p", driver: "dir", description: "x" })).toBe("update");

    const volume = engine.resource("StorageVolume", "v");
    proxy.meddle({ method: "POST", path: /volumes\/custom/, ...lost });
    await volume.apply({ pool: "in-one", name: "v" });
    proxy.meddle({ method: "POST", path: /volumes\/custom\/v/, ...lost });
    expect(await volume.apply({ pool: "in-two", name: "v2" })).toBe("update");
    expect(await onServer("in-one", "v")).toBeUndefined();

    const snapshot = engine.resource("StorageVolumeSnapshot", "s");
    proxy.meddle({ method: "POST", path: /snapshots/, ...lost });
    await snapshot.apply({ pool: "in-two", volume: "v2", name: "s" });
    proxy.requests();

    const later = newEngine();
    proxy.meddle({ method: "DELETE", path: /snapshots/, ...lost });
    await later.continued("StorageVolumeSnapshot", "s", snapshot).destroy();
    proxy.meddle({ method: "DELETE", path: /volumes/, ...lost });
    await later.continued("StorageVolume", "v", volume).destroy();
    proxy.meddle({ method: "DELETE", path: /in-p/, ...lost });
    await later.continued("StoragePool", "p", pool).destroy();
    expect(proxy.requests().filter((line) => line.startsWith("DELETE"))).toHaveLength(3);
    expect(await lxd.find("/1.0/storage-pools/in-p")).toBeUndefined();
  });

  test("to a request that never arrived is sent again, once", async () => {
    const volume = newEngine().resource("StorageVolume", "w");
    proxy.meddle({ method: "POST", withheld: true, ...lost });
    proxy.requests();
    await volume.apply({ pool: "in-one", name: "w" });
    expect(proxy.requests().filter((line) => line.startsWith("POST"))).toHaveLength(2);
    await newEngine().continued("StorageVolume", "w", volume).destroy();
  });

  test("leaves what an interrupted run has made to the next one, which goes on with it", async () => {
    const args = { pool: "in-one", name: "x", size: "50MiB", description: "d" };
    // The process died after LXD had done its work: no state was written.
    await newEngine().resource("StorageVolume", "x").apply(args);
    const again = new LxdResource("StorageVolume", "x");
    expect(await again.apply({ ...args, size: "60MiB" })).toBe("create");
    expect(await onServer("in-one", "x")).toMatchObject({ description: "d", config: { size: "60MiB" } });
    // It died after the move: the state has the old place.
    const old = { ...again.outputs };
    await lxd.ask("POST", "/1.0/storage-pools/in-one/volumes/custom/x", { name: "x2", pool: "in-two" });
    again.outputs = old;
    expect(await again.apply({ ...args, pool: "in-two", name: "x2", size: "60MiB" })).toBe("update");
    expect(again.outputs).toMatchObject({ pool: "in-two", name: "x2" });
    await again.destroy();
    expect(await onServer("in-two", "x2")).toBeUndefined();
  });

  test("of an operation that LXD has forgotten is looked for as well", async () => {
    await lxd.ask("POST", "/1.0/storage-pools/in-one/volumes/custom", { name: "y" });
    const snapshot = newEngine().resource("StorageVolumeSnapshot", "y");
    const gone = (response: ServerResponse) =>
      response.writeHead(404).end(JSON.stringify({ type: "error", error_code: 404, error: "Operation not found" }));
    proxy.meddle({ method: "GET", path: /\/wait/, answer: gone });
    expect(await snapshot.apply({ pool: "in-one", volume: "y", name: "s" })).toBe("create");
    await newEngine().continued("StorageVolumeSnapshot", "y", snapshot).destroy();
    await lxd.ask("DELETE", "/1.0/storage-pools/in-one/volumes/custom/y");
  });

  test.each([
    ["old versions say that a wait was too short", { type: "sync", metadata: { status_code: 103 } }],
    ["newer ones answer with an error", { type: "error", error_code: 500, error: "context deadline exceeded" }],
  ])("%s: the operation is waited for again, aloud", async (_title, body) => {
    await lxd.ask("POST", "/1.0/storage-pools/in-one/volumes/custom", { name: "z" });
    const snapshot = newEngine().resource("StorageVolumeSnapshot", "z");
    const early = (response: ServerResponse) => response.writeHead(200).end(JSON.stringify(body));
    proxy.meddle({ method: "GET", path: /\/wait/, answer: early });
    await snapshot.apply({ pool: "in-one", volume: "z", name: "s" });
    await newEngine().continued("StorageVolumeSnapshot", "z", snapshot).destroy();
    await lxd.ask("DELETE", "/1.0/storage-pools/in-one/volumes/custom/z");
  });

  test("of an operation that failed is LXD's own text, and nothing is left behind", async () => {
    const copy = newEngine().resource("StorageVolume", "c");
    const args = { pool: "in-one", name: "c", copyFrom: { pool: "in-one", name: "nothing" } };
    await expect(copy.apply(args)).rejects.toThrow(/Storage pool volume not found/);
    expect(await onServer("in-one", "c")).toBeUndefined();
  });

  test("somebody else's change in between is kept: what was read is read again", async () => {
    const volume = newEngine().resource("StorageVolume", "m");
    await volume.apply({ pool: "in-one", name: "m", config: { "user.a": "1" } });
    const path = "/1.0/storage-pools/in-one/volumes/custom/m";
    const meanwhile = () =>
      lxd.ask("PATCH", path, { description: "", config: { "user.b": "1" } }).then(() => undefined);
    proxy.meddle({ method: "PUT", meanwhile });
    await volume.apply({ pool: "in-one", name: "m", config: { "user.a": "2" } });
    expect(await onServer("in-one", "m")).toMatchObject({ config: { "user.a": "2", "user.b": "1" } });
    await newEngine().continued("StorageVolume", "m", volume).destroy();
  });
});

describe("the cost", () => {
  let proxy: LxdProxy;
  beforeAll(async () => {
    proxy = await LxdProxy.start();
    await lxd.ask("POST", "/1.0/storage-pools", { name: "co-one", driver: "dir" });
  });
  afterAll(async () => {
    await proxy.close();
    await lxd.ask("DELETE", "/1.0/storage-pools/co-one");
  });

  test("is one request a write and one GET a read, and nothing is listed", async () => {
    const newEngine = () => new LxdEngine({ "lxd:endpoint": proxy.endpoint });
    const at = "/1.0/storage-pools/co-one/volumes/custom/v?project=default";
    const volume = newEngine().resource("StorageVolume", "v");
    const args = { pool: "co-one", name: "v", size: "1MiB" };
    await volume.apply(args);
    expect(proxy.requests()).toEqual([
      "GET /1.0",
      `GET ${at}`, // the preview: is the name free?
      "POST /1.0/storage-pools/co-one/volumes/custom?project=default",
      `GET ${at}`, // what LXD has made of it
    ]);
    const reader = newEngine().continued("StorageVolume", "v", volume);
    await reader.refresh();
    expect(proxy.requests()).toEqual(["GET /1.0", `GET ${at}`]);
    const second = newEngine().continued("StorageVolume", "v", volume);
    expect(await second.apply(args)).toBe("same");
    expect(proxy.requests()).toEqual([]);
    expect(await second.apply({ ...args, size: "2MiB" })).toBe("update");
    expect(proxy.requests()).toEqual(["GET /1.0", `GET ${at}`, `PUT ${at}`, `GET ${at}`]);
    await newEngine().continued("StorageVolume", "v", second).destroy();
    expect(proxy.requests()).toEqual(["GET /1.0", `GET ${at}`, `DELETE ${at}`]);
  });
});
