import { LabApi } from "./lab-api";

let lab: LabApi;
beforeAll(async () => {
  lab = await LabApi.start();
});
afterAll(() => lab.close());

const WHOAMI = { query: { op: "whoami" } } as const;

describe("Without credentials", () => {
  it.each([
    ["PUT", "machines/", 401, "Forbidden"],
    ["DELETE", "regioncontrollers/", 401, "Forbidden"],
    ["POST", "nodes/", 401, "Forbidden"],
    ["POST", "rackcontrollers/?op=set_zone", 401, "Forbidden"],
    ["GET", "nodes/?op=power_parameters", 400, "Unrecognised signature: method=GET op=power_parameters"],
    ["POST", "machines/?op=allocate", 400, "Unrecognised signature: method=POST op=allocate"],
    ["POST", "machines/?op=accept", 401, "You must be logged in to accept machines."],
    ["GET", "machines/?op=is_registered", 400, "No provided mac_address!"],
    ["GET", "nodes/?op=is_registered&mac_address=3C-EC-EF-10-00-01", 200, true],
    ["GET", "nodes/?op=is_registered&mac_address=52:54:00:a0:00:01", 200, false],
    ["GET", "machines/?op=is_action_in_progress&mac_address=52:54:01:10:00:01", 200, true],
  ])("%s %s answers %d: %s", async (method, path, status, body) => {
    expect(await lab.send(method, path, { auth: "none", encoding: "none" })).toMatchObject({ status, body });
  });

  it("a machine enlists itself, shows little, and waits as New", async () => {
    const form = { architecture: "amd64", mac_addresses: "52:54:00:00:99:01" };
    const { status, body } = await lab.send("POST", "machines/", { auth: "none", form });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { status_name: "New", architecture: "amd64/generic" },
    });
    expect(body).not.toHaveProperty("interface_set");
    expect(await lab.get("machines/?op=is_registered&mac_address=525400009901")).toMatchObject({ body: true });
  });
});

describe("Credentials", () => {
  const params = (changed: Record<string, string>) => ({ ...WHOAMI, auth: { params: changed } });

  it.each([
    ["an empty version counts as none", { oauth_version: "" }, 200],
    ["a realm is passed over", { oauth_realm: "anything" }, 200],
    ["the time is asked before the method", { oauth_timestamp: "0", oauth_signature_method: "X" }, /Expired timestamp/],
    ["a method must be known", { oauth_signature_method: "X" }, /Signature method X not supported/],
  ])("%s", async (_name, changed, wanted) => {
    const { status, body } = await lab.send("GET", "users/", params(changed));
    if (typeof wanted === "number") expect(status).toBe(wanted);
    else expect([status, body]).toEqual([401, expect.stringMatching(wanted)]);
  });

  it("the token says who it is, whoever's the consumer key is", async () => {
    const [, token = "", secret = ""] = lab.emulator.apiKeys["operator"]?.split(":") ?? [];
    const mixed = params({ oauth_token: token, oauth_signature: `&${secret}` });
    expect(await lab.send("GET", "users/", mixed)).toMatchObject({ status: 200, body: { username: "operator" } });
  });

  it("a part that is no pair spoils the header", async () => {
    const answer = await lab.send("GET", "users/", { ...WHOAMI, auth: { separator: ",," } });
    expect(answer).toMatchObject({
      status: 401,
      body: "Authorization Error: 'Unable to parse OAuth parameters from Authorization header.'",
    });
  });
});

describe("Bodies", () => {
  const json = (text: string) => ({ encoding: "raw", content_type: "application/json", text }) as const;

  it.each([
    ["", 400, "Bad Request"],
    ["null", 400, {}],
    ["[]", 500, "'list' object has no attribute 'get'"],
    ["0.5", 500, "'float' object has no attribute 'get'"],
    ["true", 500, "'bool' object has no attribute 'get'"],
  ])("JSON that is «%s» answers %d where fields are asked for", async (text, status, body) => {
    const sda = await lab.device("alpha", "sda");
    expect(await lab.send("PUT", sda, json(text))).toMatchObject({ status, body });
  });

  it.each(['filename="x"; name="tag"', "name=tag"])(
    "a part of a form is called what it says: %s",
    async (disposition) => {
      const text = `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nnew\r\n--b--\r\n`;
      const form = { encoding: "raw", content_type: "multipart/form-data; boundary=b", text } as const;
      const answer = await lab.send("POST", await lab.device("golf", "sda"), { ...form, query: { op: "add_tag" } });
      expect(answer).toMatchObject({ status: 200, body: { tags: expect.arrayContaining(["new"]) as unknown } });
    },
  );

  it("lists and objects in place of a text are written as Python writes them", async () => {
    const name = ["it's", { a: [null, true, 1.5] }];
    const body = { name, level: "raid-0", block_devices: [await lab.deviceId("echo", "sdb"), "sdc"] };
    const answer = await lab.send("POST", `${lab.node("echo")}raids/`, json(JSON.stringify(body)));
    expect(answer).toMatchObject({ status: 200, body: { name: `["it's", {'a': [None, True, 1.5]}]` } });
  });

  it("and is not looked at where none are", async () => {
    const lima = await lab.device("alpha", "sdb");
    await lab.post(lima, { fstype: "ext4" }, "format");
    expect(await lab.send("POST", lima, { ...json("[]"), query: { op: "unformat" } })).toMatchObject({ status: 200 });
  });
});

describe("Operations", () => {
  it("an empty name in a form is a name", async () => {
    const answer = await lab.post(await lab.device("alpha", "sda"), { op: "" });
    expect(answer).toMatchObject({ status: 400, body: "Unrecognised signature: method=POST op=" });
  });

  it("only those that there are can end a path", async () => {
    const { system_id: id } = lab.emulator.machine("alpha");
    const unknown = await lab.post(`machines/${id}/op-nope`);
    expect(unknown).toMatchObject({ status: 404, body: `Unknown API endpoint: /MAAS/api/2.0/machines/${id}/op-nope.` });
    expect(await lab.get(`machines/${id}/op-lock`)).toMatchObject({
      status: 400,
      body: "Unrecognised signature: method=GET op=lock",
    });
  });

  it.each(["xml", "yaml", "JSON"])("the format %s is refused when all is done", async (format) => {
    const path = `${await lab.device("foxtrot", "sdc")}?op=add_tag&format=${format}`;
    expect(await lab.post(path, { tag: format })).toMatchObject({
      status: 400,
      body: `Invalid output format specified '${format}'.`,
    });
    const { body } = await lab.get(await lab.device("foxtrot", "sdc"));
    expect(body).toMatchObject({ tags: expect.arrayContaining([format]) as unknown });
  });

  it.each([
    ["nodes/{alpha}/?op=power_parameters", 200, {}],
    ["nodes/{rack-1}/?op=power_parameters", 200, {}],
    ["machines/{alpha}/?op=get_token", 200, null],
    ["machines/{alpha}/?op=get_curtin_config", 400, "Machine alpha is not in a deployment state."],
    ["machines/{mike}/?op=get_curtin_config", 501, "The emulator does not serve curtin configurations."],
    ["rackcontrollers/?op=is_registered&mac_address=52:54:00:ff:01:02", 200, true],
    ["nodes/?op=is_action_in_progress", 400, "Unrecognised signature: method=GET op=is_action_in_progress"],
  ])("GET %s answers %d: %j", async (path, status, body) => {
    expect(await lab.get(await named(path))).toMatchObject({ status, body });
  });

  it("power parameters of nodes are for administrators", async () => {
    for (const hostname of ["alpha", "rack-1"]) {
      const path = await named(`nodes/{${hostname}}/?op=power_parameters`);
      expect(await lab.send("GET", path, { user: "operator" })).toMatchObject({ status: 403, body: "" });
    }
  });

  it("nodes of every kind are put into a zone together, by administrators", async () => {
    const nodes = await Promise.all(["{hotel}", "{rack-2}"].map(named));
    const form = { zone: "zone-b", nodes };
    const set = { form, query: { op: "set_zone" } };
    expect(await lab.send("POST", "machines/", { ...set, user: "operator" })).toMatchObject({
      status: 400,
      body: { system_id: ["Some of the given system ids are invalid system ids."] },
    });
    expect(await lab.send("POST", "machines/", set)).toMatchObject({ status: 200, body: null });
    expect(await lab.get("nodes/?zone=zone-b")).toMatchObject({
      body: [{ hostname: "bravo" }, { hostname: "hotel" }, { hostname: "rack-2" }],
    });
    expect(await lab.post("machines/", { zone: "x" }, "set_zone")).toMatchObject({
      body: {
        zone: ["Select a valid choice. That choice is not one of the available choices."],
        system_id: ["No node selected."],
      },
    });
  });

  it("a node that nobody knows is not found before anything else is asked", async () => {
    for (const path of ["nodes/nosuch/", "rackcontrollers/nosuch/"]) {
      expect(await lab.send("DELETE", path, { user: "operator" })).toMatchObject({ status: 404 });
    }
  });
});

/** A path with the system_ids of the nodes that it names. */
async function named(path: string): Promise<string> {
  const nodes = (await lab.get("nodes/")).body as { hostname: string; system_id: string }[];
  return path.replace(/\{([\w-]+)\}/g, (_whole, name) => nodes.find((node) => node.hostname === name)?.system_id ?? "");
}
