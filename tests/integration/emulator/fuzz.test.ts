import { connect } from "node:net";

import fc from "fast-check";

import { LabApi } from "./lab-api";
import { isOfMaas } from "./maas-failures";

/** The same inputs in every run; a failure prints what reproduces it. */
const RUNS = { numRuns: 150, seed: 20261121 };

let lab: LabApi;
let port: number;

beforeAll(async () => {
  lab = await LabApi.start();
  port = Number(new URL(lab.emulator.url).port);
});

afterAll(() => lab.close());

/** Writes bytes to the server as they are; what comes back until it closes, or for a moment. */
function raw(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    const finish = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString("latin1"));
    };
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("close", finish);
    socket.on("error", finish);
    socket.setTimeout(2000, finish);
  });
}

async function expectAlive(): Promise<void> {
  expect((await lab.get("version/")).status).toBe(200);
}

const text = fc.string({ unit: "binary", maxLength: 60 });
const word = fc.constantFrom(
  ...["machines", "nodes", "blockdevices", "partitions", "partition", "raids", "raid", "bcaches", "volume-groups"],
  ...[
    "..",
    "",
    "%2e%2e",
    "%00",
    "%ff",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "__proto__",
    "constructor",
    "op-format",
  ],
);
const method = fc.constantFrom("GET", "POST", "PUT", "DELETE");
const field = fc.constantFrom(
  ...["name", "uuid", "size", "level", "block_devices", "partitions", "cache_set", "cache_mode", "backing_device"],
  ...["fstype", "label", "mount_point", "mount_options", "tag", "storage_layout", "root_size", "boot_size", "id"],
  ...["__proto__", "toString", "numa_node", "block_size", "partition_table_type", "bootable", "add_block_devices"],
);
const value = fc.oneof(
  text,
  fc.constantFrom(
    "raid-1",
    "ext4",
    "tmpfs",
    "/",
    "/srv",
    "flat",
    "lvm",
    "bcache",
    "blank",
    "50%",
    "999999999999999999999E",
  ),
  fc.constantFrom("sda", "sdb", "sdb-part1", "md0", "-0", "1.5", "0x10", "NaN", "true", "GPT", "MBR"),
  fc.integer({ min: -5, max: 60 }).map(String),
);
const form = fc.dictionary(field, fc.oneof(value, fc.array(value, { maxLength: 3 })), { maxKeys: 6 });

describe("whatever is sent, the emulator answers and goes on", () => {
  it("to bytes that are no HTTP, or only begin as it", async () => {
    const start = fc.constantFrom(
      "",
      "GET ",
      "GET /MAAS/ HTTP/1.1\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 9999\r\n\r\n",
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (head, bytes) => {
        const answer = await raw(Buffer.concat([Buffer.from(head), bytes]));
        expect(answer === "" || answer.startsWith("HTTP/1.1 4")).toBe(true);
      }),
      RUNS,
    );
    await expectAlive();
  });

  it("to any path and operation", async () => {
    const path = fc.array(word, { maxLength: 7 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(method, path, fc.boolean(), fc.option(value), async (verb, end, slash, op) => {
        const query = op === null ? {} : { query: { op } };
        const answer = await lab.send(verb, `/api/2.0/${end}${slash ? "/" : ""}`, query);
        expect([isOfMaas(answer), answer]).toEqual([true, answer]);
      }),
      RUNS,
    );
    await expectAlive();
  });

  it("to any Authorization header", async () => {
    const parameter = fc.constantFrom("oauth_nonce", "oauth_timestamp", "oauth_token", "oauth_signature", "realm", "");
    const printable = fc.string({ maxLength: 40 });
    const header = fc.oneof(
      printable,
      fc.array(fc.tuple(parameter, printable)).map((all) => `OAuth ${all.map(([k, v]) => `${k}="${v}"`).join(",")}`),
    );
    await fc.assert(
      fc.asyncProperty(header, async (given) => {
        const answer = await lab.send("GET", "users/", {
          query: { op: "whoami" },
          auth: { header: given.replaceAll("${", "") },
        });
        expect([isOfMaas(answer), answer]).toEqual([true, answer]);
      }),
      RUNS,
    );
    await expectAlive();
  });

  it("to any body of any type", async () => {
    const type = fc.constantFrom(
      ...["application/json", "application/x-www-form-urlencoded", "text/plain", "nonsense", ""],
      ...["multipart/form-data", "multipart/form-data; boundary=x", 'multipart/form-data; boundary="'],
    );
    const body = fc.oneof(
      text,
      fc.json(),
      text.map((part) => `--x\r\nname="a"\r\n\r\n${part}\r\n--x--`),
    );
    const sda = await lab.device("charlie", "sda");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("POST", "PUT"), type, body, async (verb, content_type, given) => {
        const request = { encoding: "raw", content_type, text: given.replaceAll("${", "") } as const;
        const answer = await lab.send(verb, verb === "PUT" ? sda : `${sda}partitions/`, request);
        expect([isOfMaas(answer), answer]).toEqual([true, answer]);
      }),
      RUNS,
    );
    await expectAlive();
  });

  it("to any fields of any form, and keeps every machine readable", async () => {
    const target = fc.constantFrom(
      ["POST", "raids/", ""],
      ["POST", "volume-groups/", ""],
      ["POST", "bcache-cache-sets/", ""],
      ["POST", "bcaches/", ""],
      ["POST", "blockdevices/", ""],
      ["POST", "blockdevices/sdb/partitions/", ""],
      ["PUT", "blockdevices/sdc/", ""],
      ["DELETE", "blockdevices/sdb/partition/sdb-part1", ""],
      ...["format", "unformat", "mount", "unmount", "add_tag", "remove_tag", "set_boot_disk"].map((op) => [
        "POST",
        "blockdevices/sdc/",
        op,
      ]),
      ...["format", "mount", "add_tag"].map((op) => ["POST", "blockdevices/sdb/partition/sdb-part1", op]),
      ["PUT", "raid/md0/", ""],
      ["DELETE", "raid/md0/", ""],
    );
    const node = lab.node("bravo");
    await fc.assert(
      fc.asyncProperty(target, form, async ([verb = "", path = "", op = ""], given) => {
        const fields = Object.fromEntries(
          Object.entries(given).map(([name, all]) => [name, [all].flat().map((one) => one.replaceAll("${", ""))]),
        );
        const answer = await lab.send(verb, node + path, { form: fields, ...(op ? { query: { op } } : {}) });
        expect([isOfMaas(answer), answer]).toEqual([true, answer]);
        expect((await lab.get(`${node}blockdevices/`)).status).toBe(200);
      }),
      { ...RUNS, numRuns: 600 },
    );
    await expectAlive();
  });

  it("to a body beyond the limit with 413, and to a huge form within it", async () => {
    const path = `${lab.node("charlie")}volume-groups/`;
    const big = (bytes: number) => ({ encoding: "raw", content_type: "text/plain", text: "x".repeat(bytes) }) as const;
    expect((await lab.send("POST", path, big(11 * 1024 ** 2))).status).toBe(413);
    const many = { name: "x", block_devices: Array.from({ length: 20_000 }, (_, index) => `disk-${index}`) };
    expect((await lab.post(path, many)).status).toBe(400);
    await expectAlive();
  });
});
