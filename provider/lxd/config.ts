import { ConfigReader, type Environment, type GetConfig } from "../run/config";

/** How to reach one LXD. */
export interface LxdSettings {
  /** `unix:///path/of/unix.socket` or `https://host:8443`, in one form. */
  readonly endpoint: string;
  /** PEM, or the path of a PEM file; so are the next two. */
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly serverCertificate: string | undefined;
  /** SHA-256 of the server's certificate, in lower case and without colons. */
  readonly serverFingerprint: string | undefined;
  /** Given once to a server that does not trust the client certificate yet. */
  readonly trustToken: string | undefined;
  readonly timeoutMs: number | undefined;
  /** The project of data sources that name none. */
  readonly project: string;
}

const NAMES = {
  prefix: "lxd",
  provider: "lxd.Provider",
  variables: {
    endpoint: "LXD_ENDPOINT",
    clientCertificate: "LXD_CLIENT_CERTIFICATE",
    clientKey: "LXD_CLIENT_KEY",
    serverCertificate: "LXD_SERVER_CERTIFICATE",
    serverFingerprint: "LXD_SERVER_FINGERPRINT",
    trustToken: "LXD_TRUST_TOKEN",
    timeout: "LXD_TIMEOUT",
    project: "LXD_PROJECT",
  },
};

const DEFAULT_PORT = "8443";
const DEFAULT_PROJECT = "default";

/** An endpoint in one form, so that it can be compared; undefined when it is none. */
export function normaliseEndpoint(text: string): string | undefined {
  const socket = /^unix:(?:\/\/)?(\/.+)$/.exec(text)?.[1];
  if (socket !== undefined) return `unix://${socket}`;
  try {
    const url = new URL(text);
    if (url.protocol !== "https:" || url.username !== "" || url.pathname.length > 1) return undefined;
    // The parser leaves out the port that is https's own.
    const port = url.port || (/:443\/?$/.test(text) ? "443" : DEFAULT_PORT);
    return `https://${url.hostname}:${port}`;
  } catch {
    return undefined;
  }
}

function endpoint(config: ConfigReader): string {
  const text = config.text("endpoint");
  if (text === undefined) {
    return config.missing(
      "endpoint",
      "lxd:endpoint https://<host>:8443, or unix:///var/snap/lxd/common/lxd/unix.socket",
    );
  }
  return (
    normaliseEndpoint(text) ?? config.wrong("endpoint", "must be https://<host>:8443 or unix://<path of the socket>")
  );
}

function fingerprint(config: ConfigReader): string | undefined {
  const text = config.text("serverFingerprint")?.replaceAll(":", "").toLowerCase();
  if (text === undefined || /^[0-9a-f]{64}$/.test(text)) return text;
  return config.wrong("serverFingerprint", "must be a SHA-256: 64 hexadecimal digits, with or without colons");
}

/**
 * Reads how to reach LXD: from the configuration of the stack first, then from the environment. An explicit provider's is
 * read by itself.
 * @throws ConfigError with everything that is missing or wrong
 */
export function resolveLxdSettings(get: GetConfig, env: Environment): LxdSettings {
  const config = new ConfigReader(NAMES, get, env);
  if (!config.isExplicit && get("maas:explicit") === "true") {
    config.problem("the provider of an LXD resource must be an lxd.Provider, and this is a maas.Provider");
  }
  const timeout = config.number("timeout", 1, 86_400);
  const settings = {
    endpoint: endpoint(config),
    clientCertificate: config.text("clientCertificate"),
    clientKey: config.text("clientKey"),
    serverCertificate: config.text("serverCertificate"),
    serverFingerprint: fingerprint(config),
    trustToken: config.text("trustToken"),
    timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
    project: config.text("project") ?? DEFAULT_PROJECT,
  };
  if ((settings.clientCertificate === undefined) !== (settings.clientKey === undefined)) {
    config.wrong(
      settings.clientKey === undefined ? "clientKey" : "clientCertificate",
      "is missing: one needs the other",
    );
  }
  config.requireNoProblems();
  return settings;
}

/** The project of resources that name none: the program gives it to them, so that a preview shows another one. */
export const defaultProject = (get: GetConfig, env: Environment): string =>
  new ConfigReader(NAMES, get, env).text("project") ?? DEFAULT_PROJECT;
