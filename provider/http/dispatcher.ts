import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";

const PROXIES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"] as const;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** How to connect: authorities, client certificates, the path of a socket; or a way of one's own. */
export type Connect = NonNullable<Agent.Options["connect"]>;

/**
 * What sends the requests to one server: by the proxy that `HTTP_PROXY` and `HTTPS_PROXY` name, unless `NO_PROXY` excepts
 * the server. What is on this computer is asked directly, since a proxy elsewhere does not reach it, and so is a server
 * with a way of its own to connect, which would not be gone behind a proxy.
 */
export function dispatcherTo(
  url: string,
  options: Omit<Agent.Options, "connect" | "factory">,
  connect: Connect,
): Dispatcher {
  const isProxied = PROXIES.some((name) => process.env[name]);
  const isHere = LOOPBACK.test(new URL(url).hostname);
  if (!isProxied || isHere || typeof connect === "function" || "socketPath" in connect)
    return new Agent({ ...options, connect });
  // A proxy lets few ports be tunnelled to: plain HTTP is forwarded.
  return new EnvHttpProxyAgent({ ...options, connect, requestTls: connect, proxyTunnel: false });
}
