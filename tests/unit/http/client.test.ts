import { z } from "zod";

import { type ClientOptions, type MaasClient } from "../../../provider/maas/http/client";
import {
  AuthenticationError,
  BusyError,
  ConnectionError,
  NotFoundError,
  NonceUsedError,
  outcomeOf,
  RedirectError,
  ResponseError,
  ServerError,
  UnknownEndpointError,
} from "../../../provider/http/errors";
import { type Answer, cut, json, ScriptedServer, text } from "../../../kit/http/scripted-server";
import { clientOf, failure, read, SECRET, write } from "./requests";

let region: ScriptedServer;
let waits: number[];
beforeEach(() => (waits = []));
afterEach(() => region.close());

async function connect(answers: Answer | Answer[], options: Partial<ClientOptions> = {}): Promise<MaasClient> {
  region = await ScriptedServer.start(answers);
  return clientOf(region, waits, options);
}

describe("a request", () => {
  test("goes to its path with its operation, its parameters and a header of its own", async () => {
    const client = await connect(json({ id: 7 }));
    const schema = z.object({ id: z.number() });
    const path = ["nodes", "a/b c", "blockdevices", 12, "partition", 3];
    await expect(
      client.request({ method: "GET", path, slash: false, op: "x", query: { tags: ["a", "b"] }, schema }),
    ).resolves.toEqual({ id: 7 });
    expect(region.arrived[0]?.url).toBe("/MAAS/api/2.0/nodes/a%2Fb%20c/blockdevices/12/partition/3?op=x&tags=a&tags=b");
    await client.request(read);
    const [first, second] = region.arrived.map(({ headers }) => headers.authorization);
    expect(first).toContain(`oauth_signature="%26${SECRET}"`);
    expect(second).not.toBe(first);
    expect(region.arrived[1]?.url).toBe("/MAAS/api/2.0/machines/abc123/");
  });

  test("carries its form whole, with its length: MAAS drops what comes in chunks", async () => {
    const client = await connect(json({}));
    await client.request({ ...write, form: { block_devices: [1, 2], name: "md0" } });
    const [{ headers, body } = { headers: {}, body: "" }] = region.arrived;
    expect(body).toBe("block_devices=1&block_devices=2&name=md0");
    expect(headers).toMatchObject({
      "content-length": String(body.length),
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(headers).not.toHaveProperty("transfer-encoding");
    await client.request(write);
    expect(region.arrived[1]?.headers["content-length"]).toBe("0");
  });

  test("uses a connection that is open", async () => {
    const client = await connect(json({}));
    for (let count = 0; count < 20; count += 1) await client.request(read);
    expect(new Set(region.arrived.map(({ socket }) => socket)).size).toBeLessThan(3);
  });

  test("waits for its turn: a region gets four at a time from all clients of the process", async () => {
    let most = 0;
    let open = 0;
    const slow: Answer = (response) => {
      most = Math.max(most, (open += 1));
      setTimeout(() => {
        open -= 1;
        response.end("{}");
      }, 20);
    };
    const clients = [await connect(slow), clientOf(region, waits), clientOf(region, waits)];
    await Promise.all(clients.flatMap((client) => Array.from({ length: 10 }, () => client.request(read))));
    expect(most).toBe(4);
  });

  test("answers with what its schema makes of the body, or not at all", async () => {
    const client = await connect([json({ id: "7" }), text("", 204)]);
    const error = await failure(client.request({ ...read, schema: z.object({ id: z.number() }) }));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.message).toContain("id: Invalid input: expected number, received string");
    await expect(client.request({ ...read, method: "DELETE", schema: z.void() })).resolves.toBeUndefined();
  });
});

describe("an answer that is an error", () => {
  test("of the region is that of its class, with verb and path", async () => {
    const client = await connect([
      text("No RAID matches the given query.", 404, { "x-maas-api-hash": "1" }),
      text("no such page", 404),
    ]);
    const error = await failure(client.request({ ...read, query: { hostname: "a" } }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ method: "GET", path: "/api/2.0/machines/abc123/?hostname=a", status: 404 });
    expect(await failure(client.request(read))).toBeInstanceOf(UnknownEndpointError);
  });

  test("never shows the secret that a 401 repeats", async () => {
    const client = await connect(text(`Expected signature base string: &${SECRET}`, 401));
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(JSON.stringify([error.message, error.stack, error.cause ?? null, error])).not.toContain(SECRET);
    expect(region.arrived).toHaveLength(1);
  });

  test("of a page is told by its title, however long the page is", async () => {
    const page = `<!doctype html><html><title>Gate</title>${"<p>x</p>".repeat(1_250_000)}</html>`;
    const client = await connect([text(page, 500), text(page, 200)]);
    expect((await failure(client.request(read))).message).toContain('an HTML page ("Gate")');
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.message).toContain('an HTML page ("Gate")');
    expect(error.message.length).toBeLessThan(500);
    expect(region.arrived).toHaveLength(2);
  });

  test("is no redirect that is followed", async () => {
    const client = await connect(text("", 301, { location: "https://127.0.0.1/MAAS/api/2.0/machines/" }));
    for (const request of [read, write]) {
      expect(await failure(client.request(request))).toBeInstanceOf(RedirectError);
    }
    expect(region.arrived.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});

describe("a busy region", () => {
  test("is asked again after the time it names, for every verb, and the user is told", async () => {
    const lines: string[] = [];
    const client = await connect(
      [text("", 409, { "retry-after": "5" }), text("", 503, { "retry-after": "1" }), json(1)],
      {
        announce: (line) => void lines.push(line),
      },
    );
    await expect(client.request(write)).resolves.toBe(1);
    expect(waits).toEqual([5_000, 1_000]);
    expect(lines).toEqual([`MAAS at ${region.url}: the region is busy (409); POST again in 5 s`]);
    expect(new Set(region.arrived.map(({ headers }) => headers.authorization)).size).toBe(3);
  });

  test("is given up at last, and nothing was written", async () => {
    const client = await connect(text("try again", 409, { "retry-after": "5" }));
    const error = await failure(client.request(write));
    expect(error).toBeInstanceOf(BusyError);
    expect(outcomeOf(error)).toBe("refused");
    expect(region.arrived).toHaveLength(10);
  });

  test("that has seen the nonce before gets another one", async () => {
    const used = text("Authorization Error: 'Nonce already used: 1'", 401);
    const client = await connect([used, json(1), used]);
    await expect(client.request(read)).resolves.toBe(1);
    expect(waits).toEqual([]);
    // Nobody but a proxy sends a nonce twice, and its first request may have been done.
    expect(await failure(client.request(write))).toBeInstanceOf(NonceUsedError);
  });

  test("does not keep others waiting while one waits to ask again", async () => {
    const client = await connect([text("", 409, { "retry-after": "5" }), json(1)], {
      maxInFlight: 1,
      sleep: () => client.request(read).then(() => undefined),
    });
    await expect(client.request(write)).resolves.toBe(1);
    expect(region.arrived.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
  });
});

describe("a lost answer", () => {
  test("is asked for again by a read", async () => {
    const client = await connect([cut, cut, json(1)]);
    await expect(client.request(read)).resolves.toBe(1);
    expect(waits).toEqual([250, 500]);
  });

  test("to a write leaves open whether it was done", async () => {
    const client = await connect(cut);
    const error = await failure(client.request(write));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(outcomeOf(error)).toBe("unknown");
    expect(region.arrived).toHaveLength(1);
  });

  test("is one that does not come before the deadline", async () => {
    const client = await connect(() => undefined, { timeoutMs: 50 });
    const error = await failure(client.request(write));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain("no answer in time");
    expect(outcomeOf(error)).toBe("unknown");
  });

  test("is one whose body stops half-way, or never ends", async () => {
    const half: Answer = (response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"id": 1');
      setTimeout(() => response.destroy(), 10);
    };
    const endless: Answer = (response) => void response.writeHead(200).write("[");
    const client = await connect([half, endless], { timeoutMs: 200 });
    expect(outcomeOf(await failure(client.request(write)))).toBe("unknown");
    expect(outcomeOf(await failure(client.request(write)))).toBe("unknown");
  });

  test("is one that is no JSON: a read asks again, a write was perhaps done", async () => {
    const client = await connect([text('{"password": "hun'), json(1), text('{"password": "hun')]);
    await expect(client.request(read)).resolves.toBe(1);
    const error = await failure(client.request(write));
    expect(error).toBeInstanceOf(ResponseError);
    expect(outcomeOf(error)).toBe("unknown");
    expect(error.message).not.toContain("hun");
  });

  test("of a gateway is asked for again by a read only", async () => {
    const client = await connect([text("", 504), json(1), text("", 504)]);
    await expect(client.request(read)).resolves.toBe(1);
    const error = await failure(client.request(write));
    expect(error).toBeInstanceOf(ServerError);
    expect(outcomeOf(error)).toBe("unknown");
    expect(region.arrived).toHaveLength(3);
  });

  test("is one that is too long to be read", async () => {
    const mebibyte = "x".repeat(2 ** 20);
    const client = await connect((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(mebibyte));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const error = await failure(client.request(read));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.message).toContain("more than 256 MiB");
    expect(region.arrived).toHaveLength(1);
  });
});

describe("a write", () => {
  test("is announced to its guard before each attempt, and not sent when that refuses", async () => {
    let asked = 0;
    const beforeWrite = (): Promise<void> =>
      (asked += 1) < 3 ? Promise.resolve() : Promise.reject(new Error("the engine is gone"));
    const client = await connect([json(1), text("", 409, { "retry-after": "5" })], { beforeWrite });
    await client.request(read);
    expect(asked).toBe(0);
    await expect(client.request(write)).rejects.toThrow("the engine is gone");
    expect(region.arrived.map(({ method }) => method)).toEqual(["GET", "POST", "POST"]);
  });
});
