import { type ServerResponse } from "node:http";

import { Between } from "../../kit/handlers/between";
import { everyWrite, live } from "../../kit/handlers/every-life";
import { Lab } from "../../kit/handlers/lab";
import { TestEngine } from "../../kit/handlers/managed";

/** What a proxy before MAAS says, and whether MAAS ever gets the request. */
interface Proxy {
  readonly says: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly withheld: boolean;
}

const page = "<html><head><title>Gateway</title></head><body>sorry</body></html>";

const proxies: readonly Proxy[] = [
  { says: "502, and MAAS has done it", status: 502, withheld: false },
  { says: "502, and MAAS never got it", status: 502, withheld: true },
  { says: "503 without a time, and MAAS has done it", status: 503, withheld: false },
  { says: "503 without a time, and MAAS never got it", status: 503, withheld: true },
  { says: "504, and MAAS has done it", status: 504, withheld: false },
  { says: "500, and MAAS has done it", status: 500, withheld: false },
  { says: "429, and MAAS never got it", status: 429, withheld: true },
  { says: "200 with a page of its own, and MAAS has done it", status: 200, withheld: false },
  { says: "200 with a page of its own, and MAAS never got it", status: 200, withheld: true },
  {
    says: "what MAAS said to its second try, and MAAS has done the first",
    status: 401,
    body: "Authorization Error: 'Nonce already used: 1'",
    withheld: false,
  },
];

const cases = everyWrite.flatMap(({ life, write, what }) =>
  proxies.map((proxy) => [life.kind, what, proxy.says, life, write, proxy] as const),
);

describe("a proxy before MAAS", () => {
  let lab: Lab;
  let between: Between;

  beforeEach(async () => {
    lab = await Lab.start();
    between = await Between.start(lab.emulator.url);
  });
  afterEach(async () => {
    await between.close();
    await lab.close();
  });

  it.each(cases)("of a %s answers %s with %s: all is as declared", async (_kind, _what, _says, life, write, proxy) => {
    const { status, headers = {}, body = page, withheld } = proxy;
    const path = write.op === undefined ? write.path : new RegExp(`op=${write.op}$`);
    between.meddle({
      ...(write.method === undefined ? {} : { method: write.method }),
      ...(path instanceof RegExp ? { path } : {}),
      withheld,
      answer: (response: ServerResponse) => void response.writeHead(status, headers).end(body),
    });
    const region = { url: between.url, apiKey: lab.emulator.apiKey };
    const engine = new TestEngine(region, (ms) => new Promise((resolve) => setTimeout(resolve, ms / 1_000)));
    await live(lab, engine, life);
    expect(between.struck).toBe(1);
  });
});
