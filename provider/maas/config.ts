import { ConfigReader, type Environment, type GetConfig } from "../run/config";
import { isApiKey } from "./http/oauth";
import { normaliseUrl } from "./http/url";

/** How to reach a region, and how to behave there. */
export interface ConnectionSettings {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly caCert: string | undefined;
  readonly insecure: boolean;
  readonly maxInFlight: number | undefined;
  readonly timeoutMs: number | undefined;
  /** How long a machine on its way to Ready is waited for. */
  readonly readyTimeoutMs: number;
  /** Who is kept from writing to a machine at the same time: processes of this computer, or of all that use it so. */
  readonly writerLock: WriterLock;
  readonly preview: PreviewMode;
}

/**
 * What a preview does about the server: it looks, and goes on without when it cannot; it never looks; or it fails when it
 * cannot look.
 */
export type PreviewMode = "online" | "offline" | "strict";

export type WriterLock = "computer" | "region";

/** Commissioning a machine with long tests takes half an hour and more. */
const READY_TIMEOUT_S = 3_600;

const NAMES = {
  prefix: "maas",
  provider: "maas.Provider",
  /** Those of URL, key and certificate are the ones Terraform users have. */
  variables: {
    apiUrl: "MAAS_API_URL",
    apiKey: "MAAS_API_KEY",
    caCert: "MAAS_API_CACERT",
    insecure: "MAAS_INSECURE",
    maxInFlight: "MAAS_MAX_IN_FLIGHT",
    timeout: "MAAS_TIMEOUT",
    readyTimeout: "MAAS_READY_TIMEOUT",
    preview: "MAAS_PREVIEW",
    writerLock: "MAAS_WRITER_LOCK",
  },
};

function apiUrl(config: ConfigReader): string {
  const text = config.text("apiUrl");
  if (text === undefined) return config.missing("apiUrl", "maas:apiUrl http://<region>:5240/MAAS");
  return normaliseUrl(text) ?? config.wrong("apiUrl", "is not an http or https URL");
}

function apiKey(config: ConfigReader): string {
  const named = config.inStack("apiKeyVariable");
  const key = config.text("apiKey") ?? (named ? config.variable(named) : undefined);
  if (key !== undefined) {
    return isApiKey(key) ? key : config.wrong("apiKey", "must have three parts, as in consumer:token:secret");
  }
  if (named) return config.problem(`the environment variable ${named} (apiKeyVariable) is not set`);
  if (config.isExplicit) return config.wrong("apiKey", "or apiKeyVariable must be given");
  return config.missing("apiKey", "--secret maas:apiKey <key>");
}

function writerLock(config: ConfigReader): WriterLock {
  const text = config.text("writerLock") ?? "computer";
  if (text === "region" || text === "computer") return text;
  config.wrong("writerLock", 'must be "computer" or "region"');
  return "computer";
}

function previewMode(config: ConfigReader): PreviewMode {
  const text = config.text("preview") ?? "online";
  if (text === "online" || text === "offline" || text === "strict") return text;
  config.wrong("preview", 'must be "online", "offline" or "strict"');
  return "online";
}

/** What a preview does, of a configuration that says nothing of a server; undefined when it says something wrong. */
export function previewWithoutServer(get: GetConfig, env: Environment): PreviewMode | undefined {
  const config = new ConfigReader(NAMES, get, env);
  const isGiven = config.text("apiUrl") !== undefined && (config.text("apiKey") ?? config.inStack("apiKeyVariable"));
  return isGiven && config.variable(config.inStack("apiKeyVariable") ?? "MAAS_API_KEY") !== undefined
    ? undefined
    : previewMode(config);
}

/**
 * Reads the configuration: that of the stack first, then the environment's. An explicit provider's is read by itself.
 * @throws ConfigError with everything that is missing or wrong
 */
export function resolveSettings(get: GetConfig, env: Environment): ConnectionSettings {
  const config = new ConfigReader(NAMES, get, env);
  const timeout = config.number("timeout", 1, 3_600);
  const settings = {
    apiUrl: apiUrl(config),
    apiKey: apiKey(config),
    caCert: config.text("caCert"),
    insecure: config.flag("insecure"),
    maxInFlight: config.number("maxInFlight", 1, 64),
    timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
    readyTimeoutMs: (config.number("readyTimeout", 0, 86_400) ?? READY_TIMEOUT_S) * 1_000,
    preview: previewMode(config),
    writerLock: writerLock(config),
  };
  config.requireNoProblems();
  return settings;
}
