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
}

/** Commissioning a machine with long tests takes half an hour and more. */
const READY_TIMEOUT_S = 3_600;

/** The environment variable of each key; those of URL, key and certificate are the ones Terraform users have. */
const VARIABLES: Readonly<Record<string, string>> = {
  "maas:apiUrl": "MAAS_API_URL",
  "maas:apiKey": "MAAS_API_KEY",
  "maas:caCert": "MAAS_API_CACERT",
  "maas:insecure": "MAAS_INSECURE",
  "maas:maxInFlight": "MAAS_MAX_IN_FLIGHT",
  "maas:timeout": "MAAS_TIMEOUT",
  "maas:readyTimeout": "MAAS_READY_TIMEOUT",
};

/** Something is missing or wrong in the configuration. The message names both ways to give each thing. */
export class ConfigError extends Error {}

/** The answers to "what is configured", with the problems that turned up. */
class Reader {
  readonly problems: string[] = [];

  private readonly isExplicit: boolean;

  constructor(
    private readonly get: (key: string) => string | undefined,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {
    this.isExplicit = get("maas:explicit") === "true";
  }

  find(key: string): string | undefined {
    const given = this.get(key)?.trim();
    // An explicit provider takes nothing from MAAS_* of the environment: that may be another site's.
    return given || (this.isExplicit ? undefined : this.env[VARIABLES[key] ?? ""]?.trim()) || undefined;
  }

  /** The key itself, or the one in the variable that is named. */
  apiKey(): string | undefined {
    const variable = this.get("maas:apiKeyVariable")?.trim();
    return this.find("maas:apiKey") ?? (variable ? this.env[variable]?.trim() : undefined);
  }

  require(key: string, example: string, valid: (text: string) => boolean, what: string): string {
    const text = key === "maas:apiKey" ? this.apiKey() : this.find(key);
    if (text === undefined) this.wrong(key, `is missing: pulumi config set ${example}`);
    else if (!valid(text)) this.wrong(key, what);
    return text ?? "";
  }

  number(key: string, least: number, most: number): number | undefined {
    const text = this.find(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!(value >= least && value <= most)) this.wrong(key, `must be a number from ${least} to ${most}`);
    return value;
  }

  flag(key: string): boolean {
    return ["true", "1", "yes"].includes((this.find(key) ?? "").toLowerCase());
  }

  private wrong(key: string, what: string): void {
    this.problems.push(`${key} (or the environment variable ${VARIABLES[key] ?? ""}) ${what}`);
  }
}

const isUrl = (text: string): boolean => normaliseUrl(text) !== undefined;

/** Reads the configuration: the stack's (or a provider's) first, then the environment's. */
export function resolveSettings(
  get: (key: string) => string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ConnectionSettings {
  const read = new Reader(get, env);
  const url = read.require("maas:apiUrl", "maas:apiUrl http://<region>:5240/MAAS", isUrl, "is no http or https URL");
  const keyParts = "must have three parts, as in consumer:token:secret";
  const apiKey = read.require("maas:apiKey", "--secret maas:apiKey <key>", isApiKey, keyParts);
  const timeout = read.number("maas:timeout", 1, 3_600);
  const settings = {
    apiUrl: normaliseUrl(url) ?? url,
    apiKey,
    caCert: read.find("maas:caCert"),
    insecure: read.flag("maas:insecure"),
    maxInFlight: read.number("maas:maxInFlight", 1, 64),
    timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
    readyTimeoutMs: (read.number("maas:readyTimeout", 0, 86_400) ?? READY_TIMEOUT_S) * 1_000,
  };
  if (read.problems.length > 0) throw new ConfigError(`pulumi-maas is not configured: ${read.problems.join("; ")}`);
  return settings;
}
