import { createServer, request as forward, type Server } from "node:http";
import { connect as connectTo } from "node:net";

import { json, ScriptedServer } from "../../../kit/http/scripted-server";
import { clientOf, read } from "./requests";

const VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"] as const;

/** A proxy that finds every host on this computer, so that a name that nobody knows is reached by it alone. */
class Proxy {
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {}

  get url(): string {
    const address = this.server.address();
    return `http://user:word@127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  static async start(): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server);
    server.on("request", (request, response) => {
      proxy.asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
      const { port, pathname, search } = new URL(request.url ?? "");
      const headers = request.headers;
      const onward = forward({ host: "127.0.0.1", port, path: pathname + search, method: request.method, headers });
      onward.on("response", (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)));
      request.pipe(onward);
    });
    server.on("connect", (request, socket) => {
      proxy.asked.push(`${request.method} ${request.url}`);
      const onward = connectTo(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) end.on("error", () => [socket, onward].forEach((one) => one.destroy()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

describe("a proxy that the environment names", () => {
  let proxy: Proxy;
  let region: ScriptedServer;
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);

  beforeEach(async () => {
    for (const name of VARIABLES) delete process.env[name];
    proxy = await Proxy.start();
  });
  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await Promise.all([proxy.close(), region.close()]);
  });

  const elsewhere = (url: string) => url.replace("127.0.0.1", "maas.invalid");

  test.each(["http_proxy", "HTTP_PROXY"] as const)("%s forwards what is plain HTTP", async (name) => {
    region = await ScriptedServer.start(json(7));
    process.env[name] = proxy.url;
    const apiUrl = elsewhere(region.url);
    await expect(clientOf(region, [], { apiUrl }).request(read)).resolves.toBe(7);
    const word = Buffer.from("user:word").toString("base64");
    expect(proxy.asked).toEqual([`GET ${apiUrl}/api/2.0/machines/abc123/ Basic ${word}`]);
    expect(region.arrived[0]?.headers.authorization).toContain("OAuth");
  });

  test("HTTPS_PROXY tunnels TLS, with the same trust as without it", async () => {
    region = await ScriptedServer.start(json(7), { tls: true });
    process.env["HTTPS_PROXY"] = proxy.url;
    const apiUrl = elsewhere(region.url);
    await expect(clientOf(region, [], { apiUrl, insecure: true }).request(read)).resolves.toBe(7);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(apiUrl).host}`]);
    await expect(clientOf(region, [], { apiUrl }).request(read)).rejects.toThrow("maas:caCert or MAAS_API_CACERT");
  });

  test("is passed by for what NO_PROXY names", async () => {
    region = await ScriptedServer.start(json(7));
    Object.assign(process.env, { HTTP_PROXY: proxy.url, NO_PROXY: ".invalid" });
    const asked = clientOf(region, [], { apiUrl: elsewhere(region.url) }).request(read);
    await expect(asked).rejects.toThrow("ENOTFOUND");
    expect(proxy.asked).toEqual([]);
  });

  test("is passed by for what is on this computer", async () => {
    region = await ScriptedServer.start(json(7));
    process.env["HTTP_PROXY"] = proxy.url;
    await expect(clientOf(region, []).request(read)).resolves.toBe(7);
    expect(proxy.asked).toEqual([]);
  });
});
