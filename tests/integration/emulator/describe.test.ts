import { request } from "undici";
import { z } from "zod";

import { type Emulator, startEmulator } from "../../../emulator";
import { LabApi } from "./lab-api";

const action = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  name: z.string(),
  op: z.string().nullable(),
  restful: z.boolean(),
  doc: z.string(),
});
const handler = z.strictObject({
  name: z.string(),
  doc: z.string(),
  actions: z.array(action),
  params: z.array(z.string()),
  path: z.string(),
  uri: z.string(),
});
const description = z.strictObject({
  doc: z.string(),
  hash: z.string(),
  resources: z.array(z.strictObject({ name: z.string(), anon: handler.nullable(), auth: handler.nullable() })),
  handlers: z.array(handler),
});

let emulator: Emulator;
let describe_: string;

beforeEach(async () => {
  emulator = await startEmulator();
  describe_ = `${emulator.url}/api/2.0/describe/`;
});

afterEach(() => emulator.close());

async function read() {
  const answer = await request(describe_);
  return { ...answer, document: description.parse(await answer.body.json()) };
}

async function handlerNamed(name: string) {
  const { document } = await read();
  const found = document.resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
}

describe("the description of the API", () => {
  it("needs no credentials, and is JSON of no charset, as clients insist", async () => {
    const { statusCode, headers } = await read();
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["x-maas-api-hash"]).toBeUndefined();
  });

  it("has the hash that every answer of a handler carries", async () => {
    const { document } = await read();
    const answer = await request(`${emulator.url}/api/2.0/version/`);
    await answer.body.dump();
    expect(document.hash).toMatch(/^[0-9a-f]{40}$/);
    expect(answer.headers["x-maas-api-hash"]).toBe(document.hash);
  });

  it("names URL parameters as clients pass them, and leads to where they came from", async () => {
    const { auth } = await handlerNamed("PartitionHandler");
    const path = "/MAAS/api/2.0/nodes/{system_id}/blockdevices/{device_id}/partition/{id}";
    expect(auth).toMatchObject({
      path,
      params: ["system_id", "device_id", "id"],
      uri: new URL(emulator.url).origin + path,
    });
    expect((await handlerNamed("BlockDeviceHandler")).auth?.params).toEqual(["system_id", "id"]);
    expect((await handlerNamed("ZoneHandler")).auth?.params).toEqual(["name"]);
  });

  it("tells plain actions from operations", async () => {
    const { auth } = await handlerNamed("BlockDeviceHandler");
    expect(auth?.actions.map(({ name, method, op, restful }) => [name, method, op, restful])).toEqual([
      ["add_tag", "POST", "add_tag", false],
      ["delete", "DELETE", null, true],
      ["format", "POST", "format", false],
      ["mount", "POST", "mount", false],
      ["read", "GET", null, true],
      ["remove_tag", "POST", "remove_tag", false],
      ["set_boot_disk", "POST", "set_boot_disk", false],
      ["unformat", "POST", "unformat", false],
      ["unmount", "POST", "unmount", false],
      ["update", "PUT", null, true],
    ]);
  });

  it("has what needs no credentials under anon, and nothing twice", async () => {
    const version = await handlerNamed("VersionHandler");
    expect([version.auth, version.anon?.actions.map(({ name }) => name)]).toEqual([null, ["read"]]);
    const { document } = await read();
    const names = document.resources.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const listed = document.resources.flatMap(({ anon, auth }) => [anon, auth]).filter((each) => each !== null);
    expect(document.handlers).toHaveLength(listed.length);
  });

  it("describes only what is served: every action that it has is known there", async () => {
    const lab = await LabApi.start();
    const { document } = await read();
    for (const { auth } of document.resources) {
      for (const { method, op } of auth?.actions ?? []) {
        const path = auth?.path.replace("/MAAS/api/2.0/", "").replace(/\{\w+\}/g, "0") ?? "";
        const answer = await lab.send(method, path, op === null ? {} : { query: { op } });
        expect([path, op, String(answer.body)]).not.toEqual([
          path,
          op,
          expect.stringMatching(/Unrecognised|Unknown API/),
        ]);
      }
    }
    await lab.close();
  });
});
