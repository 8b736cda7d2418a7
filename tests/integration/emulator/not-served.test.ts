import { ALL_ROUTES, signaturesOf, unservedOf } from "../../../emulator/routes";
import { MAAS_OPERATIONS } from "../../../emulator/routes/maas-operations";
import { LabApi } from "./lab-api";

let lab: LabApi;

beforeAll(async () => {
  lab = await LabApi.start();
});

afterAll(() => lab.close());

const unserved = ALL_ROUTES.flatMap((route) => unservedOf(route).map((signature) => ({ path: route.path, signature })));

const filledIn = (path: string): string => path.replace(/\{\w+\}/g, "1");

describe("An operation that MAAS has and the emulator does not serve", () => {
  it("answers 501 with its name, and never as a URL that nobody knows", async () => {
    const wrong: unknown[] = [];
    for (const { path, signature } of unserved) {
      const [method = "", op] = signature.split(" ");
      const { status, body } = await lab.send(method, filledIn(path), op === undefined ? {} : { query: { op } });
      const name = `${method} ${path}${op === undefined ? "" : `?op=${op}`}`;
      if (status !== 501 || body !== `The emulator does not serve ${name}.`) wrong.push([name, status, body]);
    }
    expect(wrong).toEqual([]);
    expect(unserved.length).toBeGreaterThan(0);
  });

  it("asks for credentials first, as MAAS does", async () => {
    expect(await lab.send("GET", "subnets/", { auth: "none" })).toMatchObject({ status: 401 });
  });

  it("counts among the methods that are allowed, and among the operations that a URL may end in", async () => {
    expect(await lab.send("DELETE", "subnets/")).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
    expect(await lab.send("POST", "dhcp-snippets/1/op-revert")).toMatchObject({ status: 501 });
  });

  it("is told from one that MAAS does not have either", async () => {
    expect(await lab.send("GET", "subnets/1/", { query: { op: "nope" } })).toMatchObject({
      status: 400,
      body: "Unrecognised signature: method=GET op=nope",
    });
    expect(await lab.get("subnetz/")).toMatchObject({ status: 404 });
  });
});

it("serves nothing that MAAS does not have", () => {
  const invented = ALL_ROUTES.flatMap(({ path, endpoint }) =>
    signaturesOf(endpoint)
      .filter((signature) => MAAS_OPERATIONS.get(path)?.includes(signature) !== true)
      .map((signature) => `${path}: ${signature}`),
  );
  expect(invented).toEqual([]);
});
